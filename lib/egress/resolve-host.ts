import type { LookupAddress } from "node:dns";
import { lookup as systemLookup } from "node:dns/promises";
import { isIP } from "node:net";

import { type EgressPolicy, isAddressAllowed } from "@/lib/egress/policy";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";

export type ResolvedAddress = { address: string; family: 4 | 6 };

export type ResolvedHost = { addresses: ResolvedAddress[]; refused: ResolvedAddress[] };

/** Every address of a host name; the system's resolver unless a test brings its own. */
export type HostLookup = (host: string) => Promise<readonly LookupAddress[]>;

/**
 * The addresses of `host` that the policy lets through; dial these, not the name, or a second look-up may
 * answer otherwise. An address literal is checked in the same way. `refused` are those that the policy keeps back.
 *
 * Fails with `host_unknown` (no such name, or the resolver is silent), `egress_refused` (no address passes
 * the policy) and `deadline_passed` (`signal` aborted before the resolver answered).
 */
export async function resolveHost(request: {
  host: string;
  policy: EgressPolicy;
  signal: AbortSignal;
  lookup?: HostLookup;
}): Promise<Result<ResolvedHost, Failure<"host_unknown" | "egress_refused" | "deadline_passed">>> {
  const { host, policy, signal, lookup = lookupEveryAddress } = request;
  if (isIP(host)) return keepAllowed(host, policy, [{ address: host, family: isIP(host) }]);
  try {
    return keepAllowed(host, policy, await Promise.race([lookup(host), rejectWhenAborted(signal)]));
  } catch (error) {
    if (signal.aborted) {
      return fail({ code: "deadline_passed", message: `The name ${host} was not resolved in time.` });
    }
    return fail({
      code: "host_unknown",
      message: describeLookupError(host, error),
      facts: { error: errorCode(error) },
    });
  }
}

/** The sentence for an address that the policy refuses. */
export function describeRefusal(host: string, addresses: readonly string[]): string {
  const subject = addresses.includes(host) ? host : `${host} resolves to ${addresses.join(", ")}, which`;
  return (
    `${subject} is not an address of the public internet, so Mailgrant does not connect to it. ` +
    "The operator of this installation may allow it by MAILGRANT_EGRESS_ALLOW."
  );
}

function keepAllowed(
  host: string,
  policy: EgressPolicy,
  found: readonly LookupAddress[],
): Result<ResolvedHost, Failure<"host_unknown" | "egress_refused">> {
  if (found.length === 0) return fail({ code: "host_unknown", message: `The name ${host} has no address.` });
  const all = found.map(({ address, family }): ResolvedAddress => ({ address, family: family === 6 ? 6 : 4 }));
  const addresses = all.filter(({ address }) => isAddressAllowed(policy, host, address));
  if (addresses.length > 0) return succeed({ addresses, refused: all.filter((one) => !addresses.includes(one)) });
  const refused = all.map(({ address }) => address);
  return fail({
    code: "egress_refused",
    message: describeRefusal(host, refused),
    facts: { host, address: refused.join(", ") },
  });
}

function lookupEveryAddress(host: string): Promise<LookupAddress[]> {
  return systemLookup(host, { all: true });
}

/** The resolver cannot be interrupted; its late answer is left to itself. */
function rejectWhenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

function describeLookupError(host: string, error: unknown): string {
  return errorCode(error) === "EAI_AGAIN"
    ? `The name ${host} could not be looked up: the resolver does not answer.`
    : `The name ${host} is not known. Check its spelling.`;
}

function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown";
}
