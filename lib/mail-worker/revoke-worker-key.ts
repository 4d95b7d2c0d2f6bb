import { recordAudit } from "@/lib/audit/record-audit";
import { systemClock } from "@/lib/clock";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";

/** Revokes a Worker Key; the next request with it is refused. Revoking it again changes nothing. */
export async function revokeWorkerKey(
  context: TenantContext,
  workerKeyId: string,
): Promise<Result<{ name: string }, Failure<"not_found">>> {
  requirePermission(context, "worker_key:write");
  return inTenant(context, async (db) => {
    const key = await db.workerKey.findUnique({ where: { id: workerKeyId }, select: { name: true, prefix: true } });
    if (key === null) return fail({ code: "not_found", message: "There is no such Worker Key." });
    const { count } = await db.workerKey.updateMany({
      where: { id: workerKeyId, revokedAt: null },
      data: { revokedAt: systemClock() },
    });
    if (count > 0) {
      await recordAudit(db, context, {
        action: "worker_key.revoked",
        subject: { type: "worker_key", id: workerKeyId, label: key.name },
        details: { prefix: key.prefix },
      });
    }
    return succeed({ name: key.name });
  });
}
