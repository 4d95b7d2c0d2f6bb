import type { Database } from "@/lib/db/client";
import type { TenantContext } from "@/lib/tenancy/context";

export type AuditAction =
  | "tenant.created"
  | "tenant.changed"
  | "member.added"
  | "password.changed"
  | "system_email.created"
  | "system_email.changed"
  | "system_email.deleted"
  | "remote_mailbox.changed"
  | "outgoing_smtp.changed"
  | "idp_config.created"
  | "idp_config.changed"
  | "idp_config.deleted"
  | "idp_config.refused"
  | "idp_config.recovered"
  | "client_credential.added"
  | "client_credential.removed"
  | "authorization.started"
  | "authorization.succeeded"
  | "authorization.failed"
  | "authorization_link.created"
  | "authorization_link.withdrawn"
  | "grant.refreshed"
  | "grant.refresh_failed"
  | "grant.revoked"
  | "verification.finished"
  | "test_email.sent"
  | "worker_key.issued"
  | "worker_key.limits_changed"
  | "worker_key.revoked"
  | "webhook_endpoint.created"
  | "webhook_endpoint.changed"
  | "webhook_endpoint.deleted"
  | "webhook_endpoint.secret_rotated"
  | "webhook_delivery.replayed"
  | "webhook_test.sent"
  | "alert.acknowledged"
  | "alert.unacknowledged"
  | "alert.snoozed"
  | "alert.woken"
  | "alert_settings.changed"
  | "alert_test.sent"
  | "support_bundle.downloaded";

export type AuditEntry = {
  action: AuditAction;
  subject: {
    type: "tenant" | "user" | "system_email" | "idp_config" | "worker_key" | "webhook_endpoint" | "alert";
    id: string;
    label: string;
  };
  /** What changed, in plain values. Never a secret, and never a value that a secret could hide in. */
  details?: Record<string, string | number | boolean | null | string[]>;
};

/** Adds one audit event, in the same transaction as what it tells of, so that neither is there without the other. */
export async function recordAudit(
  db: Database,
  context: Pick<TenantContext, "tenantId" | "actor" | "requestId">,
  entry: AuditEntry,
): Promise<void> {
  await db.auditEvent.create({
    data: {
      tenantId: context.tenantId,
      actorType: context.actor.type,
      actorId: context.actor.id,
      actorLabel: context.actor.label,
      action: entry.action,
      subjectType: entry.subject.type,
      subjectId: entry.subject.id,
      subjectLabel: entry.subject.label,
      details: entry.details ?? {},
      requestId: context.requestId,
    },
  });
}
