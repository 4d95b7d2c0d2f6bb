import { recordAudit } from "@/lib/audit/record-audit";
import { systemClock } from "@/lib/clock";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import type { Secret } from "@/lib/secret";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { workerScopeSchema } from "./scope-schema";
import { createWorkerKey } from "./worker-key";

/** Issues a Worker Key for all System Emails or some of them. The key itself is in the answer and never again. */
export async function issueWorkerKey(
  context: TenantContext,
  input: { name: string; scopes: string[]; expiresAt: Date | null; systemEmailIds: string[] | "all" },
): Promise<Result<{ id: string; key: Secret; prefix: string }, Failure<"invalid_request" | "not_found">>> {
  requirePermission(context, "worker_key:write");
  const scopes = workerScopeSchema.array().min(1).safeParse(input.scopes);
  if (!scopes.success) {
    return fail({
      code: "invalid_request",
      message: `Scopes are ${workerScopeSchema.options.join(", ")}; at least one is needed.`,
    });
  }
  if (input.expiresAt !== null && input.expiresAt <= systemClock()) {
    return fail({
      code: "invalid_request",
      message: "The expiry is in the past.",
      facts: { field: "expiresOn" },
    });
  }
  const { key, prefix, keyHash } = createWorkerKey();
  const systemEmailIds = input.systemEmailIds === "all" ? [] : [...new Set(input.systemEmailIds)];
  return inTenant(context, async (db) => {
    const known = await db.systemEmail.count({ where: { id: { in: systemEmailIds } } });
    if (known !== systemEmailIds.length)
      return fail({ code: "not_found", message: "One of the System Emails does not exist." });
    const { tenantId } = context;
    const { id } = await db.workerKey.create({
      data: {
        tenantId,
        name: input.name,
        prefix,
        keyHash,
        scopes: scopes.data,
        allMailboxes: input.systemEmailIds === "all",
        expiresAt: input.expiresAt,
        createdByEmail: context.actor.label,
      },
    });
    await db.workerKeyMailbox.createMany({
      data: systemEmailIds.map((systemEmailId) => ({ tenantId, workerKeyId: id, systemEmailId })),
    });
    await recordAudit(db, context, {
      action: "worker_key.issued",
      subject: { type: "worker_key", id, label: input.name },
      details: {
        prefix,
        scopes: scopes.data,
        mailboxes: input.systemEmailIds === "all" ? "all" : systemEmailIds.length,
      },
    });
    return succeed({ id, key, prefix });
  });
}
