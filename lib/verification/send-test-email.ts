import { recordAudit } from "@/lib/audit/record-audit";
import { systemClock } from "@/lib/clock";
import { inTenant } from "@/lib/db/in-tenant";
import { environment } from "@/lib/env";
import type { Failure } from "@/lib/errors";
import type { MailFailure } from "@/lib/mail/schema";
import { type SentMessage, sendMessage } from "@/lib/mail/send-message";
import { fail, type Result } from "@/lib/result";
import { getMailAccess, loadSystemEmail, type MailAccessFailure } from "@/lib/system-email/get-mail-access";
import type { TenantContext } from "@/lib/tenancy/context";
import { type Limit, takePoints } from "@/lib/tenancy/rate-limit";
import { requirePermission } from "@/lib/tenancy/require-permission";

const deadlineMs = 30_000;

export type SendTestFailure = MailFailure | MailAccessFailure | Failure<"rate_limited">;

/**
 * Sends a test email from a System Email by its own Outgoing SMTP and by nothing else, and tells the route, the
 * envelope and the server's reply.
 */
export async function sendTestEmail(
  context: TenantContext,
  { systemEmailId, to }: { systemEmailId: string; to: string },
): Promise<Result<SentMessage, SendTestFailure>> {
  requirePermission(context, "system_email:verify");
  const waitSeconds = await takePoints([{ limit: messages, subject: context.tenantId }]);
  if (waitSeconds > 0)
    return fail({ code: "rate_limited", message: `Too many test emails. Try again in ${waitSeconds} seconds.` });
  const email = await loadSystemEmail(context, systemEmailId);
  if (email === null) return fail({ code: "not_found", message: "There is no such System Email." });
  const access = await getMailAccess(context, email, { half: "outgoing_smtp", minValidSeconds: 60 });
  if (!access.ok) return access;
  const date = systemClock();
  const sent = await sendMessage({
    settings: access.value.settings,
    credential: access.value.credential,
    policy: environment().egressPolicy,
    deadlineMs,
    from: email.address,
    to,
    subject: `Test email from ${email.address}`,
    text:
      `This message shows that Mailgrant can send as ${email.address} (${context.name}).\n\n` +
      `It was sent at ${date.toISOString()} because ${context.actor.label} asked for it. There is nothing to do.\n`,
    date,
  });
  await inTenant(context, (db) =>
    recordAudit(db, context, {
      action: "test_email.sent",
      subject: { type: "system_email", id: systemEmailId, label: email.address },
      details: { to, failure: sent.ok ? null : sent.failure.code },
    }),
  );
  return sent;
}

const messages: Limit = { name: "test-email", points: 20, perSeconds: 600 };
