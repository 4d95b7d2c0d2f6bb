import { connections, type Database } from "./client";

const maxWaitMs = 10_000;
const patienceMs = 15_000;

/**
 * Runs `work` in one transaction that sees only the tenant's rows: it runs under a role that cannot bypass
 * row-level security, with the tenant's id in a setting that ends with the transaction. A forgotten `where`
 * returns nothing of anybody else's, and no row of another tenant can be written.
 *
 * It is undone when it takes longer than `timeoutMs`, 15 seconds unless the caller knows that it may; PostgreSQL also
 * ends a statement that takes as long by itself. The embedded database cannot: it has one thread, which asks no clock.
 *
 * Never make a network call inside `work`: it holds a connection.
 */
export function inTenant<Value>(
  tenant: { tenantId: string },
  work: (db: Database) => Promise<Value>,
  { timeoutMs = patienceMs }: { timeoutMs?: number } = {},
): Promise<Value> {
  return connections().prisma.$transaction(
    async (db) => {
      await db.$executeRaw`SELECT set_config('role', 'mailgrant_tenant', true), set_config('mailgrant.tenant_id', ${tenant.tenantId}, true),
        set_config('statement_timeout', ${String(timeoutMs)}, true)`;
      return work(db);
    },
    { maxWait: maxWaitMs, timeout: timeoutMs },
  );
}
