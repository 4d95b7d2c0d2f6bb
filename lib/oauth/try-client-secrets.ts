import { fail, type Result } from "@/lib/result";
import type { Secret } from "@/lib/secret";
import type { ProviderError } from "./read-provider-error";

/**
 * Asks with each client secret in turn, the newest first, until one is not refused as such: `invalid_client`
 * (RFC 6749 §5.2) is the only error that another secret can mend. Gives the answer and the place in the list of
 * the secret that it came by; when all are refused, the error that the newest met.
 */
export async function tryClientSecrets<Answer>(
  clientSecrets: readonly Secret[],
  ask: (clientSecret: Secret) => Promise<Result<Answer, ProviderError>>,
): Promise<{ outcome: Result<Answer, ProviderError>; clientSecretIndex: number }> {
  let newest: Result<Answer, ProviderError> | null = null;
  for (const [clientSecretIndex, clientSecret] of clientSecrets.entries()) {
    const outcome = await ask(clientSecret);
    if (outcome.ok || outcome.failure.error !== "invalid_client") return { outcome, clientSecretIndex };
    newest ??= outcome;
  }
  const none: ProviderError = { error: "invalid_client", description: "The IdP Config has no Client Secret." };
  return { outcome: newest ?? fail(none), clientSecretIndex: 0 };
}
