import { recordAudit } from "@/lib/audit/record-audit";
import { asSystem } from "@/lib/db/as-system";
import type { Failure } from "@/lib/errors";
import type { TenantContext } from "@/lib/tenancy/context";
import type { PendingAuthorization } from "./consume-pending-authorization";

/**
 * Keeps how an authorization ended, for the dialog to tell and for a replay to be told from a forgery, and
 * gives its id. It has no tenant context of its own: whoever came back may be nobody, or somebody else.
 */
export async function recordOutcome(
  pending: PendingAuthorization,
  failure: Failure | null,
  requestId: string,
): Promise<string> {
  const { tenantId, systemEmailId, half, userId, stateHash, address, idpConfigId } = pending;
  return asSystem("look up state", async (db) => {
    const { id } = await db.authorizationOutcome.create({
      data: {
        tenantId,
        systemEmailId,
        half,
        userId,
        stateHash,
        result: failure === null ? "authorized" : "failed",
        failureCode: failure?.code ?? null,
        facts: { ...(failure === null ? {} : { ...failure.facts, message: failure.message }), address, idpConfigId },
      },
      select: { id: true },
    });
    if (failure !== null) {
      const user = await db.user.findUnique({ where: { id: userId }, select: { email: true } });
      const context: Pick<TenantContext, "tenantId" | "actor" | "requestId"> = {
        tenantId,
        actor: { type: "user", id: userId, label: user?.email ?? "somebody who is gone", role: "viewer" },
        requestId,
      };
      await recordAudit(db, context, {
        action: "authorization.failed",
        subject: { type: "system_email", id: systemEmailId, label: address },
        details: { half, code: failure.code, reason: failure.message },
      });
    }
    return id;
  });
}
