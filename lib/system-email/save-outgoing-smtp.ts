import { recordAudit } from "@/lib/audit/record-audit";
import type { Database } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import { refuseOverwrite } from "@/lib/revision/refuse-overwrite";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { findLostAuthorization } from "./find-lost-authorization";
import { outgoingSmtpFields, storedFields, typedFields } from "./form-fields";
import { isAsStored } from "./is-as-stored";
import { recordSettingsChange } from "./record-settings-change";
import type { OutgoingSmtpInput } from "./schema";
import { sealBasicPassword } from "./seal-basic-password";
import { touchSystemEmail } from "./touch-system-email";

const half = "outgoing_smtp";

/**
 * Saves the Outgoing (SMTP) tab. Where that makes an authorization of its own stop counting it is refused
 * until `isConfirmed`, as saveRemoteMailbox does. An empty password keeps the saved one, and saving what is saved
 * already changes nothing. What would undo a change that was saved since the form was filled (`revision`) is refused as
 * refuseOverwrite tells.
 */
export async function saveOutgoingSmtp(
  context: TenantContext,
  systemEmailId: string,
  input: OutgoingSmtpInput,
  { isConfirmed, revision }: { isConfirmed: boolean; revision?: string | undefined },
): Promise<Result<null, Failure<"conflict" | "not_found">>> {
  requirePermission(context, "system_email:write");
  const { basicPassword, ...shown } = input;
  return inTenant(context, async (db) => {
    await db.$executeRaw`SELECT 1 FROM outgoing_smtps WHERE system_email_id = ${systemEmailId}::uuid FOR UPDATE`;
    const stored = await db.outgoingSmtp.findFirst({ where: { systemEmailId } });
    if (stored === null) return fail({ code: "not_found", message: "There is no such System Email." });
    if (basicPassword === "" && isAsStored(shown, stored)) return succeed(null);
    const refusal = await refuseOverwrite(db, context, {
      revision,
      stored: storedFields(outgoingSmtpFields(stored), stored),
      typed: typedFields(outgoingSmtpFields(shown), basicPassword),
      secrets: ["basicPassword"],
      changed: { subjectIds: [systemEmailId], actions: ["outgoing_smtp.changed"] },
    });
    if (refusal !== null) return fail(refusal);
    const written = await writeOutgoingSmtp(db, context, systemEmailId, input, { isConfirmed });
    if (written.ok) await recordSettingsChange(db, context, { systemEmailId, parts: ["outgoing_smtp"] });
    return written;
  });
}

/** saveOutgoingSmtp within a transaction that is open already, for an act that saves several things or none of them, and tells the feed itself. */
export async function writeOutgoingSmtp(
  db: Database,
  context: TenantContext,
  systemEmailId: string,
  { basicPassword: password, ...input }: OutgoingSmtpInput,
  { isConfirmed }: { isConfirmed: boolean },
): Promise<Result<null, Failure<"conflict" | "not_found">>> {
  requirePermission(context, "system_email:write");
  const email = await db.systemEmail.findUnique({ where: { id: systemEmailId }, select: { address: true } });
  if (email === null) return fail({ code: "not_found", message: "There is no such System Email." });
  const { authentication } = input;
  const { letsGoOfIdpConfig, warning } = await findLostAuthorization(db, { systemEmailId, half, authentication });
  if (warning !== null && !isConfirmed) return fail(warning);
  await db.outgoingSmtp.update({
    where: { tenantId_systemEmailId: { tenantId: context.tenantId, systemEmailId } },
    data: {
      ...input,
      ...(letsGoOfIdpConfig ? { idpConfigId: null } : {}),
      ...(await sealBasicPassword(db, context, { half, systemEmailId, password })),
    },
  });
  await touchSystemEmail(db, systemEmailId, { unreached: ["remote_mailbox"] });
  const { status, host, port, security, headerSpoofing } = input;
  await recordAudit(db, context, {
    action: "outgoing_smtp.changed",
    subject: { type: "system_email", id: systemEmailId, label: email.address },
    details: { status, host, port, security, authentication, headerSpoofing, passwordReplaced: password !== "" },
  });
  return succeed(null);
}
