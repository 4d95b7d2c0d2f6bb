import { connections, type Database } from "./client";

/** Why an act has no tenant yet. Each reason is one place in the code. */
export type SystemReason =
  | "create tenant"
  | "add member"
  | "look up membership"
  | "look up sign-in"
  | "keep session"
  | "change password"
  | "look up state"
  | "look up authorization link"
  | "look up worker key"
  | "look up webhook delivery"
  | "fan out events"
  | "first run"
  | "sweep due grants"
  | "sweep due checks"
  | "warn of expiring credentials"
  | "delete tenant"
  | "read metrics"
  | "evaluate alerts"
  | "send alert notices"
  | "note heartbeat"
  | "watch heartbeats"
  | "reseal data keys"
  | "remove leftovers";

const patienceMs = 15_000;

/**
 * Runs `work` in one transaction that sees every tenant's rows. For the few acts that have no tenant yet;
 * the import rules list the files that may. It is undone, as inTenant's is, when it takes longer than 15 seconds.
 */
export function asSystem<Value>(_reason: SystemReason, work: (db: Database) => Promise<Value>): Promise<Value> {
  return connections().prisma.$transaction(
    async (db) => {
      await db.$executeRaw`SELECT set_config('role', 'mailgrant_system', true),
        set_config('statement_timeout', ${String(patienceMs)}, true)`;
      return work(db);
    },
    { maxWait: 10_000, timeout: patienceMs },
  );
}
