import type { Database } from "@/lib/db/client";
import type { Half } from "@/lib/db/generated/enums";
import type { TenantContext } from "@/lib/tenancy/context";
import type { FinishedVerification } from "./finished-verification";
import type { CheckOutcome } from "./plan-next-check";

/** What the newest Verification of a half found; null before the first. */
export type KnownCheck = {
  isHealthy: boolean | null;
  isTransient: boolean | null;
  since: Date | null;
  checkedAt: Date | null;
  failedInRow: number;
};

/** What is known of a half by its newest Verification. Whoever else writes it waits until the transaction is over. */
export async function lockHalfCheck(
  db: Database,
  { tenantId }: Pick<TenantContext, "tenantId">,
  { systemEmailId, half }: { systemEmailId: string; half: Half },
): Promise<KnownCheck> {
  const lock = () => db.$queryRaw<KnownCheck[]>`
    SELECT is_healthy AS "isHealthy", is_transient AS "isTransient", since, checked_at AS "checkedAt",
      failed_in_row AS "failedInRow"
    FROM half_checks WHERE system_email_id = ${systemEmailId}::uuid AND half::text = ${half} FOR UPDATE`;
  const [known] = await lock();
  if (known !== undefined) return known;
  await db.halfCheck.createMany({ data: [{ tenantId, systemEmailId, half }], skipDuplicates: true });
  const [made] = await lock();
  if (made === undefined) throw new Error(`The half ${half} of the System Email ${systemEmailId} is gone`);
  return made;
}

/** How the row of the Verification came to be: added, there already as the newest, or made the newest again. */
export type Kept = "added" | "newest" | "newest_again";

/**
 * Writes how a half stands after a Verification, since when, and when it is due to be checked by itself. A check of our
 * own plans the next one. A failure that a Mail Worker reports is looked at soon; a success that it reports changes
 * nothing about the plan, since a worker looks at less than a check does.
 */
export async function writeHalfCheck(
  db: Database,
  verification: FinishedVerification,
  {
    known,
    outcome,
    failedInRow,
    kept,
    dueAt,
    leaseOwner,
  }: {
    known: KnownCheck;
    outcome: CheckOutcome;
    failedInRow: number;
    kept: Kept;
    dueAt: Date;
    leaseOwner: string | null;
  },
): Promise<void> {
  const { systemEmailId, half, isHealthy, failureCode, cause, configVersion, finishedAt, trigger } = verification;
  const isOwn = trigger !== "reported";
  const since = outcome === outcomeOf(known) ? (known.since ?? finishedAt) : finishedAt;
  const stages = kept === "added" && isHealthy && trigger === "scheduled" ? withoutReplies(verification) : null;
  // A check that did not get as far as the folders, like a worker's report, leaves those that are known to be picked from.
  const folders = isOwn && (isHealthy || verification.folders.length > 0) ? verification.folders : null;
  await db.$executeRaw`
    UPDATE half_checks k SET is_healthy = ${isHealthy}, failure_code = ${failureCode}, cause = ${cause},
      is_transient = ${isHealthy ? null : outcome === "transient"}::boolean, config_version = ${configVersion},
      checked_at = ${finishedAt}, since = ${since}, failed_in_row = ${failedInRow},
      last_healthy_at = CASE WHEN ${isHealthy} THEN ${finishedAt}::timestamptz ELSE k.last_healthy_at END,
      stages = CASE WHEN ${kept === "newest"} THEN k.stages ELSE ${stages}::jsonb END,
      folders = COALESCE(${folders}::text[], k.folders),
      due_at = CASE
        WHEN NOT ${isOwn} THEN CASE
          WHEN ${isHealthy} OR k.due_at IS NULL THEN k.due_at ELSE LEAST(k.due_at, ${dueAt}::timestamptz) END
        -- Settings that were saved while the check ran are to be checked, too.
        WHEN may_be_checked(k) THEN (SELECT CASE WHEN e.config_version = ${configVersion} THEN ${dueAt}::timestamptz
          ELSE LEAST(${dueAt}::timestamptz, ${finishedAt}::timestamptz + interval '1 minute') END
          FROM system_emails e WHERE e.tenant_id = k.tenant_id AND e.id = k.system_email_id) END,
      lease_owner = CASE WHEN k.lease_owner = ${leaseOwner} THEN NULL ELSE k.lease_owner END,
      lease_until = CASE WHEN k.lease_owner = ${leaseOwner} THEN NULL ELSE k.lease_until END
    WHERE k.system_email_id = ${systemEmailId}::uuid AND k.half::text = ${half}`;
}

function outcomeOf({ isHealthy, isTransient }: KnownCheck): CheckOutcome | null {
  if (isHealthy === null) return null;
  if (isHealthy) return "healthy";
  return isTransient === true ? "transient" : "failed";
}

function withoutReplies({ stages }: FinishedVerification): string {
  return JSON.stringify(stages.map((stage) => ({ ...stage, replies: [] })));
}
