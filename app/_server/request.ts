import "server-only";
import { randomUUID } from "node:crypto";
import { headers } from "next/headers";

/** The id of this request, which proxy.ts gave it; it stands in the log, the audit and every problem document. */
export async function requestId(): Promise<string> {
  return (await headers()).get("x-request-id") ?? randomUUID();
}

/**
 * Where the request came from, for rate limits: the nearest proxy's word. Without a proxy a caller can make it
 * up, which is why limits on a person's address stand beside those on places.
 */
export async function clientAddress(): Promise<string> {
  const forwarded = (await headers()).get("x-forwarded-for")?.split(",") ?? [];
  return forwarded.at(-1)?.trim() || "unknown";
}
