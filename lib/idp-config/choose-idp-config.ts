import { recordAudit } from "@/lib/audit/record-audit";
import type { Database } from "@/lib/db/client";
import type { Half } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { providerOf } from "@/lib/providers/provider-of";
import { fail, type Result, succeed } from "@/lib/result";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { markChecksDue } from "./mark-checks-due";

/**
 * Makes one half of a System Email use an IdP Config of the tenant, and sets Strict Matching where that is given.
 *
 * While the half works with a Grant of another IdP Config the half stays with that one (`isLinked` false), so that
 * a failed authorization leaves it working; the authorization that succeeds makes the change.
 */
export async function chooseIdpConfig(
  context: TenantContext,
  choice: { systemEmailId: string; half: Half; idpConfigId: string; strictMatching?: boolean },
): Promise<Result<{ isLinked: boolean }, Failure<"not_found" | "conflict">>> {
  return inTenant(context, (db) => linkIdpConfig(db, context, choice));
}

/** chooseIdpConfig within a transaction that is open already, for an act that saves several things or none of them. */
export async function linkIdpConfig(
  db: Database,
  context: TenantContext,
  {
    systemEmailId,
    half,
    idpConfigId,
    strictMatching,
  }: { systemEmailId: string; half: Half; idpConfigId: string; strictMatching?: boolean },
): Promise<Result<{ isLinked: boolean }, Failure<"not_found" | "conflict">>> {
  requirePermission(context, "system_email:write");
  const email = await db.systemEmail.findUnique({
    where: { id: systemEmailId },
    select: {
      address: true,
      remoteMailbox: { select: { authentication: true, idpConfigId: true } },
      outgoingSmtp: { select: { authentication: true, idpConfigId: true } },
      grants: { where: { half }, select: { idpConfigId: true } },
    },
  });
  const idpConfig = await db.idpConfig.findUnique({
    where: { id: idpConfigId },
    select: { provider: true, name: true },
  });
  const chosen = half === "remote_mailbox" ? email?.remoteMailbox : email?.outgoingSmtp;
  if (email === null || idpConfig === null || chosen === null || chosen === undefined) {
    return fail({ code: "not_found", message: "There is no such System Email or IdP Config." });
  }
  if (providerOf(chosen.authentication) !== idpConfig.provider) {
    return fail({
      code: "conflict",
      message: `The IdP Config "${idpConfig.name}" is for another provider than the authentication that is chosen.`,
    });
  }
  const isServed = chosen.idpConfigId !== null && email.grants[0]?.idpConfigId === chosen.idpConfigId;
  const isLinked = chosen.idpConfigId === idpConfigId || !isServed;
  const change = {
    ...(isLinked ? { idpConfigId } : {}),
    ...(strictMatching === undefined ? {} : { strictMatching }),
  };
  const isChanged = (isLinked && chosen.idpConfigId !== idpConfigId) || strictMatching !== undefined;
  if (!isChanged) return succeed({ isLinked });
  const link = { where: { tenantId_systemEmailId: { tenantId: context.tenantId, systemEmailId } }, data: change };
  await (half === "remote_mailbox" ? db.remoteMailbox.update(link) : db.outgoingSmtp.update(link));
  await markChecksDue(db, { systemEmailId, halves: ["remote_mailbox", "outgoing_smtp"] });
  await recordAudit(db, context, {
    action: half === "remote_mailbox" ? "remote_mailbox.changed" : "outgoing_smtp.changed",
    subject: { type: "system_email", id: systemEmailId, label: email.address },
    details: {
      ...(isLinked ? { idpConfig: idpConfig.name } : {}),
      ...(strictMatching === undefined ? {} : { strictMatching }),
    },
  });
  return succeed({ isLinked });
}
