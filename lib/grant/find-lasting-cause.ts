import { explainAuthorizationFailure } from "@/lib/diagnosis/explain-authorization-failure";
import type { Failure, FailureCode } from "@/lib/errors";
import type { ProviderName } from "@/lib/providers/presets";

/** What ended one attempt and says nothing of the next: it was slow, another browser's, or overtaken by a change. */
const ofOneAttempt: ReadonlySet<FailureCode> = new Set([
  "session_gone",
  "session_other",
  "state_unknown",
  "state_used",
  "state_expired",
  "forbidden",
  "link_unusable",
  "config_changed",
  "address_changed",
]);

/**
 * The cause of a failed authorization, as a slug of the diagnosis or our own code, where the next one would meet it again
 * unless somebody mends it; null where it was of that attempt alone or may pass by itself.
 */
export function findLastingCause({ code, facts }: Failure, provider: ProviderName): string | null {
  if (ofOneAttempt.has(code)) return null;
  const { cause, transient } = explainAuthorizationFailure({ code, facts }, { provider });
  return transient ? null : cause;
}
