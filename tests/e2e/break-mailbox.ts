import { expect } from "@playwright/test";
import { queryEmbedded } from "./query-embedded";
import type { Stage } from "./stage";

/** Has a tenant's first System Email fail its check for good, and waits until that is an alert. */
export async function breakMailbox(stage: Stage, slug: string): Promise<void> {
  const failed = `INSERT INTO half_checks (tenant_id, system_email_id, half, is_healthy, cause, is_transient, config_version, checked_at, since)
    SELECT e.tenant_id, e.id, 'remote_mailbox', false, 'mailbox_access_denied', false, e.config_version, now(), now()
    FROM system_emails e JOIN tenants t ON t.id = e.tenant_id WHERE t.slug = $1 ORDER BY e.created_at LIMIT 1
    ON CONFLICT (tenant_id, system_email_id, half) DO UPDATE SET is_healthy = false, cause = excluded.cause,
      is_transient = false, config_version = excluded.config_version, checked_at = now(), since = now() RETURNING half`;
  await queryEmbedded(stage, failed, [slug]);
  // No event tells of what was written past the product, and without one alerts are evaluated each minute only.
  const evaluateSoon =
    "UPDATE alert_evaluations e SET evaluated_at = NULL FROM tenants t WHERE t.id = e.tenant_id AND t.slug = $1";
  const alerts = "SELECT a.id FROM alerts a JOIN tenants t ON t.id = a.tenant_id WHERE t.slug = $1";
  const countAlerts = async () => {
    await queryEmbedded(stage, evaluateSoon, [slug]);
    return (await queryEmbedded(stage, alerts, [slug])).length;
  };
  await expect.poll(countAlerts, { timeout: 90_000, intervals: [1000, 3000] }).toBeGreaterThan(0);
}
