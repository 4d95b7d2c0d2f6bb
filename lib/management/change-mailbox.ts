import { allOrNothing } from "@/lib/db/all-or-nothing";
import type { Database } from "@/lib/db/client";
import type { ChangeMailbox, ManagedMailbox } from "@/lib/mail-worker/manage-mailbox-contract";
import { fail, type Result, succeed } from "@/lib/result";
import { type ChangedPart, recordSettingsChange } from "@/lib/system-email/record-settings-change";
import { rowIdSchema } from "@/lib/system-email/schema";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { readManagedMailbox } from "./read-managed-mailbox";
import { type WriteMailboxFailure, writeMailboxParts } from "./write-mailbox-parts";

/** Changes a System Email, its halves, or several of them at once: all that is sent, or nothing. */
export async function changeMailbox(
  context: TenantContext,
  systemEmailId: string,
  change: ChangeMailbox,
): Promise<Result<ManagedMailbox, WriteMailboxFailure>> {
  requirePermission(context, "system_email:write");
  const notFound = fail({ code: "not_found" as const, message: "There is no such mailbox." });
  const id = rowIdSchema.safeParse(systemEmailId);
  if (!id.success) return notFound;
  return allOrNothing(context, async (db): Promise<Result<ManagedMailbox, WriteMailboxFailure>> => {
    await lockMailbox(db, id.data);
    const stored = await readManagedMailbox(db, id.data);
    if (stored === null) return notFound;
    const written = await writeMailboxParts(db, context, stored, change);
    if (!written.ok) return written;
    const parts = listParts(change);
    if (parts.length > 0) await recordSettingsChange(db, context, { systemEmailId: id.data, parts });
    return succeed((await readManagedMailbox(db, id.data)) ?? stored);
  });
}

function listParts({ incoming, outgoing, confirm: _confirmed, ...account }: ChangeMailbox): ChangedPart[] {
  const parts: ChangedPart[] = Object.values(account).some((value) => value !== undefined) ? ["account"] : [];
  if (incoming !== undefined) parts.push("remote_mailbox");
  if (outgoing !== undefined) parts.push("outgoing_smtp");
  return parts;
}

/** In the order in which the forms' use cases take these rows, so that neither waits for the other for good. */
async function lockMailbox(db: Database, systemEmailId: string): Promise<void> {
  await db.$executeRaw`SELECT 1 FROM remote_mailboxes WHERE system_email_id = ${systemEmailId}::uuid FOR UPDATE`;
  await db.$executeRaw`SELECT 1 FROM outgoing_smtps WHERE system_email_id = ${systemEmailId}::uuid FOR UPDATE`;
  await db.$executeRaw`SELECT 1 FROM system_emails WHERE id = ${systemEmailId}::uuid FOR UPDATE`;
}
