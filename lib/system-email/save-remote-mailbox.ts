import { recordAudit } from "@/lib/audit/record-audit";
import type { Database } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import { refuseOverwrite } from "@/lib/revision/refuse-overwrite";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { findLostAuthorization } from "./find-lost-authorization";
import { remoteMailboxFields, storedFields, typedFields } from "./form-fields";
import { isAsStored } from "./is-as-stored";
import { recordSettingsChange } from "./record-settings-change";
import type { RemoteMailboxInput } from "./schema";
import { sealBasicPassword } from "./seal-basic-password";
import { touchSystemEmail } from "./touch-system-email";

const half = "remote_mailbox";

/**
 * Saves the Remote Mailbox tab. Where that makes an authorization stop counting it is refused until
 * `isConfirmed`, with what it will invalidate (code conflict, fact `confirm`), and nothing is changed.
 * An empty password keeps the saved one. Saving what is saved already changes nothing: a check stays one of what is
 * saved, and nobody is told. What would undo a change that was saved since the form was filled (`revision`) is refused
 * as refuseOverwrite tells.
 */
export async function saveRemoteMailbox(
  context: TenantContext,
  systemEmailId: string,
  input: RemoteMailboxInput,
  { isConfirmed, revision }: { isConfirmed: boolean; revision?: string | undefined },
): Promise<Result<null, Failure<"conflict" | "not_found">>> {
  requirePermission(context, "system_email:write");
  const { basicPassword, ...shown } = input;
  return inTenant(context, async (db) => {
    await db.$executeRaw`SELECT 1 FROM remote_mailboxes WHERE system_email_id = ${systemEmailId}::uuid FOR UPDATE`;
    const stored = await db.remoteMailbox.findFirst({ where: { systemEmailId } });
    if (stored === null) return fail({ code: "not_found", message: "There is no such System Email." });
    if (basicPassword === "" && isAsStored(shown, stored)) return succeed(null);
    const refusal = await refuseOverwrite(db, context, {
      revision,
      stored: storedFields(remoteMailboxFields(stored), stored),
      typed: typedFields(remoteMailboxFields(shown), basicPassword),
      secrets: ["basicPassword"],
      changed: { subjectIds: [systemEmailId], actions: ["remote_mailbox.changed"] },
    });
    if (refusal !== null) return fail(refusal);
    const written = await writeRemoteMailbox(db, context, systemEmailId, input, { isConfirmed });
    if (written.ok) await recordSettingsChange(db, context, { systemEmailId, parts: ["remote_mailbox"] });
    return written;
  });
}

/** saveRemoteMailbox within a transaction that is open already, for an act that saves several things or none of them, and tells the feed itself. */
export async function writeRemoteMailbox(
  db: Database,
  context: TenantContext,
  systemEmailId: string,
  { basicPassword: password, archiveFolder, ...input }: RemoteMailboxInput,
  { isConfirmed }: { isConfirmed: boolean },
): Promise<Result<null, Failure<"conflict" | "not_found">>> {
  requirePermission(context, "system_email:write");
  const email = await db.systemEmail.findUnique({
    where: { id: systemEmailId },
    select: { address: true, outgoingSmtp: { select: { authentication: true } } },
  });
  if (email === null) return fail({ code: "not_found", message: "There is no such System Email." });
  const { authentication } = input;
  const { letsGoOfIdpConfig, warning } = await findLostAuthorization(db, { systemEmailId, half, authentication });
  if (warning !== null && !isConfirmed) return fail(warning);
  await db.remoteMailbox.update({
    where: { tenantId_systemEmailId: { tenantId: context.tenantId, systemEmailId } },
    data: {
      ...input,
      archiveFolder: archiveFolder || null,
      ...(letsGoOfIdpConfig ? { idpConfigId: null } : {}),
      ...(await sealBasicPassword(db, context, { half, systemEmailId, password })),
    },
  });
  const isBorrowed = email.outgoingSmtp?.authentication === "same_as_remote_mailbox";
  await touchSystemEmail(db, systemEmailId, { unreached: isBorrowed ? [] : ["outgoing_smtp"] });
  // A mailbox that waits for longer than it has to now, because it was fetched more rarely or kept failing.
  await db.$executeRaw`
    UPDATE fetch_states SET next_fetch_at = LEAST(next_fetch_at, now() + make_interval(mins => ${input.fetchEveryMinutes}))
    WHERE system_email_id = ${systemEmailId}::uuid`;
  const { status, protocol, host, port, security, folder } = input;
  await recordAudit(db, context, {
    action: "remote_mailbox.changed",
    subject: { type: "system_email", id: systemEmailId, label: email.address },
    details: { status, protocol, host, port, security, authentication, folder, passwordReplaced: password !== "" },
  });
  return succeed(null);
}
