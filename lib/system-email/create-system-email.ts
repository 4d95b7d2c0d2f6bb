import { recordAudit } from "@/lib/audit/record-audit";
import type { Database } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { recordEvent } from "@/lib/event/record-event";
import { fail, type Result, succeed } from "@/lib/result";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { type AccountInput, halves } from "./schema";

/** Creates a System Email with two disabled halves: a draft that can be filled in and authorized later. */
export async function createSystemEmail(
  context: TenantContext,
  input: AccountInput,
): Promise<Result<{ id: string }, Failure<"conflict">>> {
  return inTenant(context, async (db) => {
    const created = await insertSystemEmail(db, context, input);
    if (created.ok) {
      const systemEmailId = created.value.id;
      await recordEvent(db, context, { type: "mailbox.created", systemEmailId, data: { address: input.address } });
    }
    return created;
  });
}

/** createSystemEmail within a transaction that is open already, for an act that saves several things or none of them, and tells the feed itself. */
export async function insertSystemEmail(
  db: Database,
  context: TenantContext,
  input: AccountInput,
): Promise<Result<{ id: string }, Failure<"conflict">>> {
  requirePermission(context, "system_email:write");
  const { tenantId } = context;
  // ON CONFLICT, so that two admins who add the same address at once get one row and one sentence.
  const [created] = await db.systemEmail.createManyAndReturn({
    data: [{ tenantId, ...input }],
    skipDuplicates: true,
    select: { id: true },
  });
  if (created === undefined) {
    return fail({
      code: "conflict",
      message: `There is a System Email ${input.address} already.`,
      facts: { field: "address" },
    });
  }
  const { id } = created;
  // Nobody signs in as a shared mailbox, so Strict Matching would refuse everybody.
  const half = { tenantId, systemEmailId: id, strictMatching: input.mailboxType !== "shared" };
  await db.remoteMailbox.create({ data: half });
  await db.outgoingSmtp.create({ data: half });
  await db.fetchState.create({ data: { tenantId, systemEmailId: id } });
  await db.halfCheck.createMany({ data: halves.map((name) => ({ tenantId, systemEmailId: id, half: name })) });
  await recordAudit(db, context, {
    action: "system_email.created",
    subject: { type: "system_email", id, label: input.address },
    details: { mailboxType: input.mailboxType },
  });
  return succeed({ id });
}
