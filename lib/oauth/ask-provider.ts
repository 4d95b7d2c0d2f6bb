import type { GuardedFetch } from "@/lib/egress/guarded-fetch";
import { fail, type Result, succeed } from "@/lib/result";
import type { Secret } from "@/lib/secret";
import { type ProviderError, readAnswerError, readNetworkError } from "./read-provider-error";

/**
 * Gets a JSON document from a provider, with `accessToken` as bearer (RFC 6750 §2.1) where one is given. Fails
 * with what the provider said, or with what kept it from answering within `deadlineMs`; never throws for either.
 */
export async function askProvider(question: {
  url: string;
  accessToken?: Secret;
  fetch: GuardedFetch;
  deadlineMs: number;
}): Promise<Result<unknown, ProviderError>> {
  const { url, accessToken, fetch, deadlineMs } = question;
  const secrets = accessToken === undefined ? [] : [accessToken];
  const headers: Record<string, string> = { accept: "application/json" };
  if (accessToken !== undefined) headers.authorization = `Bearer ${accessToken.reveal()}`;
  let answer: { status: number; text: string };
  try {
    const response = await fetch(url, { method: "GET", headers, signal: AbortSignal.timeout(deadlineMs) });
    answer = { status: response.status, text: await response.text() };
  } catch (thrown) {
    return fail(readNetworkError(thrown, secrets));
  }
  if (answer.status === 200) {
    try {
      return succeed(JSON.parse(answer.text));
    } catch {
      // A page in place of JSON is told like every other answer that cannot be read.
    }
  }
  return fail(readAnswerError(answer, secrets));
}
