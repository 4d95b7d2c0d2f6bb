import { addSeconds, systemClock } from "@/lib/clock";
import { sha256 } from "@/lib/crypto/hash";
import { asSystem } from "@/lib/db/as-system";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import type { TenantContext } from "@/lib/tenancy/context";
import type { WorkerScope } from "./contract";
import { isWorkerKey } from "./worker-key";

/** A tenant in which a Mail Worker acts; `systemEmailIds` is null for a key that may see all of them. */
export type WorkerContext = TenantContext & {
  actor: { type: "worker_key" };
  scopes: readonly string[];
  systemEmailIds: readonly string[] | null;
};

/** "Last used" is written at most this often, in seconds, so that a busy worker does not write at every read. */
const lastUsedEverySeconds = 30;

/**
 * Finds the tenant of a request by its `Authorization: Bearer mgw_…` header. A key that is unknown, revoked or
 * expired gets the same answer; one whose scopes lack `scope` gets forbidden_scope.
 */
export async function authenticateWorker(
  authorization: string | null,
  { scope, requestId }: { scope: WorkerScope; requestId: string },
): Promise<Result<WorkerContext, Failure<"unauthenticated" | "forbidden_scope">>> {
  const presented = /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
  if (presented === undefined) {
    return fail({ code: "unauthenticated", message: "Send the Worker Key in the header: Authorization: Bearer mgw_…" });
  }
  if (!isWorkerKey(presented)) {
    return fail({
      code: "unauthenticated",
      message: "This is not a whole Worker Key; was it cut off when it was copied?",
    });
  }
  const now = systemClock();
  const key = await asSystem("look up worker key", async (db) => {
    const found = await db.workerKey.findUnique({
      where: { keyHash: sha256(presented) },
      include: { mailboxes: { select: { systemEmailId: true } } },
    });
    if (found === null || found.revokedAt !== null || (found.expiresAt !== null && found.expiresAt <= now)) return null;
    if (found.lastUsedAt === null || addSeconds(found.lastUsedAt, lastUsedEverySeconds) <= now) {
      await db.workerKey.update({ where: { id: found.id }, data: { lastUsedAt: now } });
    }
    const tenant = await db.tenant.findUniqueOrThrow({
      where: { id: found.tenantId },
      select: { slug: true, name: true, timeZone: true },
    });
    return { ...found, tenant };
  });
  if (key === null)
    return fail({ code: "unauthenticated", message: "The Worker Key is not known, was revoked, or has expired." });
  if (!key.scopes.includes(scope)) {
    return fail({ code: "forbidden_scope", message: `The Worker Key "${key.name}" lacks the scope ${scope}.` });
  }
  return succeed({
    tenantId: key.tenantId,
    ...key.tenant,
    actor: { type: "worker_key", id: key.id, label: key.name },
    requestId,
    scopes: key.scopes,
    systemEmailIds: key.allMailboxes ? null : key.mailboxes.map(({ systemEmailId }) => systemEmailId),
  });
}
