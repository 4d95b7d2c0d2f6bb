import { recordAudit } from "@/lib/audit/record-audit";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import { refuseOverwrite } from "@/lib/revision/refuse-overwrite";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { checkLimits, type KeyLimits } from "./check-limits";
import { limitsFields } from "./form-fields";

/**
 * Changes from where a Worker Key may be used and until when; the next request with it is judged by that. An expiry on
 * the day on which it expires already keeps the time of day, and what is as it was is not audited. A key that has
 * expired works again; one that is revoked cannot be changed (code conflict). What would undo a change that was saved
 * since the form was filled (`revision`) is refused as refuseOverwrite tells.
 */
export async function changeWorkerKeyLimits(
  context: TenantContext,
  workerKeyId: string,
  input: KeyLimits,
  { revision }: { revision?: string | undefined } = {},
): Promise<Result<null, Failure<"invalid_request" | "not_found" | "conflict">>> {
  requirePermission(context, "worker_key:write");
  return inTenant(context, async (db) => {
    await db.$executeRaw`SELECT 1 FROM worker_keys WHERE id = ${workerKeyId}::uuid FOR UPDATE`;
    const key = await db.workerKey.findUnique({
      where: { id: workerKeyId },
      select: { name: true, prefix: true, networks: true, expiresAt: true, revokedAt: true },
    });
    if (key === null) return fail({ code: "not_found", message: "There is no such Worker Key." });
    const isSameDay = dayOf(input.expiresAt) === dayOf(key.expiresAt);
    const checked = checkLimits(isSameDay ? { ...input, expiresAt: key.expiresAt } : input);
    if (!checked.ok) return checked;
    const { networks, expiresAt } = checked.value;
    const isSameNetworks = [...networks].sort().join() === [...key.networks].sort().join();
    if (isSameDay && isSameNetworks) return succeed(null);
    const refusal = await refuseOverwrite(db, context, {
      revision,
      stored: limitsFields(key),
      typed: limitsFields(checked.value),
      changed: { subjectIds: [workerKeyId], actions: ["worker_key.limits_changed"] },
    });
    if (refusal !== null) return fail(refusal);
    const { count } = await db.workerKey.updateMany({
      where: { id: workerKeyId, revokedAt: null },
      data: { networks, expiresAt },
    });
    if (count === 0)
      return fail({ code: "conflict", message: "A revoked Worker Key cannot be changed; issue another." });
    await recordAudit(db, context, {
      action: "worker_key.limits_changed",
      subject: { type: "worker_key", id: workerKeyId, label: key.name },
      details: {
        prefix: key.prefix,
        ...(isSameNetworks ? {} : { networks: toldNetworks(networks), networksBefore: toldNetworks(key.networks) }),
        ...(isSameDay ? {} : { expiresOn: dayOf(expiresAt), expiresOnBefore: dayOf(key.expiresAt) }),
      },
    });
    return succeed(null);
  });
}

function dayOf(expiresAt: Date | null): string {
  return expiresAt?.toISOString().slice(0, 10) ?? "never";
}

function toldNetworks(networks: string[]): string[] | "everywhere" {
  return networks.length === 0 ? "everywhere" : networks;
}
