import { afterAll, expect, test } from "vitest";
import { disconnect } from "@/lib/db/client";
import type { Half } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import { createSystemEmail } from "@/lib/system-email/create-system-email";
import { getSystemEmail } from "@/lib/system-email/get-system-email";
import { saveAccount } from "@/lib/system-email/save-account";
import { saveOutgoingSmtp } from "@/lib/system-email/save-outgoing-smtp";
import { saveRemoteMailbox } from "@/lib/system-email/save-remote-mailbox";
import { outgoingSmtpSchema, remoteMailboxSchema } from "@/lib/system-email/schema";
import type { UserContext } from "@/lib/tenancy/context";
import { recordVerification } from "@/lib/verification/record-verification";
import { newTenantContext } from "./new-tenant";

afterAll(disconnect);

const account = { address: "support@example.test", name: "Support", mailboxType: "user", notes: "" } as const;
const server = { status: "enabled", host: "mail.example.test", security: "tls", authentication: "basic" };
const mailbox = remoteMailboxSchema.parse({
  ...server,
  protocol: "imap",
  port: "993",
  fetchEveryMinutes: "5",
  maxPerFetch: "30",
  afterFetchAction: "nothing",
});
const smtp = outgoingSmtpSchema.parse({ ...server, port: "465" });
const unasked = { isConfirmed: false };

test("saving one half leaves the other one verified, and its own check outdated", async () => {
  const { context, id } = await newVerifiedEmail();
  await saveOutgoingSmtp(context, id, { ...smtp, port: 587 }, unasked);
  expect(await standing(context, id)).toEqual({ incoming: "healthy", outgoing: "not_verified" });
  await verify(context, id, "outgoing_smtp");
  await saveRemoteMailbox(context, id, { ...mailbox, folder: "Tickets" }, unasked);
  expect(await standing(context, id)).toEqual({ incoming: "not_verified", outgoing: "healthy" });
});

test("saving the Remote Mailbox outdates the check of a sending half that signs in the same way", async () => {
  const { context, id } = await newVerifiedEmail();
  await saveOutgoingSmtp(context, id, { ...smtp, authentication: "same_as_remote_mailbox" }, unasked);
  await verify(context, id, "outgoing_smtp");
  await saveRemoteMailbox(context, id, { ...mailbox, folder: "Tickets" }, unasked);
  expect(await standing(context, id)).toEqual({ incoming: "not_verified", outgoing: "not_verified" });
});

test("saving what is saved already changes nothing: no check is outdated, nothing is audited, nobody is told", async () => {
  const { context, id } = await newVerifiedEmail();
  const known = () =>
    inTenant(context, async (db) => ({
      version: (await db.systemEmail.findUniqueOrThrow({ where: { id } })).configVersion,
      audited: await db.auditEvent.count(),
      told: await db.event.count(),
    }));
  const before = await known();
  await saveAccount(context, id, account, unasked);
  await saveRemoteMailbox(context, id, mailbox, unasked);
  await saveOutgoingSmtp(context, id, smtp, unasked);
  expect(await known()).toEqual(before);
  expect(await standing(context, id)).toEqual({ incoming: "healthy", outgoing: "healthy" });
  await saveOutgoingSmtp(context, id, { ...smtp, basicPassword: "another" }, unasked);
  expect(await standing(context, id)).toEqual({ incoming: "healthy", outgoing: "not_verified" });
});

test("another name leaves both halves verified; another address or type does not", async () => {
  const { context, id } = await newVerifiedEmail();
  await saveAccount(context, id, { ...account, name: "Help", notes: "Ask Dana" }, unasked);
  expect(await standing(context, id)).toEqual({ incoming: "healthy", outgoing: "healthy" });
  await saveAccount(context, id, { ...account, mailboxType: "shared" }, unasked);
  expect(await standing(context, id)).toEqual({ incoming: "not_verified", outgoing: "not_verified" });
});

async function newVerifiedEmail(): Promise<{ context: UserContext; id: string }> {
  const context = await newTenantContext();
  const created = await createSystemEmail(context, account);
  if (!created.ok) throw new Error(created.failure.message);
  const { id } = created.value;
  await saveRemoteMailbox(context, id, mailbox, unasked);
  await saveOutgoingSmtp(context, id, smtp, unasked);
  await verify(context, id, "remote_mailbox");
  await verify(context, id, "outgoing_smtp");
  return { context, id };
}

/** Keeps a check that passed, as it would be kept now. */
async function verify(context: UserContext, systemEmailId: string, half: Half): Promise<void> {
  const now = new Date();
  await inTenant(context, async (db) => {
    const { configVersion } = await db.systemEmail.findUniqueOrThrow({ where: { id: systemEmailId } });
    await recordVerification(db, context, {
      systemEmailId,
      half,
      protocol: half === "remote_mailbox" ? "imap" : "smtp",
      isHealthy: true,
      stages: [],
      failureCode: null,
      cause: null,
      isTransient: null,
      folders: [],
      configVersion,
      trigger: "asked",
      askedBy: context.actor.label,
      reportedBy: null,
      startedAt: now,
      finishedAt: now,
    });
  });
}

async function standing(context: UserContext, id: string) {
  const email = await getSystemEmail(context, id);
  return { incoming: email?.incoming.health, outgoing: email?.outgoing.health };
}
