import { recordAudit } from "@/lib/audit/record-audit";
import type { Database } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import type { Secret } from "@/lib/secret";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { checkLimits } from "./check-limits";
import { type WorkerScope, workerScopeSchema } from "./scope-schema";
import { createWorkerKey } from "./worker-key";

type WorkerKeyInput = {
  name: string;
  scopes: string[];
  expiresAt: Date | null;
  systemEmailIds: string[] | "all";
  /** From where it may be used; left out or empty, from everywhere. */
  networks?: string[];
};

type CheckedKey = {
  name: string;
  scopes: WorkerScope[];
  networks: string[];
  expiresAt: Date | null;
  allMailboxes: boolean;
};

/** Issues a Worker Key for all System Emails or some of them. The key itself is in the answer and never again. */
export async function issueWorkerKey(
  context: TenantContext,
  input: WorkerKeyInput,
): Promise<Result<{ id: string; key: Secret; prefix: string }, Failure<"invalid_request" | "not_found">>> {
  requirePermission(context, "worker_key:write");
  const checked = checkInput(input);
  if (!checked.ok) return checked;
  const { key, prefix, keyHash } = createWorkerKey();
  const systemEmailIds = input.systemEmailIds === "all" ? [] : [...new Set(input.systemEmailIds)];
  return inTenant(context, async (db) => {
    const known = await db.systemEmail.count({ where: { id: { in: systemEmailIds } } });
    if (known !== systemEmailIds.length)
      return fail({ code: "not_found", message: "One of the System Emails does not exist." });
    const { tenantId } = context;
    const { id } = await db.workerKey.create({
      data: { ...checked.value, tenantId, prefix, keyHash, createdByEmail: context.actor.label },
    });
    await db.workerKeyMailbox.createMany({
      data: systemEmailIds.map((systemEmailId) => ({ tenantId, workerKeyId: id, systemEmailId })),
    });
    await recordIssue(db, context, { ...checked.value, id, prefix, mailboxes: systemEmailIds.length });
    return succeed({ id, key, prefix });
  });
}

function checkInput(input: WorkerKeyInput): Result<CheckedKey, Failure<"invalid_request">> {
  const { name, expiresAt } = input;
  const scopes = workerScopeSchema.array().min(1).safeParse(input.scopes);
  if (!scopes.success) {
    const message = `Scopes are ${workerScopeSchema.options.join(", ")}; at least one is needed.`;
    return fail({ code: "invalid_request", message });
  }
  const limits = checkLimits({ networks: input.networks ?? [], expiresAt });
  if (!limits.ok) return limits;
  const allMailboxes = input.systemEmailIds === "all";
  if (scopes.data.includes("manage") && !allMailboxes) {
    const reason = "it can add System Emails, and change or delete any of them";
    const message = `A key with the scope manage is for all System Emails, because ${reason}.`;
    return fail({ code: "invalid_request", message, facts: { field: "reach" } });
  }
  return succeed({ name, scopes: scopes.data, ...limits.value, allMailboxes });
}

async function recordIssue(
  db: Database,
  context: TenantContext,
  key: CheckedKey & { id: string; prefix: string; mailboxes: number },
): Promise<void> {
  await recordAudit(db, context, {
    action: "worker_key.issued",
    subject: { type: "worker_key", id: key.id, label: key.name },
    details: {
      prefix: key.prefix,
      scopes: key.scopes,
      mailboxes: key.allMailboxes ? "all" : key.mailboxes,
      networks: key.networks,
      expiresOn: key.expiresAt?.toISOString().slice(0, 10) ?? null,
    },
  });
}
