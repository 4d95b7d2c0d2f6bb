import type { Failure } from "@/lib/errors";
import { log } from "@/lib/log";
import { Forbidden } from "@/lib/tenancy/require-permission";

/** What a streamed check throws has no page to end on; it is told where the stages would stand. */
export function explainSurprise(error: unknown, requestId: string): Failure {
  if (error instanceof Forbidden) return { code: "forbidden", message: "Ask an owner or an admin of this helpdesk." };
  log.error({ err: error, requestId }, "a verification failed unexpectedly");
  return { code: "internal", message: `The check could not be finished. The log says why, under ${requestId}.` };
}
