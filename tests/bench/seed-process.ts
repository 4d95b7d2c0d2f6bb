import { disconnect } from "@/lib/db/client";
import { migrate } from "@/lib/db/migrate";
import { type SeedOptions, seedTenant } from "./seed";

// A process of its own, because the environment, and with it the database, is one a process.
process.once("message", async (options: SeedOptions) => {
  await migrate();
  process.send?.(await seedTenant(options));
  await disconnect();
  process.disconnect?.();
});
