import { inTenant } from "@/lib/db/in-tenant";
import { createSystemEmail } from "@/lib/system-email/create-system-email";
import type { UserContext } from "@/lib/tenancy/context";
import { expectSuccess } from "./authorized-email";

/** What the newest check of a half found. */
export type Found = { cause: string; isTransient?: boolean; since?: Date } | "healthy";

/** A System Email whose Remote Mailbox signs in with a password and was checked. */
export async function newCheckedEmail(
  context: UserContext,
  { address, host = "imap.acme.test" }: { address: string; host?: string },
  found: Found,
): Promise<string> {
  const input = { address, name: "Checked", mailboxType: "user" as const, notes: "" };
  const { id } = expectSuccess(await createSystemEmail(context, input));
  await inTenant(context, (db) =>
    db.remoteMailbox.update({
      where: { tenantId_systemEmailId: { tenantId: context.tenantId, systemEmailId: id } },
      data: { status: "enabled", host, authentication: "basic", basicPasswordSealed: "sealed" },
    }),
  );
  await findOut(context, id, found);
  return id;
}

/** Writes what a check of the Remote Mailbox found now. */
export async function findOut(context: UserContext, systemEmailId: string, found: Found): Promise<void> {
  const { tenantId } = context;
  const now = new Date();
  const isHealthy = found === "healthy";
  const outcome = {
    isHealthy,
    cause: isHealthy ? null : found.cause,
    isTransient: isHealthy ? null : (found.isTransient ?? false),
    checkedAt: now,
    since: isHealthy ? now : (found.since ?? now),
  };
  await inTenant(context, async (db) => {
    const { configVersion } = await db.systemEmail.findUniqueOrThrow({ where: { id: systemEmailId } });
    const half = "remote_mailbox" as const;
    await db.halfCheck.upsert({
      where: { tenantId_systemEmailId_half: { tenantId, systemEmailId, half } },
      create: { tenantId, systemEmailId, half, configVersion, ...outcome },
      update: { configVersion, ...outcome },
    });
  });
}
