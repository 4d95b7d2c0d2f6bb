import { asSystem } from "@/lib/db/as-system";
import { inTenant } from "@/lib/db/in-tenant";
import { environment } from "@/lib/env";
import { metrics } from "@/lib/metrics/metrics";
import { sendAlertMail } from "./send-alert-mail";

const noticesAtOnce = 8;
/** Longer than one message may take: whoever took it and is gone has it taken over after this. */
const claimSeconds = 120;
/** After each failed try; with the last one it is given up, after about a day and a half. */
const restSeconds = [30, 60, 300, 900, 3600, 3600, 4 * 3600, 8 * 3600, 8 * 3600, 8 * 3600] as const;

type ClaimedNotice = {
  id: string;
  tenant_id: string;
  recipient: string;
  subject: string;
  text: string;
  html: string;
  tries: number;
};

/**
 * Sends the messages that are due, a few at once, until there are none. Each goes to one of the processes that ask; one
 * that was cut off between sending and noting it is sent again, so that a message may come twice and is never lost. What
 * the server refuses for good is given up at once, everything else after about a day and a half of tries. Answers how
 * many were sent and failed.
 */
export async function sendDueNotices(stopping: AbortSignal): Promise<{ sent: number; failed: number }> {
  const report = { sent: 0, failed: 0 };
  while (!stopping.aborted && environment().alertMail !== null) {
    const notices = await claimNotices();
    const outcomes = await Promise.all(notices.map(send));
    for (const isSent of outcomes) report[isSent ? "sent" : "failed"] += 1;
    if (notices.length < noticesAtOnce) break;
  }
  return report;
}

async function claimNotices(): Promise<ClaimedNotice[]> {
  return asSystem(
    "send alert notices",
    (db) => db.$queryRaw<ClaimedNotice[]>`
      UPDATE alert_notices SET tries = tries + 1, due_at = now() + make_interval(secs => ${claimSeconds})
      WHERE id IN (SELECT id FROM alert_notices WHERE status = 'pending' AND due_at <= clock_timestamp()
        ORDER BY due_at LIMIT ${noticesAtOnce} FOR UPDATE SKIP LOCKED)
      RETURNING id, tenant_id, recipient, subject, text, html, tries`,
  );
}

async function send({ tenant_id: tenantId, tries, ...notice }: ClaimedNotice): Promise<boolean> {
  const sent = await sendAlertMail(notice);
  const rest = restSeconds[tries - 1];
  const isOver = !sent.ok && (sent.failure.code === "message_refused" || rest === undefined);
  const status = sent.ok ? "sent" : isOver ? "failed" : "pending";
  await inTenant(
    { tenantId },
    (db) => db.$executeRaw`
      UPDATE alert_notices SET status = ${status}::alert_notice_status, error = ${sent.ok ? null : sent.failure.message},
        sent_at = CASE WHEN ${sent.ok} THEN clock_timestamp() END,
        due_at = CASE WHEN ${status} = 'pending' THEN clock_timestamp() + make_interval(secs => ${rest ?? 0}) END
      WHERE id = ${notice.id}::uuid`,
  );
  metrics().alertMails.inc({ outcome: sent.ok ? "sent" : isOver ? "given_up" : "failed" });
  return sent.ok;
}
