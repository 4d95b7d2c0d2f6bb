import { createHash } from "node:crypto";
import { systemClock } from "@/lib/clock";
import { environment } from "@/lib/env";
import type { Failure } from "@/lib/errors";
import type { MailFailure } from "@/lib/mail/schema";
import { type SentMessage, sendMessage } from "@/lib/mail/send-message";
import { fail, type Result } from "@/lib/result";
import type { ComposedMessage } from "./compose-notice";

const deadlineMs = 30_000;

export type AlertMailFailure = MailFailure | Failure<"not_found">;

/**
 * Sends one message through the operator's ALERT_SMTP_URL, whatever became of the tenant's own mailboxes; `id` makes its
 * Message-ID, the same at every try, so that one which came twice is shown once. TLS and the server's certificate are
 * checked as for every mail server. Fails with not_found where the installation has no ALERT_SMTP_URL.
 */
export async function sendAlertMail({
  id,
  recipient,
  subject,
  text,
  html,
}: ComposedMessage & { id: string; recipient: string }): Promise<Result<SentMessage, AlertMailFailure>> {
  const { alertMail, egressPolicy, publicUrl } = environment();
  if (alertMail === null) return fail({ code: "not_found", message: noAlertMail });
  const { host, port, security, username, password, from } = alertMail;
  const [, domain = "mailgrant.invalid"] = from.address.split("@");
  return sendMessage({
    settings: { host, port, security },
    credential: username === null ? { mechanism: "NONE" } : { mechanism: "PLAIN", username, password },
    // The operator named this host, as MAILGRANT_EGRESS_ALLOW would: a relay inside is what one expects here.
    policy: { ...egressPolicy, allowedHosts: [...egressPolicy.allowedHosts, host.toLowerCase()] },
    deadlineMs,
    from: `${from.name} <${from.address}>`,
    to: recipient,
    subject,
    text,
    html,
    headers: {
      // RFC 3834 §5, and what Exchange understands: nobody's absence note comes back for it.
      "Auto-Submitted": "auto-generated",
      "X-Auto-Response-Suppress": "All",
      Precedence: "bulk",
      "X-Mailgrant": publicUrl,
    },
    messageId: `<${createHash("sha256").update(`${id} ${recipient}`).digest("hex").slice(0, 40)}@${domain}>`,
    date: systemClock(),
  });
}

/** What is said where no e-mail can be sent. */
export const noAlertMail =
  "This installation sends no e-mail: its operator has not set ALERT_SMTP_URL. Alerts are shown here and told by webhook.";
