import type { Result } from "@/lib/result";
import type { Database } from "./client";
import { inTenant } from "./in-tenant";

/** Thrown to end a transaction that is to be undone; it never leaves this file. */
class Undone extends Error {
  override name = "Undone";
}

/**
 * As inTenant, for an act of several steps of which each may fail: a failure that `work` answers undoes everything
 * that it has written before.
 */
export async function allOrNothing<Outcome extends Result<unknown, unknown>>(
  tenant: { tenantId: string },
  work: (db: Database) => Promise<Outcome>,
): Promise<Outcome> {
  let outcome: Outcome | undefined;
  try {
    return await inTenant(tenant, async (db) => {
      outcome = await work(db);
      if (!outcome.ok) throw new Undone();
      return outcome;
    });
  } catch (error) {
    if (error instanceof Undone && outcome !== undefined) return outcome;
    throw error;
  }
}
