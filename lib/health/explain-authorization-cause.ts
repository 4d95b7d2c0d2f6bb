import { type ExplainedFailure, explainAuthorizationFailure } from "@/lib/diagnosis/explain-authorization-failure";
import { callbackEndpoint } from "@/lib/grant/provider-client";
import type { CauseGroup, FirstHalf } from "./cause-group";

/**
 * Halves whose last authorization failed: what the first one's provider said, and what mends it before anybody is sent
 * there again. Null for halves of any other reason.
 */
export function explainAuthorizationCause(
  { reason, failureCode }: CauseGroup,
  first: FirstHalf | null,
): ExplainedFailure | null {
  if (reason !== "authorization_failed" && reason !== "reauthorization_failed") return null;
  return explainAuthorizationFailure(
    { code: failureCode ?? "provider_refused", facts: first?.authorizationFacts ?? {} },
    {
      provider: first?.provider ?? "other",
      systemEmailAddress: first?.address,
      callbackEndpoint: callbackEndpoint(),
      clientId: first?.clientId ?? undefined,
      directoryId: first?.directoryId ?? undefined,
    },
  );
}
