import type { AuditAction } from "@/lib/audit/record-audit";
import { type AuditDetails, detailWord } from "./detail-words";

type Told = { subject: string; details: AuditDetails };

// One entry an action, so that a new action without words does not compile.
const sentences: Record<AuditAction, (told: Told) => string> = {
  "tenant.created": ({ subject }) => `Created the tenant “${subject}”`,
  "tenant.changed": ({ details }) => `Changed the time zone to ${detailWord(details.timeZone)}`,
  "password.changed": () => "Changed their own password",
  "member.added": ({ subject, details }) => `Made ${subject} ${withArticle(detailWord(details.role) || "member")}`,

  "system_email.created": ({ subject }) => `Added the System Email ${subject}`,
  "system_email.changed": ({ subject, details }) =>
    details.addressWas
      ? `Renamed ${detailWord(details.addressWas)} to ${subject}`
      : `Changed the account of ${subject}`,
  "system_email.deleted": ({ subject }) => `Deleted the System Email ${subject}`,
  "remote_mailbox.changed": ({ subject, details }) =>
    details.idpConfig
      ? `Chose the IdP Config “${detailWord(details.idpConfig)}” for the Remote Mailbox of ${subject}`
      : `Changed the Remote Mailbox of ${subject}`,
  "outgoing_smtp.changed": ({ subject, details }) =>
    details.idpConfig
      ? `Chose the IdP Config “${detailWord(details.idpConfig)}” for Outgoing (SMTP) of ${subject}`
      : `Changed Outgoing (SMTP) of ${subject}`,

  "idp_config.created": ({ subject }) => `Added the IdP Config “${subject}”`,
  "idp_config.changed": ({ subject }) => `Changed the IdP Config “${subject}”`,
  "idp_config.deleted": ({ subject }) => `Deleted the IdP Config “${subject}”`,
  "idp_config.refused": ({ subject }) => `The provider refuses the IdP Config “${subject}”`,
  "idp_config.recovered": ({ subject }) => `The IdP Config “${subject}” is accepted again`,
  "client_credential.added": ({ subject }) => `Added a Client Credential to “${subject}”`,
  "client_credential.removed": ({ subject }) => `Removed a Client Credential from “${subject}”`,

  "authorization.started": ({ subject, details }) => `Went to the provider to authorize ${halfOf(subject, details)}`,
  "authorization.succeeded": ({ subject, details }) =>
    `Authorized ${halfOf(subject, details)}${details.resourceOwner ? ` as ${detailWord(details.resourceOwner)}` : ""}`,
  "authorization.failed": ({ subject, details }) => `Could not authorize ${halfOf(subject, details)}`,
  "authorization_link.created": ({ subject, details }) => `Made a link to authorize ${halfOf(subject, details)}`,
  "authorization_link.withdrawn": ({ subject, details }) => `Withdrew a link to authorize ${halfOf(subject, details)}`,

  "grant.refreshed": ({ subject, details }) => `Refreshed the token of ${halfOf(subject, details)}`,
  "grant.refresh_failed": ({ subject, details }) => `Could not refresh the token of ${halfOf(subject, details)}`,
  "grant.revoked": ({ subject, details }) => `Revoked the authorization of ${halfOf(subject, details)}`,

  "verification.finished": ({ subject, details }) =>
    details.isHealthy === false
      ? `Verified ${halfOf(subject, details)}: it failed`
      : `Verified ${halfOf(subject, details)}: it works`,
  "test_email.sent": ({ subject, details }) =>
    details.failure
      ? `Could not send a test email from ${subject}${sentTo(details)}`
      : `Sent a test email from ${subject}${sentTo(details)}`,

  "worker_key.issued": ({ subject }) => `Issued the Worker Key “${subject}”`,
  "worker_key.limits_changed": ({ subject }) => `Changed from where and until when the Worker Key “${subject}” works`,
  "worker_key.revoked": ({ subject }) => `Revoked the Worker Key “${subject}”`,

  "webhook_endpoint.created": ({ subject }) => `Added the webhook endpoint “${subject}”`,
  "webhook_endpoint.changed": ({ subject }) => `Changed the webhook endpoint “${subject}”`,
  "webhook_endpoint.deleted": ({ subject }) => `Deleted the webhook endpoint “${subject}”`,
  "webhook_endpoint.secret_rotated": ({ subject }) => `Rotated the signing secret of the webhook endpoint “${subject}”`,
  "webhook_delivery.replayed": ({ subject, details }) =>
    `Replayed ${detailWord(details.eventType) || "an event"} to the webhook endpoint “${subject}”`,
  "webhook_test.sent": ({ subject, details }) =>
    details.failure
      ? `Sent a test to the webhook endpoint “${subject}”: it failed`
      : `Sent a test to the webhook endpoint “${subject}”`,

  "alert.acknowledged": ({ subject }) => `Acknowledged the alert “${subject}”`,
  "alert.unacknowledged": ({ subject }) => `Took back the acknowledgement of the alert “${subject}”`,
  "alert.snoozed": ({ subject, details }) =>
    `Snoozed the alert “${subject}” ${details.snooze === "until_change" ? "until it changes" : `for ${detailWord(details.snooze)}`}`,
  "alert.woken": ({ subject }) => `Ended the snooze of the alert “${subject}”`,
  "alert_settings.changed": () => "Changed who is told of alerts",
  "alert_test.sent": ({ details }) =>
    details.failure ? `Could not send a test alert${sentTo(details)}` : `Sent a test alert${sentTo(details)}`,
  "support_bundle.downloaded": ({ subject }) => `Downloaded the support bundle of ${subject}`,
};

/** What an audit event tells, as a sentence whose subject is whoever did it: "Issued the Worker Key “fetcher”". */
export function auditSentence(action: string, subject: string, details: AuditDetails): string {
  // A newer release may have written actions that this one does not know.
  return isKnownAction(action) ? sentences[action]({ subject, details }) : `${action} · ${subject}`;
}

/** Whether the event tells of something that did not work. */
export function isAuditFailure(action: string, details: AuditDetails): boolean {
  return (
    action.endsWith("failed") || action.endsWith("refused") || details.isHealthy === false || Boolean(details.failure)
  );
}

function isKnownAction(action: string): action is AuditAction {
  return Object.hasOwn(sentences, action);
}

function halfOf(subject: string, { half }: AuditDetails): string {
  if (half === "remote_mailbox") return `the Remote Mailbox of ${subject}`;
  if (half === "outgoing_smtp") return `Outgoing (SMTP) of ${subject}`;
  return subject;
}

function sentTo({ to }: AuditDetails): string {
  return to ? ` to ${detailWord(to)}` : "";
}

function withArticle(word: string): string {
  return /^[aeiou]/i.test(word) ? `an ${word.toLowerCase()}` : `a ${word.toLowerCase()}`;
}
