import { randomUUID } from "node:crypto";
import { inTenant } from "@/lib/db/in-tenant";
import { Secret } from "@/lib/secret";
import { basicPasswordPlace } from "@/lib/system-email/seal-basic-password";
import type { TenantContext } from "@/lib/tenancy/context";
import { openVault } from "@/lib/tenancy/open-vault";

/** The Basic password of the mailboxes that addDueMailboxes makes. */
export const mailboxPassword = "correct-horse-battery";

/** Enabled mailboxes that sign in by password and are due; the first of them has waited longest. Answers their ids. */
export async function addDueMailboxes(
  context: TenantContext,
  count: number,
  settings: { protocol?: "imap" | "pop3"; status?: "enabled" | "disabled"; fetchEveryMinutes?: number } = {},
): Promise<string[]> {
  const { tenantId } = context;
  const ids = Array.from({ length: count }, () => randomUUID());
  const now = Date.now();
  await inTenant(context, async (db) => {
    const vault = await openVault(db, context);
    await db.systemEmail.createMany({
      data: ids.map((id) => ({ id, tenantId, address: `box-${id}@acme.test`, name: "Box" })),
    });
    await db.remoteMailbox.createMany({
      data: ids.map((id) => ({
        tenantId,
        systemEmailId: id,
        authentication: "basic" as const,
        basicPasswordSealed: vault.seal(new Secret(mailboxPassword), basicPasswordPlace("remote_mailbox", id)),
        status: "enabled" as const,
        host: "mail.acme.test",
        ...settings,
      })),
    });
    await db.outgoingSmtp.createMany({ data: ids.map((id) => ({ tenantId, systemEmailId: id })) });
    const halves = ["remote_mailbox", "outgoing_smtp"] as const;
    await db.halfCheck.createMany({
      data: ids.flatMap((systemEmailId) => halves.map((half) => ({ tenantId, systemEmailId, half }))),
    });
    await db.fetchState.createMany({
      data: ids.map((id, index) => ({
        tenantId,
        systemEmailId: id,
        nextFetchAt: new Date(now - (count - index) * 1000),
      })),
    });
  });
  return ids;
}
