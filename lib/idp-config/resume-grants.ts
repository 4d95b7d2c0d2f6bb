import type { Database } from "@/lib/db/client";
import { markChecksOfConfigDue } from "./mark-checks-due";

/** So that a thousand Grants do not come at once, and yet nobody waits for long. */
const spreadSeconds = 5;

/**
 * Makes the Grants of an IdP Config due again that rested, had failed or were set aside because the IdP Config could
 * not be used, and the checks of the mailboxes that they serve. Those that somebody has to authorize anew stay as they are.
 */
export async function resumeGrants(db: Database, idpConfigId: string): Promise<void> {
  await db.$executeRaw`
    UPDATE grants SET next_attempt_at = NULL,
      refresh_due_at = LEAST(refresh_due_at, clock_timestamp() + make_interval(secs => ${spreadSeconds} * random()))
    WHERE idp_config_id = ${idpConfigId}::uuid AND status = 'active'
      AND (next_attempt_at IS NOT NULL OR failure_code IS NOT NULL OR refresh_due_at IS NULL)`;
  await markChecksOfConfigDue(db, idpConfigId);
}
