import { isIP } from "node:net";

import { type EgressPolicy, isAddressAllowed, isAllowedByOperator } from "@/lib/egress/policy";
import { describeRefusal } from "@/lib/egress/resolve-host";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";

/** What `localhost` stands for, whatever a resolver says about it (RFC 6761, 6.3). */
const loopbackAddresses = ["127.0.0.1", "::1"];

/**
 * Checks an endpoint as it is typed, before any look-up: `https:` only, no credentials, no fragment, and no
 * literal address that the policy refuses. Plain `http:` passes for the hosts and addresses alone that the
 * operator's list names, because a token that travels in the clear must stay inside.
 *
 * Says nothing about the addresses that a name resolves to: the guarded fetch checks those when it dials.
 */
export function checkEndpoint(
  policy: EgressPolicy,
  url: string | URL,
): Result<URL, Failure<"egress_refused" | "invalid_request">> {
  if (!URL.canParse(url)) return refuseForm(describeNoWebAddress(url));
  const endpoint = new URL(url);
  // "localhost:3080/x" is a URL too, of the scheme "localhost".
  if (endpoint.protocol !== "https:" && endpoint.protocol !== "http:") return refuseForm(describeNoWebAddress(url));
  if (endpoint.username || endpoint.password)
    return refuseForm("The address must not contain a user name or password.");
  if (endpoint.hash || String(url).includes("#")) return refuseForm("The address must not contain a fragment (#).");

  const host = hostOf(endpoint);
  const addresses = literalAddresses(host);
  if (endpoint.protocol === "http:" && !isHostNamedByOperator(policy, host, addresses)) {
    return fail({
      code: "egress_refused",
      message:
        `${endpoint.origin} is not encrypted; use https://. The operator of this installation may allow ` +
        `plain http for ${host} by MAILGRANT_EGRESS_ALLOW.`,
      facts: { host },
    });
  }
  if (addresses.length > 0 && !addresses.some((address) => isAddressAllowed(policy, host, address))) {
    return fail({ code: "egress_refused", message: describeRefusal(host, addresses), facts: { host } });
  }
  return succeed(endpoint);
}

/** Quotes what was typed, as far as it can be read, and says what it lacks. */
function describeNoWebAddress(url: string | URL): string {
  const typed = String(url).trim();
  const shown = typed.length > 120 ? `${typed.slice(0, 119)}…` : typed;
  const isSchemeLeftOut = !/^(?:https?\b|[a-z][a-z0-9+.-]*:\/\/)/i.test(typed) && URL.canParse(`https://${typed}`);
  const example = isSchemeLeftOut && shown === typed && !typed.includes("@") ? `, such as https://${typed}` : "";
  return `“${shown}” is not a web address: one begins with https:// and a host name${example}.`;
}

/** The host of a URL without the brackets of an IPv6 literal and without the root's dot. */
function hostOf(endpoint: URL): string {
  return endpoint.hostname.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
}

function literalAddresses(host: string): string[] {
  if (isIP(host)) return [host];
  return host === "localhost" || host.endsWith(".localhost") ? loopbackAddresses : [];
}

function isHostNamedByOperator(policy: EgressPolicy, host: string, addresses: string[]): boolean {
  if (policy.allowedHosts.includes(host)) return true;
  return addresses.some((address) => isAllowedByOperator(policy, host, address));
}

function refuseForm(message: string): { ok: false; failure: Failure<"invalid_request"> } {
  return fail({ code: "invalid_request", message });
}
