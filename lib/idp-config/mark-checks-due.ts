import type { Database } from "@/lib/db/client";
import type { Half } from "@/lib/db/generated/enums";

/** Whoever saves settings mostly presses Verify connection next; their own check comes first, and then none is due. */
const afterSettings = { atLeast: 60, spread: 60 };
/** What works again is to be seen soon, and not a thousand mailboxes at the same moment. */
const afterRecovery = { atLeast: 5, spread: 15 };

/**
 * Makes the given halves of a System Email due to be checked soon, because their settings changed, or, with
 * `isRecovered`, because they may be signed in to again. A half that is disabled or has no server is not due.
 */
export async function markChecksDue(
  db: Database,
  {
    systemEmailId,
    halves,
    isRecovered = false,
  }: { systemEmailId: string; halves: readonly Half[]; isRecovered?: boolean },
): Promise<void> {
  if (halves.length === 0) return;
  const { atLeast, spread } = isRecovered ? afterRecovery : afterSettings;
  await db.$executeRaw`
    WITH saved AS (
      SELECT tenant_id, 'remote_mailbox'::half AS half, lower(host) || ':' || port AS server,
        status = 'enabled' AND host <> '' AS is_on FROM remote_mailboxes WHERE system_email_id = ${systemEmailId}::uuid
      UNION ALL
      SELECT tenant_id, 'outgoing_smtp'::half, lower(host) || ':' || port, status = 'enabled' AND host <> ''
      FROM outgoing_smtps WHERE system_email_id = ${systemEmailId}::uuid
    ), locked AS (
      SELECT k.half FROM half_checks k WHERE k.system_email_id = ${systemEmailId}::uuid AND k.half::text = ANY (${[...halves]})
      ORDER BY k.half FOR UPDATE
    )
    UPDATE half_checks k SET server = saved.server,
      due_at = CASE WHEN saved.is_on
        THEN LEAST(k.due_at, clock_timestamp() + make_interval(secs => ${atLeast} + ${spread} * random())) END
    FROM saved JOIN locked ON locked.half = saved.half
    WHERE k.tenant_id = saved.tenant_id AND k.system_email_id = ${systemEmailId}::uuid AND k.half = saved.half`;
}

/**
 * Makes the halves that sign in by an IdP Config due to be checked soon, as far as they are not due at all or their
 * last check failed: it may be used again.
 */
export async function markChecksOfConfigDue(db: Database, idpConfigId: string): Promise<void> {
  const { atLeast, spread } = afterRecovery;
  await db.$executeRaw`
    WITH locked AS (
      SELECT k.tenant_id, k.system_email_id, k.half FROM half_checks k
        JOIN outgoing_smtps o ON o.tenant_id = k.tenant_id AND o.system_email_id = k.system_email_id
        JOIN grants g ON g.tenant_id = k.tenant_id AND g.system_email_id = k.system_email_id
          AND g.half = CASE WHEN o.authentication = 'same_as_remote_mailbox' THEN 'remote_mailbox' ELSE k.half END
      WHERE g.idp_config_id = ${idpConfigId}::uuid AND (k.due_at IS NULL OR NOT k.is_healthy)
      -- Whoever holds a row now plans it anew, and may wait for what this transaction holds.
      FOR UPDATE OF k SKIP LOCKED
    )
    UPDATE half_checks k SET
      due_at = LEAST(k.due_at, clock_timestamp() + make_interval(secs => ${atLeast} + ${spread} * random()))
    FROM locked l
    WHERE k.tenant_id = l.tenant_id AND k.system_email_id = l.system_email_id AND k.half = l.half AND may_be_checked(k)`;
}
