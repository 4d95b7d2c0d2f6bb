import { isDatabaseUnavailable } from "@/lib/db/is-database-unavailable";
import type { Failure } from "@/lib/errors";
import { log } from "@/lib/log";
import { Forbidden } from "@/lib/tenancy/require-permission";

/**
 * The failure that a thrown error is for a Mail Worker: the database's absence, which passes; a permission that the
 * key lacks; or `internal`, which alone is logged, under the request's id.
 */
export function judgeSurprise(
  error: unknown,
  { requestId, tenantId }: { requestId: string; tenantId: string | undefined },
): Failure<"database_unavailable" | "forbidden_scope" | "internal"> {
  if (error instanceof Forbidden) {
    return {
      code: "forbidden_scope",
      message: `The Worker Key lacks the permission ${error.permission}; a key with the scope manage has it.`,
    };
  }
  if (isDatabaseUnavailable(error)) {
    log.warn({ requestId, tenantId, reason: error instanceof Error ? error.message : String(error) }, "no database");
    return {
      code: "database_unavailable",
      message: "The database cannot be reached right now. Nothing was changed; ask again.",
      facts: { retryAfterSeconds: "2" },
    };
  }
  log.error({ err: error, requestId, tenantId }, "a REST call failed unexpectedly");
  return {
    code: "internal",
    message: "Something went wrong here. It has been logged under the requestId.",
    facts: { retryAfterSeconds: "10" },
  };
}
