import { randomBytes } from "node:crypto";

/** The environment that a tested product runs in, whatever the database. */
export function testEnvironment(databaseUrl: string): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    MAILGRANT_KEYS: `test:${randomBytes(32).toString("base64")}`,
    PUBLIC_URL: "http://localhost:3000",
    MAILGRANT_EGRESS_ALLOW: "127.0.0.0/8",
  };
}

declare module "vitest" {
  interface ProvidedContext {
    /** Set-ups share one process; what each of them made reaches its own tests this way, not by process.env. */
    environment: Record<string, string>;
    /** A migrated database that stays empty, to be copied: its data folder, or its connection string. */
    emptyDatabase: string;
  }
}
