import { findEgressRefusal } from "@/lib/egress/guarded-fetch";
import { isAddressAllowed, strictEgressPolicy } from "@/lib/egress/policy";
import { resolveHost } from "@/lib/egress/resolve-host";
import { environment } from "@/lib/env";
import { callbackEndpoint, providerDeadlineMs, providerFetch } from "@/lib/grant/provider-client";
import type { AuthorizationProbe } from "@/lib/oauth/probe-authorization-endpoint";
import { readNetworkError } from "@/lib/oauth/read-provider-error";
import type { ConfigItem } from "./config-check-schema";
import { type InspectedConfig, item } from "./judge-config-answers";

const elsewhere = "Whether a browser elsewhere reaches it cannot be known from here.";

/**
 * Whether the Callback Endpoint can be come back to, as far as that is to be known from inside: it is https, its host is
 * one of the internet, it answers, and the provider sent the browser back to it. Only the browser of whoever authorizes
 * has to reach it, so that a private address is no failure.
 */
export async function lookAtCallback({ provider }: InspectedConfig, probe: AuthorizationProbe): Promise<ConfigItem> {
  const address = new URL(callbackEndpoint());
  const host = address.hostname.replace(/^\[(.*)\]$/, "$1");
  const isLoopback = host === "localhost" || host === "::1" || host.startsWith("127.");
  const known =
    probe.kind === "answered" && probe.knowsCallback
      ? ["The provider sends back to it, so it is registered there."]
      : [];
  if (address.protocol !== "https:" && !isLoopback && provider !== "other") {
    const summary = `${address.href} is not encrypted, and this provider takes https:// alone. The operator sets PUBLIC_URL.`;
    return { ...item("callback", "failed", summary), details: known };
  }
  if (isLoopback) {
    const summary = `${address.href} is this machine itself: only a browser that runs here reaches it.`;
    return { ...item("callback", "unknown", summary), details: known };
  }
  const resolved = await resolveHost({
    host,
    policy: environment().egressPolicy,
    signal: AbortSignal.timeout(providerDeadlineMs),
  });
  const addresses = resolved.ok ? resolved.value.addresses.map((found) => found.address) : [];
  if (!addresses.some((found) => isAddressAllowed(strictEgressPolicy, host, found))) {
    const why = resolved.ok
      ? `${host} is ${addresses.join(", ")} from here, which is no address of the internet. Only a browser in that network reaches it.`
      : resolved.failure.message;
    return { ...item("callback", "unknown", `${why} ${elsewhere}`), details: known };
  }
  return { ...(await askCallback(address)), details: known };
}

/** Called without a state it sends the browser to a page that says so: by that it is known. */
async function askCallback(address: URL): Promise<ConfigItem> {
  try {
    const response = await providerFetch()(address);
    const isOurs =
      response.status === 303 && response.headers.get("location")?.includes("/authorization-ended") === true;
    if (isOurs) return item("callback", "passed", `${address.href} answers, asked from here. ${elsewhere}`);
    const summary = `${address.href} is answered by something other than Mailgrant (HTTP status ${response.status}).`;
    return item("callback", "failed", `${summary} Look at the proxy in front of it and at PUBLIC_URL.`);
  } catch (error) {
    const { description } = readNetworkError(error, []);
    // Many networks do not let their own machines reach their public address.
    const why = findEgressRefusal(error) ? description : `It did not answer, asked from here: ${description}`;
    return item("callback", "unknown", `${why} ${elsewhere}`);
  }
}
