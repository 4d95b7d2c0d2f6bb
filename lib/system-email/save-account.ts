import { recordAudit } from "@/lib/audit/record-audit";
import type { Database } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import { refuseOverwrite } from "@/lib/revision/refuse-overwrite";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { accountFields } from "./form-fields";
import { isAsStored } from "./is-as-stored";
import { recordSettingsChange } from "./record-settings-change";
import type { AccountInput } from "./schema";
import { touchSystemEmail } from "./touch-system-email";

/**
 * Saves the Account tab. A new address of an authorized System Email makes its grants need another
 * authorization, so without `isConfirmed` it is refused with what it will invalidate (code conflict, fact
 * `confirm`), and nothing is changed. Saving what is saved already changes nothing, and what would undo a change that
 * was saved since the form was filled (`revision`) is refused as refuseOverwrite tells.
 */
export async function saveAccount(
  context: TenantContext,
  systemEmailId: string,
  input: AccountInput,
  { isConfirmed, revision }: { isConfirmed: boolean; revision?: string | undefined },
): Promise<Result<null, Failure<"conflict" | "not_found">>> {
  requirePermission(context, "system_email:write");
  return inTenant(context, async (db) => {
    await db.$executeRaw`SELECT 1 FROM system_emails WHERE id = ${systemEmailId}::uuid FOR UPDATE`;
    const stored = await db.systemEmail.findUnique({ where: { id: systemEmailId } });
    if (stored === null) return fail({ code: "not_found", message: "There is no such System Email." });
    if (isAsStored(input, stored)) return succeed(null);
    const refusal = await refuseOverwrite(db, context, {
      revision,
      stored: accountFields(stored),
      typed: accountFields(input),
      changed: { subjectIds: [systemEmailId], actions: ["system_email.changed"] },
    });
    if (refusal !== null) return fail(refusal);
    const written = await writeAccount(db, context, systemEmailId, input, { isConfirmed });
    if (written.ok) await recordSettingsChange(db, context, { systemEmailId, parts: ["account"] });
    return written;
  });
}

/** saveAccount within a transaction that is open already, for an act that saves several things or none of them, and tells the feed itself. */
export async function writeAccount(
  db: Database,
  context: TenantContext,
  systemEmailId: string,
  input: AccountInput,
  { isConfirmed }: { isConfirmed: boolean },
): Promise<Result<null, Failure<"conflict" | "not_found">>> {
  requirePermission(context, "system_email:write");
  const email = await db.systemEmail.findUnique({
    where: { id: systemEmailId },
    select: {
      address: true,
      mailboxType: true,
      grants: { select: { half: true, authorizedAddress: true, resourceOwner: true } },
    },
  });
  if (email === null) return fail({ code: "not_found", message: "There is no such System Email." });
  const isRenamed = email.address !== input.address;
  const lost = isRenamed ? email.grants.filter(({ authorizedAddress }) => authorizedAddress === email.address) : [];
  if (lost.length > 0 && !isConfirmed) {
    const owners = [...new Set(lost.map(({ resourceOwner }) => resourceOwner))].join(" and ");
    return fail({
      code: "conflict",
      message:
        `${email.address} is authorized (signed in as ${owners}). With the new address ${input.address} this authorization no longer counts: ` +
        "fetching and sending stop until somebody authorizes the new address. Changing the address back makes it count again.",
      facts: { confirm: "address" },
    });
  }
  const taken = await db.systemEmail.count({ where: { address: input.address, id: { not: systemEmailId } } });
  if (taken > 0) {
    return fail({
      code: "conflict",
      message: `There is a System Email ${input.address} already.`,
      facts: { field: "address" },
    });
  }
  await db.systemEmail.update({ where: { id: systemEmailId }, data: input });
  const isSameMailbox = !isRenamed && email.mailboxType === input.mailboxType;
  await touchSystemEmail(db, systemEmailId, { unreached: isSameMailbox ? ["remote_mailbox", "outgoing_smtp"] : [] });
  await recordAudit(db, context, {
    action: "system_email.changed",
    subject: { type: "system_email", id: systemEmailId, label: input.address },
    details: isRenamed
      ? { addressWas: email.address, mailboxType: input.mailboxType }
      : { mailboxType: input.mailboxType },
  });
  return succeed(null);
}
