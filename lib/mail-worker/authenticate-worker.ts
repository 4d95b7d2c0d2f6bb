import { sha256 } from "@/lib/crypto/hash";
import { TenantVault } from "@/lib/crypto/tenant-vault";
import { callFunction } from "@/lib/db/call-function";
import { environment } from "@/lib/env";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import type { TenantContext } from "@/lib/tenancy/context";
import { normalizeAddress } from "./key-networks";
import { hasScope } from "./require-scope";
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

/** What is left of the minute that is counted, of the key's limit or its tenant's: whichever is nearer to its end. */
export type RateLimit = { limit: number; remaining: number; resetSeconds: number };

export type AuthenticationFailure = Failure<
  "unauthenticated" | "forbidden_scope" | "forbidden_network" | "rate_limited"
> & { rateLimit?: RateLimit | null };

/** What is known of a request before its Worker Key is. `points` is how many requests it counts as. */
export type WorkerRequest = { scope: WorkerScope; address: string; requestId: string; points?: number };

/** What a request may do, and what is left of its limits, which are null where there are none. */
export type AdmittedWorker = WorkerContext & { rateLimit: RateLimit | null };

/**
 * Finds the tenant of a request by its `Authorization: Bearer mgw_…` header; the database is asked at each request,
 * so that a revocation acts on the next one, and counts it in the same round trip as `points` requests, for all
 * instances together. A key that is unknown, revoked or expired gets the same answer; one that may not be used from
 * `address` gets forbidden_network, one that asks too often rate_limited, and one whose scopes lack `scope`
 * forbidden_scope.
 */
export async function authenticateWorker(
  authorization: string | null,
  request: WorkerRequest,
): Promise<Result<AdmittedWorker, AuthenticationFailure>> {
  const presented = readPresentedKey(authorization);
  if (!presented.ok) return presented;
  const [key] = await callFunction<FoundKey>("find_worker_key", [
    ...keyQuestion(presented.value, request),
    1,
    ...limitsQuestion(request),
  ]);
  return admitKey(key, request);
}

/** The Worker Key in the header; a failure says what is sent in its place. */
export function readPresentedKey(authorization: string | null): Result<string, Failure<"unauthenticated">> {
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
  return succeed(presented);
}

/** What find_worker_key is asked about who asks: the key's hash, and where the request comes from. */
export function keyQuestion(presented: string, { address }: WorkerRequest) {
  return [sha256(presented), normalizeAddress(address)] as const;
}

/** What find_worker_key is asked about the limits: the points of one request, and how many key and tenant have a minute. */
export function limitsQuestion({ points = 1 }: WorkerRequest) {
  const { perKey, perTenant } = environment().rateLimits;
  return [points, perKey, perTenant] as const;
}

/**
 * The key as the request of this index, from 0, finds it of those that were asked about together, each at `points`: with
 * what is used of the limits after that one. Those beyond the key's limit do not touch the tenant's.
 */
export function keyOfRequest(
  key: FoundKey,
  index: number,
  { count, points }: { count: number; points: number },
): FoundKey {
  const before = (used: number | null, last: number) => (used === null ? null : used - (last - index) * points);
  return {
    ...key,
    usedOfKey: before(key.usedOfKey, count - 1),
    usedOfTenant: index < key.withinKey ? before(key.usedOfTenant, key.withinKey - 1) : null,
  };
}

/** What the key that was found lets the request do. `vaultOf` opens its tenant's data key. */
export function admitKey(
  key: FoundKey | undefined,
  request: WorkerRequest,
  vaultOf: (key: FoundKey) => TenantVault = openVault,
): Result<AdmittedWorker, AuthenticationFailure> {
  if (key === undefined || !key.isAlive)
    return fail({ code: "unauthenticated", message: "The Worker Key is not known, was revoked, or has expired." });
  const refusal = findRefusal(key, request);
  if (refusal !== null) return fail(refusal);
  const { tenantId, slug, timeZone } = key;
  return succeed({
    tenantId,
    slug,
    timeZone,
    name: key.tenantName,
    actor: {
      type: "worker_key",
      id: key.id,
      label: key.name,
      isManager: mayManage(key),
      readsCredentials: key.scopes.includes("credentials:read"),
    },
    requestId: request.requestId,
    scopes: key.scopes,
    systemEmailIds: key.systemEmailIds,
    address: request.address,
    vault: vaultOf(key),
    rateLimit: judgeRate(key),
  });
}

/** Opens the data key of the key's tenant. Throws where no key of the ring sealed it. */
export function openVault({ tenantId, dataKeySealed }: FoundKey): TenantVault {
  return TenantVault.fromSealedDataKey(tenantId, dataKeySealed, environment().keyRing);
}

/** What find_worker_key answers. What is used is null where nothing was counted. */
export type FoundKey = {
  id: string;
  name: string;
  scopes: string[];
  systemEmailIds: string[] | null;
  isAlive: boolean;
  /** The address is in the key's networks. */
  isAllowed: boolean;
  tenantId: string;
  slug: string;
  tenantName: string;
  timeZone: string;
  dataKeySealed: string;
  /** How many of the requests that were asked about together are within the key's limit, and within the tenant's, too. */
  withinKey: number;
  within: number;
  usedOfKey: number | null;
  keyResetSeconds: number | null;
  usedOfTenant: number | null;
  tenantResetSeconds: number | null;
};

function findRefusal(
  key: FoundKey,
  { scope, address }: { scope: WorkerScope; address: string },
): AuthenticationFailure | null {
  if (!key.isAllowed) {
    const message = `The Worker Key "${key.name}" may not be used from ${address}.`;
    return { code: "forbidden_network", message };
  }
  const rateLimit = judgeRate(key);
  if (rateLimit !== null && rateLimit.remaining < 0) {
    return {
      code: "rate_limited",
      message: `More than ${rateLimit.limit} requests a minute. Ask again in ${rateLimit.resetSeconds} seconds.`,
      facts: { retryAfterSeconds: String(rateLimit.resetSeconds) },
      rateLimit: { ...rateLimit, remaining: 0 },
    };
  }
  if (!hasScope(key.scopes, scope)) {
    const message = `The Worker Key "${key.name}" lacks the scope ${scope}.`;
    return { code: "forbidden_scope", message, rateLimit };
  }
  if (scope === "manage" && !mayManage(key)) {
    const message = `The Worker Key "${key.name}" is for some mailboxes only, and managing needs one for all of them.`;
    return { code: "forbidden_scope", message, rateLimit };
  }
  return null;
}

/** Whoever manages mailboxes adds some and may touch any, which a key of some of them must not. */
function mayManage({ scopes, systemEmailIds }: FoundKey): boolean {
  return scopes.includes("manage") && systemEmailIds === null;
}

/** The limit that is nearer to its end; less than nothing remains of one that is passed. */
function judgeRate(key: FoundKey): RateLimit | null {
  const { perKey, perTenant } = environment().rateLimits;
  const ofKey = toRateLimit(perKey, key.usedOfKey, key.keyResetSeconds);
  const ofTenant = toRateLimit(perTenant, key.usedOfTenant, key.tenantResetSeconds);
  if (ofKey === null || ofTenant === null) return ofKey ?? ofTenant;
  return ofTenant.remaining < ofKey.remaining ? ofTenant : ofKey;
}

function toRateLimit(limit: number, used: number | null, resetSeconds: number | null): RateLimit | null {
  return used === null ? null : { limit, remaining: limit - used, resetSeconds: Math.max(1, resetSeconds ?? 1) };
}
