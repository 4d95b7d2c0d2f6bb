import { checkEndpoint } from "@/lib/egress/check-endpoint";
import { environment } from "@/lib/env";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";

/**
 * Whether webhooks may be sent to an address, as far as it can be told before a look-up: https, or plain http where
 * the operator's egress policy names the host; no literal address that is not of the public internet.
 */
export function checkUrl(url: string): Result<string, Failure<"invalid_request">> {
  const checked = checkEndpoint(environment().egressPolicy, url);
  if (checked.ok) return succeed(checked.value.href);
  return fail({ code: "invalid_request", message: checked.failure.message, facts: { field: "url" } });
}

/** What an endpoint is called in the audit and in lists: its description, or its host. A path may hold a secret. */
export function nameEndpoint({ url, description }: { url: string; description: string }): string {
  if (description !== "") return description;
  return URL.canParse(url) ? new URL(url).host : url;
}
