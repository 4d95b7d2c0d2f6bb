import { recordAudit } from "@/lib/audit/record-audit";
import { asSystem } from "@/lib/db/as-system";
import type { Database } from "@/lib/db/client";
import type { Failure } from "@/lib/errors";
import type { Actor } from "@/lib/tenancy/context";
import type { PendingAuthorization } from "./consume-pending-authorization";
import { labelOfLink } from "./find-authorization-link";

/**
 * Keeps how an authorization ended, for the dialog to tell and for a replay to be told from a forgery, and
 * gives its id. It has no tenant context of its own: whoever came back may be nobody, or somebody else.
 */
export async function recordOutcome(
  pending: PendingAuthorization,
  failure: Failure | null,
  requestId: string,
): Promise<string> {
  const { tenantId, systemEmailId, half, userId, linkId, stateHash, address, idpConfigId } = pending;
  return asSystem("look up state", async (db) => {
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
