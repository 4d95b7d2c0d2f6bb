import type { Database } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { guessStage } from "@/lib/mail/classify-reply";
import { redactReport } from "@/lib/mail/redact-report";
import { type Result, succeed } from "@/lib/result";
import { readKnownSecrets } from "@/lib/system-email/read-known-secrets";
import type { WorkerContext } from "./authenticate-worker";
import { keepReport } from "./keep-report";
import type { EndLease } from "./lease-contract";
import { type LockedLease, lockLease } from "./lock-lease";
import { planNextFetch } from "./plan-next-fetch";
import { requireScope } from "./require-scope";

/**
 * Ends a lease with how the fetch went, which decides when the mailbox is due again; planNextFetch says when. What the
 * server said counts as a report, as does a fetch that went well after a failure. Ending it again changes nothing.
 */
export async function endLease(
  context: WorkerContext,
  id: string,
  ending: EndLease,
): Promise<Result<null, Failure<"not_found" | "lease_lost">>> {
  requireScope(context, "leases:write");
  const ended = await inTenant(context, async (db) => {
    const lease = await lockLease(db, context, { id, fence: ending.fence });
    if (lease.ok && !lease.value.hasEnded) await writeEnding(db, context, lease.value, ending);
    return lease;
  });
  if (!ended.ok) return ended;
  if (!ended.value.hasEnded) await reportEnding(context, ended.value, ending);
  return succeed(null);
}

async function writeEnding(
  db: Database,
  context: WorkerContext,
  lease: LockedLease,
  { outcome, fetchedCount, lastUid, error }: EndLease,
): Promise<void> {
  const waitSeconds = planNextFetch(outcome, lease, Math.random());
  const secrets = error === undefined ? [] : await readKnownSecrets(db, context, lease.mailboxId);
  const lastError = error === undefined ? null : redactReport(error.raw, secrets).join("\n");
  await db.$executeRaw`
    UPDATE fetch_states SET
      lease_until = NULL,
      next_fetch_at = now() + make_interval(secs => ${waitSeconds}),
      last_uid = COALESCE(${lastUid ?? null}, last_uid),
      last_fetched_count = COALESCE(${fetchedCount ?? null}::integer, last_fetched_count),
      last_fetched_at = CASE ${outcome} WHEN 'fetched' THEN now() ELSE last_fetched_at END,
      last_error = CASE ${outcome} WHEN 'fetched' THEN NULL ELSE COALESCE(${lastError}, last_error) END,
      failure_count = CASE ${outcome} WHEN 'fetched' THEN 0 WHEN 'failed' THEN failure_count + 1 ELSE failure_count END
    WHERE tenant_id = ${context.tenantId}::uuid AND system_email_id = ${lease.mailboxId}::uuid`;
}

async function reportEnding(
  context: WorkerContext,
  { mailboxId, protocol }: LockedLease,
  { outcome, error }: EndLease,
): Promise<void> {
  if (outcome !== "fetched" && error !== undefined) {
    const stage = error.stage ?? guessStage(protocol, error.raw);
    await keepReport(context, mailboxId, { protocol, stage, outcome: "failed", raw: error.raw });
  }
  if (outcome === "fetched") {
    const stage = protocol === "imap" ? "folder" : "mailbox";
    await keepReport(context, mailboxId, { protocol, stage, outcome: "ok", raw: "" }, { onlyNews: true });
  }
}
