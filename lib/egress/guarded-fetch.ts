import { lookup as systemLookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { Agent, buildConnector, fetch } from "undici";

import { checkEndpoint } from "@/lib/egress/check-endpoint";
import { type EgressPolicy, isAddressAllowed } from "@/lib/egress/policy";
import { describeRefusal } from "@/lib/egress/resolve-host";

type GuardedRequest = {
  method?: string;
  headers?: Record<string, string>;
  body?: ArrayBuffer | ReadableStream | string | Uint8Array | URLSearchParams | null | undefined;
  signal?: AbortSignal;
};

/** A part of `fetch` that is enough for an OAuth client; redirects come back as they are. */
export type GuardedFetch = (url: string | URL, request?: GuardedRequest) => Promise<Response>;

/** The address must not be dialled. Its message is a sentence for the admin. */
export class EgressRefused extends Error {
  override readonly name = "EgressRefused";
}

/** The answer is larger than anything that was asked for. */
export class ResponseTooLarge extends Error {
  override readonly name = "ResponseTooLarge";
}

/**
 * A `fetch` that cannot be turned against the inside: it dials only addresses that the policy allows
 * (checked on the address that is really dialled, so a name that changes its mind gains nothing), follows
 * no redirect, reads at most `maxResponseBytes` (after decompression) and gives up after `deadlineMs`.
 *
 * Rejects with `EgressRefused`, `ResponseTooLarge`, a `TimeoutError` when the deadline passes, the caller's
 * abort reason, and undici's `TypeError` with the network error as its cause.
 */
export function createGuardedFetch(options: {
  policy: EgressPolicy;
  maxResponseBytes: number;
  deadlineMs: number;
  lookup?: LookupFunction;
}): GuardedFetch {
  const { policy, maxResponseBytes, deadlineMs, lookup = systemLookup } = options;
  // Without pipelining every request dials anew, so no connection outlives the policy that allowed it.
  const agent = new Agent({ connect: createGuardedConnector(policy, lookup, deadlineMs), pipelining: 0 });

  return async (url, request = {}) => {
    const endpoint = checkEndpoint(policy, url);
    if (!endpoint.ok) throw new EgressRefused(endpoint.failure.message);
    const { method = "GET", headers = {}, body = null, signal } = request;
    const deadline = AbortSignal.timeout(deadlineMs);
    try {
      const response = await fetch(endpoint.value, {
        method,
        headers,
        body: body instanceof ReadableStream ? await new Response(body).arrayBuffer() : body,
        redirect: "manual",
        signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
        dispatcher: agent,
      });
      const content = response.body ? await readCapped(response.body, maxResponseBytes) : null;
      return new Response(content, {
        status: response.status,
        statusText: response.statusText,
        headers: [...response.headers],
      });
    } catch (error) {
      throw findEgressRefusal(error) ?? error;
    }
  };
}

/** The refusal inside an error that other libraries wrapped, if that is what it was. */
export function findEgressRefusal(error: unknown): EgressRefused | undefined {
  if (error instanceof EgressRefused) return error;
  if (error instanceof AggregateError) {
    for (const one of error.errors) {
      const refusal = findEgressRefusal(one);
      if (refusal) return refusal;
    }
  }
  return error instanceof Error && error.cause ? findEgressRefusal(error.cause) : undefined;
}

/** Node skips the look-up for address literals, so these are checked apart. */
function createGuardedConnector(
  policy: EgressPolicy,
  lookup: LookupFunction,
  timeoutMs: number,
): buildConnector.connector {
  const connect = buildConnector({ lookup: guardLookup(policy, lookup), timeout: timeoutMs });
  return (target, callback) => {
    const host = target.hostname.replace(/^\[(.*)\]$/, "$1");
    if (isIP(host) && !isAddressAllowed(policy, host, host)) {
      return callback(new EgressRefused(describeRefusal(host, [host])), null);
    }
    return connect(target, callback);
  };
}

function guardLookup(policy: EgressPolicy, lookup: LookupFunction): LookupFunction {
  return (host, options, callback) => {
    lookup(host, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, []);
      const addresses = typeof found === "string" ? [{ address: found, family: isIP(found) }] : found;
      const allowed = addresses.filter(({ address }) => isAddressAllowed(policy, host, address));
      const [first] = allowed;
      if (!first)
        return callback(
          new EgressRefused(
            describeRefusal(
              host,
              addresses.map(({ address }) => address),
            ),
          ),
          [],
        );
      return options.all ? callback(null, allowed) : callback(null, first.address, first.family);
    });
  };
}

async function readCapped(body: AsyncIterable<Uint8Array>, maxResponseBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > maxResponseBytes) throw new ResponseTooLarge(`The answer is longer than ${maxResponseBytes} bytes.`);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
