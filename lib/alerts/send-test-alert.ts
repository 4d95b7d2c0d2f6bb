import { randomUUID } from "node:crypto";
import { recordAudit } from "@/lib/audit/record-audit";
import { inTenant } from "@/lib/db/in-tenant";
import { environment } from "@/lib/env";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import type { TenantContext } from "@/lib/tenancy/context";
import { type Limit, takePoints } from "@/lib/tenancy/rate-limit";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { type ComposedMessage, escapeHtml, htmlPage, link } from "./compose-notice";
import { findRecipients, readSettings } from "./find-recipients";
import { type AlertMailFailure, noAlertMail, sendAlertMail } from "./send-alert-mail";

export type TestFailure = AlertMailFailure | Failure<"rate_limited" | "conflict">;

/**
 * Sends a test to everybody who is told of alerts, while the caller waits, and answers to whom it went. Fails as soon as
 * one of them is refused, with what the server said.
 */
export async function sendTestAlert(context: TenantContext): Promise<Result<{ recipients: string[] }, TestFailure>> {
  requirePermission(context, "alert:write");
  if (environment().alertMail === null) return fail({ code: "conflict", message: noAlertMail });
  const waitSeconds = await takePoints([{ limit: tests, subject: context.tenantId }]);
  if (waitSeconds > 0)
    return fail({ code: "rate_limited", message: `Too many test alerts. Try again in ${waitSeconds} seconds.` });
  const recipients = await inTenant(context, async (db) =>
    findRecipients(db, await readSettings(db, context.tenantId)),
  );
  const id = randomUUID();
  const message = composeTest(context);
  const outcomes = await Promise.all(recipients.map((recipient) => sendAlertMail({ ...message, id, recipient })));
  const failed = outcomes.find(({ ok }) => !ok);
  await inTenant(context, (db) =>
    recordAudit(db, context, {
      action: "alert_test.sent",
      subject: { type: "tenant", id: context.tenantId, label: context.name },
      details: { to: recipients, failure: failed === undefined || failed.ok ? null : failed.failure.code },
    }),
  );
  return failed === undefined || failed.ok ? succeed({ recipients }) : failed;
}

const tests: Limit = { name: "test-alert", points: 10, perSeconds: 600 };

function composeTest({ name, slug, actor }: TenantContext): ComposedMessage {
  const url = `${environment().publicUrl}/${slug}/admin/alerts`;
  const text = `This is a test, and nothing is wrong. ${actor.label} asked for it. Alerts about the System Emails of ${name} come to this address.`;
  return {
    subject: `[${name}] Test alert`,
    text: `${text}\n\nAlerts: ${url}\n`,
    html: htmlPage(`<p>${escapeHtml(text)}</p>`, link(url, "Alerts")),
  };
}
