import { z } from "zod";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Database } from "@/lib/db/client";
import type { Half } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import { refuseOverwrite } from "@/lib/revision/refuse-overwrite";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { describeDisabling } from "./describe-disabling";
import { infoFields } from "./form-fields";
import { lockIdpConfig } from "./lock-idp-config";
import { markChecksDue } from "./mark-checks-due";
import { recoverIdpConfig } from "./recover-idp-config";
import { resumeGrants } from "./resume-grants";
import { idpConfigSchema } from "./schema";

/** The Info tab. Without an IdP Config yet only Strict Matching is sent. */
export const oauth2InfoSchema = z.object({
  // A checkbox that is not ticked sends nothing.
  strictMatching: z.stringbool().default(false),
  enabled: z.stringbool().default(false),
  name: idpConfigSchema.shape.name.optional(),
  notes: idpConfigSchema.shape.notes,
});
export type OAuth2InfoInput = z.infer<typeof oauth2InfoSchema>;

/**
 * Saves the Info tab of a half's OAuth2 dialog: Strict Matching, which is the half's own, and, where it has an IdP
 * Config, whether that is enabled, its name and its notes, which all System Emails of the IdP Config share. What makes
 * Grants stop counting is refused until `isConfirmed` (code conflict, fact `confirm`), and nothing is changed. What would
 * undo a change that was saved since the form was filled (`revision`) is refused as refuseOverwrite tells.
 */
export async function saveOAuth2Info(
  context: TenantContext,
  place: { systemEmailId: string; half: Half },
  input: OAuth2InfoInput,
  { isConfirmed, revision }: { isConfirmed: boolean; revision?: string | undefined },
): Promise<Result<null, Failure<"not_found" | "conflict">>> {
  requirePermission(context, "system_email:write");
  requirePermission(context, "idp_config:write");
  return inTenant(context, async (db) => {
    const refusal = await refuseStaleInfo(db, context, place, input, revision);
    return refusal === null ? writeOAuth2Info(db, context, place, input, { isConfirmed }) : fail(refusal);
  });
}

/** Locks the half and, where it has one, its IdP Config, in this order because the half's foreign key locks it too. */
async function refuseStaleInfo(
  db: Database,
  context: TenantContext,
  { systemEmailId, half }: { systemEmailId: string; half: Half },
  { strictMatching, enabled, name, notes }: OAuth2InfoInput,
  revision: string | undefined,
): Promise<Failure<"conflict"> | null> {
  await (half === "remote_mailbox"
    ? db.$executeRaw`SELECT 1 FROM remote_mailboxes WHERE system_email_id = ${systemEmailId}::uuid FOR UPDATE`
    : db.$executeRaw`SELECT 1 FROM outgoing_smtps WHERE system_email_id = ${systemEmailId}::uuid FOR UPDATE`);
  const linked = await findHalf(db, systemEmailId, half);
  if (linked?.idpConfig) await lockIdpConfig(db, linked.idpConfig.id);
  const found = await findHalf(db, systemEmailId, half);
  if (found === null) return null;
  const { idpConfig, isStrict } = found;
  const isShared = idpConfig !== null && name !== undefined;
  return refuseOverwrite(db, context, {
    revision,
    stored: { strictMatching: String(isStrict), ...(isShared ? infoFields(idpConfig) : {}) },
    typed: {
      strictMatching: String(strictMatching),
      ...(isShared ? infoFields({ enabled, name, notes }) : {}),
    },
    changed: {
      subjectIds: [systemEmailId, ...(isShared ? [idpConfig.id] : [])],
      actions: ["idp_config.changed", half === "remote_mailbox" ? "remote_mailbox.changed" : "outgoing_smtp.changed"],
    },
  });
}

