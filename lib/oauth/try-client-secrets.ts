import { fail, type Result } from "@/lib/result";
import type { Secret } from "@/lib/secret";
import type { ProviderError } from "./read-provider-error";

/** With less than this no answer is to be expected. */
const leastMs = 100;

const outOfTime: ProviderError = {
  error: "deadline_passed",
  description: "The provider refused Client Secrets so slowly that there was no time to try the others.",
};

/**
 * Asks with each client secret in turn, in the order given, until one is not refused as such: `invalid_client`
 * (RFC 6749 §5.2) is the only error that another secret can mend. Gives the answer and the place in the list of
 * the secret that it came by; when all are refused, the error that the first met. All of them together get
 * `totalDeadlineMs`: `ask` is told how much of it remains, and what it leaves too little of is not asked any more.
 */
export async function tryClientSecrets<Answer>(
  clientSecrets: readonly Secret[],
  ask: (clientSecret: Secret, remainingMs: number) => Promise<Result<Answer, ProviderError>>,
  totalDeadlineMs: number,
): Promise<{ outcome: Result<Answer, ProviderError>; clientSecretIndex: number }> {
  const endsAt = performance.now() + totalDeadlineMs;
  let first: Result<Answer, ProviderError> | null = null;
  for (const [clientSecretIndex, clientSecret] of clientSecrets.entries()) {
    const remainingMs = Math.floor(endsAt - performance.now());
    if (remainingMs < leastMs) return { outcome: fail(outOfTime), clientSecretIndex };
    const outcome = await ask(clientSecret, remainingMs);
    if (outcome.ok || outcome.failure.error !== "invalid_client") return { outcome, clientSecretIndex };
    first ??= outcome;
  }
  const none: ProviderError = { error: "invalid_client", description: "The IdP Config has no Client Secret." };
  return { outcome: first ?? fail(none), clientSecretIndex: 0 };
}
