import { systemClock } from "@/lib/clock";
import { sha256 } from "@/lib/crypto/hash";
import { TenantVault } from "@/lib/crypto/tenant-vault";
import { asSystem } from "@/lib/db/as-system";
import { callFunction } from "@/lib/db/call-function";
import { environment } from "@/lib/env";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import type { TenantContext } from "@/lib/tenancy/context";
import { isInNetworks } from "./key-networks";
import type { WorkerScope } from "./scope-schema";
import { isWorkerKey } from "./worker-key";

/** A tenant in which a Mail Worker acts; `systemEmailIds` is null for a key that may see all of them. */
export type WorkerContext = TenantContext & {
  actor: { type: "worker_key" };
  scopes: readonly string[];
  systemEmailIds: readonly string[] | null;
  /** Where the request came from. */
  address: string;
  /** Opened with the request, so that a shredded data key acts at once. */
  vault: TenantVault;
};

export type AuthenticationFailure = Failure<"unauthenticated" | "forbidden_scope" | "forbidden_network">;

/**
 * Finds the tenant of a request by its `Authorization: Bearer mgw_…` header; the database is asked at each request,
 * so that a revocation acts on the next one. A key that is unknown, revoked or expired gets the same answer; one
 * whose scopes lack `scope` gets forbidden_scope, one that may not be used from `address` forbidden_network.
 */
export async function authenticateWorker(
  authorization: string | null,
  { scope, address, requestId }: { scope: WorkerScope; address: string; requestId: string },
): Promise<Result<WorkerContext, AuthenticationFailure>> {
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
  const [key] = await callFunction<FoundKey>("find_worker_key", [sha256(presented)]);
  if (key === undefined || !key.isAlive)
    return fail({ code: "unauthenticated", message: "The Worker Key is not known, was revoked, or has expired." });
  if (!isInNetworks(address, key.networks)) {
    return fail({
      code: "forbidden_network",
      message: `The Worker Key "${key.name}" may not be used from ${address}.`,
    });
  }
  if (!key.isUseNoted) await noteUse(key.id, address);
  if (!key.scopes.includes(scope)) {
    return fail({ code: "forbidden_scope", message: `The Worker Key "${key.name}" lacks the scope ${scope}.` });
  }
  const { tenantId, slug, timeZone } = key;
  return succeed({
    tenantId,
    slug,
    timeZone,
    name: key.tenantName,
    actor: { type: "worker_key", id: key.id, label: key.name, isManager: key.scopes.includes("manage") },
    requestId,
    scopes: key.scopes,
    systemEmailIds: key.systemEmailIds,
    address,
    vault: TenantVault.fromSealedDataKey(tenantId, key.dataKeySealed, environment().keyRing),
  });
}

/** What find_worker_key answers. */
type FoundKey = {
  id: string;
  name: string;
  scopes: string[];
  networks: string[];
  systemEmailIds: string[] | null;
  isAlive: boolean;
  /** Its last use was written down a moment ago, so that a busy worker does not write at every read. */
  isUseNoted: boolean;
  tenantId: string;
  slug: string;
  tenantName: string;
  timeZone: string;
  dataKeySealed: string;
};

async function noteUse(id: string, address: string): Promise<void> {
  await asSystem("look up worker key", (db) =>
    db.workerKey.update({ where: { id }, data: { lastUsedAt: systemClock(), lastUsedAddress: address } }),
  );
}
