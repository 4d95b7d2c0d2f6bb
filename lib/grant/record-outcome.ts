import { recordAudit } from "@/lib/audit/record-audit";
import { asSystem } from "@/lib/db/as-system";
import type { Database } from "@/lib/db/client";
import type { Failure } from "@/lib/errors";
import type { Actor } from "@/lib/tenancy/context";
import type { PendingAuthorization } from "./consume-pending-authorization";
import { labelOfLink } from "./find-authorization-link";
import { findLastingCause } from "./find-lasting-cause";

/**
 * Keeps how an authorization ended, for the dialog to tell and for a replay to be told from a forgery, and
 * gives its id. A failure whose cause lasts is told as the half's until one succeeds or somebody mends it; it counts from
 * `cameBackAt` on, when its state was consumed, so that one which took longer than a success hides none. It has no tenant
 * context of its own: whoever came back may be nobody, or somebody else.
 */
export async function recordOutcome(
  pending: PendingAuthorization,
  failure: Failure | null,
  { cameBackAt, requestId }: { cameBackAt: Date; requestId: string },
): Promise<string> {
  const { tenantId, systemEmailId, half, userId, linkId, stateHash, address, idpConfigId, configSignature } = pending;
  return asSystem("look up state", async (db) => {
    const cause = failure === null ? null : await findCause(db, pending, failure);
    const isLastFailure = cause !== null && (await takeLastFailure(db, pending, cameBackAt));
    const { id } = await db.authorizationOutcome.create({
      data: {
        tenantId,
        systemEmailId,
        half,
        userId,
        linkId,
        stateHash,
        result: failure === null ? "authorized" : "failed",
        failureCode: failure?.code ?? null,
        facts: { ...(failure === null ? {} : { ...failure.facts, message: failure.message }), address, idpConfigId },
        idpConfigId,
        configSignature,
        cause,
        isLastFailure,
        createdAt: cameBackAt,
      },
      select: { id: true },
    });
    if (failure !== null) {
      const actor = await findActor(db, pending);
      await recordAudit(
        db,
        { tenantId, actor, requestId },
        {
          action: "authorization.failed",
          subject: { type: "system_email", id: systemEmailId, label: address },
          details: { half, code: failure.code, reason: failure.message },
        },
      );
    }
    return id;
  });
}

async function findCause(
  db: Database,
  { tenantId, idpConfigId: id }: PendingAuthorization,
  failure: Failure,
): Promise<string | null> {
  const config = await db.idpConfig.findFirst({ where: { tenantId, id }, select: { provider: true } });
  return findLastingCause(failure, config?.provider ?? "other");
}

/** Whether nothing that came back later has ended already; if so, the failure before this one is the last no more. */
async function takeLastFailure(
  db: Database,
  { tenantId, systemEmailId, half }: PendingAuthorization,
  cameBackAt: Date,
): Promise<boolean> {
  // A Grant is replaced under the same lock, so that what is read next is all that has ended.
  await db.$executeRaw`
    SELECT 1 FROM system_emails WHERE tenant_id = ${tenantId}::uuid AND id = ${systemEmailId}::uuid FOR UPDATE`;
  const ofHalf = { tenantId, systemEmailId, half };
  const newer = await db.grant.findFirst({ where: { ...ofHalf, authorizedAt: { gte: cameBackAt } } });
  if (newer !== null) return false;
  const last = await db.authorizationOutcome.findFirst({ where: { ...ofHalf, isLastFailure: true } });
  if (last === null) return true;
  if (last.createdAt > cameBackAt) return false;
  await db.authorizationOutcome.update({ where: { id: last.id }, data: { isLastFailure: false } });
  return true;
}

/** Who started it, as the audit shows them. */
async function findActor(db: Database, { userId, linkId }: PendingAuthorization): Promise<Actor> {
  const gone = "somebody who is gone";
  if (userId !== null) {
    const user = await db.user.findUnique({ where: { id: userId }, select: { email: true } });
    return { type: "user", id: userId, label: user?.email ?? gone, role: "viewer" };
  }
  const id = linkId ?? "";
  const link = await db.authorizationLink.findUnique({ where: { id }, select: { createdByLabel: true } });
  return { type: "authorization_link", id, label: link === null ? gone : labelOfLink(link) };
}
