import { allOrNothing } from "@/lib/db/all-or-nothing";
import { recordEvent } from "@/lib/event/record-event";
import type { CreateMailbox, ManagedMailbox } from "@/lib/mail-worker/manage-mailbox-contract";
import { fail, type Result, succeed } from "@/lib/result";
import { insertSystemEmail } from "@/lib/system-email/create-system-email";
import { accountSchema } from "@/lib/system-email/schema";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { parseFields, tellFailure } from "./parse-fields";
import { readManagedMailbox } from "./read-managed-mailbox";
import { type WriteMailboxFailure, writeMailboxParts } from "./write-mailbox-parts";

/** Creates a System Email with both of its halves, whole or not at all, by the forms' own rules. */
export async function createMailbox(
  context: TenantContext,
  { type, incoming, outgoing, ...rest }: CreateMailbox,
): Promise<Result<ManagedMailbox, WriteMailboxFailure>> {
  requirePermission(context, "system_email:write");
  const account = parseFields(accountSchema, { ...rest, mailboxType: type }, { mailboxType: "type" });
  if (!account.ok) return account;
  return allOrNothing(context, async (db): Promise<Result<ManagedMailbox, WriteMailboxFailure>> => {
    const created = await insertSystemEmail(db, context, account.value);
    if (!created.ok) return fail(tellFailure(created.failure));
    const draft = await readManagedMailbox(db, created.value.id);
    if (draft === null) throw new Error("A System Email that was just created cannot be read");
    const halves = { incoming, outgoing, confirm: [] };
    const written = await writeMailboxParts(db, context, draft, halves);
    if (!written.ok) return written;
    const { address } = account.value;
    await recordEvent(db, context, { type: "mailbox.created", systemEmailId: draft.id, data: { address } });
    return succeed((await readManagedMailbox(db, draft.id)) ?? draft);
  });
}