/** saveOAuth2Info within a transaction that is open already, for an act that saves several things or none of them. */
export async function writeOAuth2Info(
  db: Database,
  context: TenantContext,
  { systemEmailId, half }: { systemEmailId: string; half: Half },
  { strictMatching, enabled, name, notes }: OAuth2InfoInput,
  { isConfirmed }: { isConfirmed: boolean },
): Promise<Result<null, Failure<"not_found" | "conflict">>> {
  requirePermission(context, "system_email:write");
  requirePermission(context, "idp_config:write");
  const found = await findHalf(db, systemEmailId, half);
  if (found === null) return fail({ code: "not_found", message: "There is no such System Email." });
  const { address, idpConfig, grant, isStrict } = found;
  if (idpConfig !== null && name !== undefined) {
    const taken = await db.idpConfig.count({ where: { name, id: { not: idpConfig.id } } });
    if (taken > 0) {
      const message = `There is an IdP Config "${name}" already.`;
      return fail({ code: "conflict", message, facts: { field: "name" } });
    }
  }
  const losses = [
    ...(strictMatching && !isStrict ? describeStrictLoss(address, grant) : []),
    ...(idpConfig?.enabled === true && name !== undefined && !enabled ? describeOwnDisabling(idpConfig) : []),
  ];
  if (losses.length > 0 && !isConfirmed) {
    return fail({ code: "conflict", message: losses.join(" "), facts: { confirm: "info" } });
  }
  const link = {
    where: { tenantId_systemEmailId: { tenantId: context.tenantId, systemEmailId } },
    data: { strictMatching },
  };
  await (half === "remote_mailbox" ? db.remoteMailbox.update(link) : db.outgoingSmtp.update(link));
  await recordAudit(db, context, {
    action: half === "remote_mailbox" ? "remote_mailbox.changed" : "outgoing_smtp.changed",
    subject: { type: "system_email", id: systemEmailId, label: address },
    details: { strictMatching },
  });
  const halves = strictMatching === isStrict ? [] : (["remote_mailbox", "outgoing_smtp"] as const);
  if (idpConfig !== null && name !== undefined) {
    await db.idpConfig.update({ where: { id: idpConfig.id }, data: { enabled, name, notes, updatedAt: new Date() } });
    await recordAudit(db, context, {
      action: "idp_config.changed",
      subject: { type: "idp_config", id: idpConfig.id, label: name },
      details: { enabled, nameWas: idpConfig.name },
    });
    if (enabled && !idpConfig.enabled) {
      await resumeGrants(db, idpConfig.id);
      await markChecksDue(db, { systemEmailId, halves });
      await recoverIdpConfig(db, context, idpConfig.id);
      return succeed(null);
    }
  }
  await markChecksDue(db, { systemEmailId, halves });
  return succeed(null);
}

type FoundGrant = { resourceOwner: string; strictMatching: boolean };
type FoundConfig = {
  id: string;
  name: string;
  enabled: boolean;
  notes: string;
  grants: { systemEmail: { address: string } }[];
};

async function findHalf(db: Database, systemEmailId: string, half: Half) {
  const config = {
    select: {
      id: true,
      name: true,
      enabled: true,
      notes: true,
      grants: { select: { systemEmail: { select: { address: true } } } },
    },
  } as const;
  const email = await db.systemEmail.findUnique({
    where: { id: systemEmailId },
    select: {
      address: true,
      remoteMailbox: { select: { strictMatching: true, idpConfig: config } },
      outgoingSmtp: { select: { strictMatching: true, idpConfig: config } },
      grants: { where: { half }, select: { resourceOwner: true, strictMatching: true } },
    },
  });
  const own = half === "remote_mailbox" ? email?.remoteMailbox : email?.outgoingSmtp;
  if (email === null || own === null || own === undefined) return null;
  return {
    address: email.address,
    isStrict: own.strictMatching,
    idpConfig: own.idpConfig,
    grant: email.grants[0] ?? null,
  };
}

function describeStrictLoss(address: string, grant: FoundGrant | null): string[] {
  if (grant === null || grant.strictMatching || grant.resourceOwner.toLowerCase() === address) return [];
  return [
    `${grant.resourceOwner} authorized ${address} as a delegate. With Strict Matching that authorization no longer counts, until it is turned off again or ${address} itself signs in.`,
  ];
}

function describeOwnDisabling({ grants }: FoundConfig): string[] {
  const sentence = describeDisabling(grants.map(({ systemEmail }) => systemEmail.address));
  return sentence === null ? [] : [sentence];
}
