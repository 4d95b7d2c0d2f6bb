import type { EventType } from "@/lib/event/schema";

/** What each kind of event tells, in a sentence. */
export const eventWords: Record<EventType, string> = {
  "mailbox.created": "A System Email was added.",
  "mailbox.authorized": "Somebody authorized a System Email at its provider.",
  "mailbox.needs_reauthorization": "A System Email gets no tokens any more until somebody authorizes it again.",
  "mailbox.recovered": "A System Email that was in trouble gets tokens again.",
  "mailbox.settings_changed": "Servers, folders, users or the fetch frequency of a System Email changed.",
  "mailbox.deleted": "A System Email was deleted.",
  "idp_config.refused": "A provider refuses an IdP Config, so that none of its System Emails gets new tokens.",
  "idp_config.recovered": "A provider takes an IdP Config again that it refused.",
  "idp_config.credential_expiring": "A Client Credential of an IdP Config expires soon.",
  "verification.failed": "A check of a Remote Mailbox or of Outgoing (SMTP) failed that passed before.",
  "verification.recovered": "A check passes again that failed before.",
  "alert.opened": "Something needs a hand: one event for each cause, however many System Emails it concerns.",
  "alert.escalated": "Nobody has acted on an alert for a day.",
  "alert.recovered": "An alert has ended.",
};

/** Every kind of event there is. */
export const knownEvents = Object.keys(eventWords);
