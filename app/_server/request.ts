import "server-only";
import { randomUUID } from "node:crypto";
import { headers } from "next/headers";

/** The id of this request, which scripts/serve.mjs gave it; it stands in the log, the audit and every problem document. */
export async function requestId(): Promise<string> {
  return (await headers()).get("x-request-id") ?? randomUUID();
}

/**
 * Where the request came from, for rate limits and records: scripts/serve.mjs found it out, by the connection and by
 * what the proxies that it trusts say, and has overwritten whatever came from outside under this name.
 */
export async function clientAddress(): Promise<string> {
  return (await headers()).get("x-client-address") || "unknown";
}
