import { defineConfig } from "prisma/config";

// Prisma only generates the client here. Migrations are applied by lib/db/migrate.ts, because the
// schema engine that `prisma migrate` needs is a download that an offline machine cannot make.
export default defineConfig({
  schema: "prisma/schema",
  migrations: { path: "prisma/migrations" },
});
