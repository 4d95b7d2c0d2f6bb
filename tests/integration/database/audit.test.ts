import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { auditSentence, isAuditFailure } from "@/components/audit/audit-words";
import { listAuditDetails, parseAuditDetails } from "@/components/audit/detail-words";
import { listAuditEvents } from "@/lib/audit/list-audit-events";
import { recordAudit } from "@/lib/audit/record-audit";
import { disconnect } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { issueWorkerKey } from "@/lib/mail-worker/issue-worker-key";
import { createSystemEmail } from "@/lib/system-email/create-system-email";
import { newTenantContext } from "./new-tenant";

afterAll(disconnect);

test("what was done is listed newest first, with who did it, and in plain words", async () => {
  const context = await newTenantContext();
  await createSystemEmail(context, {
    address: "support@example.test",
    name: "Support",
    mailboxType: "user",
    notes: "",
  });
  await issueWorkerKey(context, {
    name: "fetcher",
    scopes: ["mailboxes:read"],
    expiresAt: null,
    systemEmailIds: "all",
  });
  const { events, total } = await listAuditEvents(context, { page: 1 });
  expect(total).toBe(3);
  expect(
    events.map(({ action, subjectLabel, details }) => auditSentence(action, subjectLabel, parseAuditDetails(details))),
  ).toEqual([
    "Issued the Worker Key “fetcher”",
    "Added the System Email support@example.test",
    `Created the tenant “${context.name}”`,
  ]);
  expect(events.map(({ actorLabel }) => actorLabel)).toEqual([context.actor.label, context.actor.label, "test"]);
});

test("an event is in one page and in that of its subject, and in no other tenant's", async () => {
  const context = await newTenantContext();
  const other = await newTenantContext();
  const subject = { type: "system_email", id: randomUUID(), label: "support@example.test" } as const;
  await inTenant(context, async (db) => {
    for (let count = 1; count <= 60; count++) {
      await recordAudit(db, context, { action: "verification.finished", subject, details: { count } });
    }
  });
  const pages = [await listAuditEvents(context, { page: 1 }), await listAuditEvents(context, { page: 2 })];
  expect(pages.map(({ events, total }) => [events.length, total])).toEqual([
    [50, 61],
    [11, 61],
  ]);
  expect(new Set(pages.flatMap(({ events }) => events.map(({ id }) => id))).size).toBe(61);
  expect((await listAuditEvents(context, { page: 1, subjectId: subject.id })).total).toBe(60);
  expect((await listAuditEvents(other, { page: 1, subjectId: subject.id })).total).toBe(0);
});

test("details are told in words, failures as failures, and what is empty or unreadable not at all", () => {
  const details = parseAuditDetails({
    half: "remote_mailbox",
    authentication: "oauth2_microsoft",
    isHealthy: false,
    failure: "tls_failed",
    folder: null,
  });
  expect(listAuditDetails(details)).toEqual([
    { label: "Authentication", value: "OAuth2 - Microsoft", isMono: false },
    { label: "Code", value: "tls_failed", isMono: false },
  ]);
  expect(isAuditFailure("verification.finished", details)).toBe(true);
  expect(auditSentence("verification.finished", "support@example.test", details)).toBe(
    "Verified the Remote Mailbox of support@example.test: it failed",
  );
  expect(parseAuditDetails({ nested: { password: "hidden" } })).toEqual({});
});
