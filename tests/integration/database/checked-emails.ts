import { inTenant } from "@/lib/db/in-tenant";
import { createSystemEmail } from "@/lib/system-email/create-system-email";
import { saveOutgoingSmtp } from "@/lib/system-email/save-outgoing-smtp";
import { saveRemoteMailbox } from "@/lib/system-email/save-remote-mailbox";
import { outgoingSmtpSchema, remoteMailboxSchema } from "@/lib/system-email/schema";
import type { TenantContext } from "@/lib/tenancy/context";
import { expectSuccess } from "./authorized-email";

const unasked = { isConfirmed: false };

/** System Emails whose Outgoing SMTP is a server on loopback that asks nobody to sign in; the other half is disabled. */
export async function newSendingEmails(context: TenantContext, port: number, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index++) {
    const address = `desk-${port}-${index}@acme.test`;
    const created = await createSystemEmail(context, { address, name: "Desk", mailboxType: "user", notes: "" });
    const { id } = expectSuccess(created);
    expectSuccess(await saveOutgoingSmtp(context, id, plainSmtp(port), unasked));
    ids.push(id);
  }
  return ids;
}

/** Settings of a server on loopback that takes mail without a sign-in. */
export function plainSmtp(port: number, changes: Record<string, string> = {}) {
  return outgoingSmtpSchema.parse({
    status: "enabled",
    host: "127.0.0.1",
    port: String(port),
    security: "none",
    authentication: "none",
    ...changes,
  });
}

/** Gives a System Email an IMAP half on loopback that is signed in to by password. */
export async function enableImap(context: TenantContext, systemEmailId: string, port: number): Promise<void> {
  const input = remoteMailboxSchema.parse({
    status: "enabled",
    protocol: "imap",
    host: "127.0.0.1",
    port: String(port),
    security: "tls",
    authentication: "basic",
    fetchEveryMinutes: "5",
    maxPerFetch: "30",
    afterFetchAction: "nothing",
    basicUsername: "",
    basicPassword: "practice",
  });
  expectSuccess(await saveRemoteMailbox(context, systemEmailId, input, unasked));
}

/** Makes all halves of a tenant that are due at all due since `at`. */
export async function makeDue(context: TenantContext, at = new Date(Date.now() - 1000)): Promise<void> {
  await inTenant(context, (db) => db.halfCheck.updateMany({ where: { dueAt: { not: null } }, data: { dueAt: at } }));
}
