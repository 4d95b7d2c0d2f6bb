import { inTenant } from "@/lib/db/in-tenant";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { composeRevisions } from "./form-fields";
import { viewedFields, viewHalves } from "./view";

/**
 * One System Email with both halves as the Admin Panel shows them, or null. Of passwords only whether there is one.
 * `revisions` are what the forms that are filled from it carry.
 */
export async function getSystemEmail(context: TenantContext, systemEmailId: string) {
  requirePermission(context, "system_email:read");
  return inTenant(context, async (db) => {
    const email = await db.systemEmail.findUnique({ where: { id: systemEmailId }, include: viewedFields });
    if (email === null || email.remoteMailbox === null || email.outgoingSmtp === null) return null;
    const halvesOf = await viewHalves(db, [email]);
    const { basicPasswordSealed: incomingPassword, ...remoteMailbox } = email.remoteMailbox;
    const { basicPasswordSealed: outgoingPassword, ...outgoingSmtp } = email.outgoingSmtp;
    const { id, address, name, mailboxType, notes, configVersion, createdAt, updatedAt } = email;
    const halves = { remoteMailbox: email.remoteMailbox, outgoingSmtp: email.outgoingSmtp };
    return {
      id,
      address,
      name,
      mailboxType,
      notes,
      configVersion,
      createdAt,
      updatedAt,
      remoteMailbox: { ...remoteMailbox, hasBasicPassword: incomingPassword !== null },
      outgoingSmtp: { ...outgoingSmtp, hasBasicPassword: outgoingPassword !== null },
      revisions: composeRevisions({ address, name, mailboxType, notes, ...halves }),
      ...halvesOf(id),
    };
  });
}

export type SystemEmailView = NonNullable<Awaited<ReturnType<typeof getSystemEmail>>>;
