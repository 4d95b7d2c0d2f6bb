import { queryEmbedded } from "./query-embedded";
import type { Stage } from "./stage";

const refusedStage = {
  name: "authentication",
  status: "failed",
  durationMs: 0,
  summary: "The server refused the sign-in",
  replies: ["a1 NO AUTHENTICATE failed."],
  failure: { code: "authentication_failed", message: "The server refused the sign-in" },
};

/**
 * Gives a tenant's first System Email eighty days of checks of its Remote Mailbox, of which every ninth had trouble and
 * two mostly failed, and one failure that a Mail Worker reported two hours ago.
 */
export async function addCheckHistory(stage: Stage, slug: string): Promise<void> {
  const first =
    "SELECT e.* FROM system_emails e JOIN tenants t ON t.id = e.tenant_id WHERE t.slug = $1 ORDER BY e.created_at LIMIT 1";
  await queryEmbedded(
    stage,
    `INSERT INTO verification_days (tenant_id, system_email_id, half, protocol, day, passed_count, transient_count,
       failed_count, timed_count, passed_total_ms, slowest_ms, last_cause)
     SELECT tenant_id, id, 'remote_mailbox', 'imap', current_date - d, CASE WHEN d % 30 = 7 THEN 4 ELSE 22 END,
       CASE WHEN d % 9 = 0 THEN 2 ELSE 0 END, CASE WHEN d % 30 = 7 THEN 20 ELSE 0 END, 20, 20 * (300 + d), 900,
       CASE WHEN d % 9 = 0 THEN 'throttled' END
     FROM (${first}) email, generate_series(1, 80) AS d`,
    [slug],
  );
  await queryEmbedded(
    stage,
    `INSERT INTO verifications (tenant_id, system_email_id, half, protocol, is_healthy, stages, failure_code, cause,
       is_transient, config_version, trigger, reported_by, started_at, finished_at)
     SELECT tenant_id, id, 'remote_mailbox', 'imap', false, $2::jsonb, 'authentication_failed', 'imap_disabled', false, 1,
       'reported', 'fetcher', now() - interval '2 hours', now() - interval '2 hours'
     FROM (${first}) email`,
    [slug, JSON.stringify([refusedStage])],
  );
}
