import { z } from "zod";
import { findEgressRefusal, ResponseTooLarge } from "@/lib/egress/guarded-fetch";
import type { Secret } from "@/lib/secret";
import { cleanProviderText } from "./clean-provider-text";

/** What a provider said when it refused, or what kept it from saying anything; never with a secret in it. */
export type ProviderError = {
  /** The OAuth error code, or one of `network_error`, `deadline_passed`, `unreadable_answer`, `address_refused`. */
  error: string;
  description: string;
  /** The number behind `AADSTS`, without the letters. */
  aadstsCode?: string;
  correlationId?: string;
  traceId?: string;
  /** As the provider wrote it. */
  timestamp?: string;
  httpStatus?: number;
  retryAfterSeconds?: number;
};

const codeCap = 80;
const descriptionCap = 600;

/**
 * The provider's error in a query at the Callback Endpoint (RFC 6749 §4.1.2.1), or null where it holds none.
 * The values of `secrets` are replaced wherever they occur.
 */
export function readCallbackError(parameters: URLSearchParams, secrets: readonly Secret[]): ProviderError | null {
  const error = parameters.get("error");
  if (error === null || error === "") return null;
  return composeError({ error, description: parameters.get("error_description") ?? "" }, secrets);
}

/**
 * The provider's error in an answer to a request: the JSON of RFC 6749 §5.2 with Entra's additions, or, where
 * the answer is anything else, `unreadable_answer` with the HTTP status.
 */
export function readAnswerError(
  answer: { status: number; text: string; retryAfterSeconds?: number | null },
  secrets: readonly Secret[],
): ProviderError {
  const body = parseErrorBody(answer.text);
  const composed =
    body === null
      ? { error: "unreadable_answer", description: describeUnreadable(answer) }
      : composeError({ ...body, description: body.error_description ?? "" }, secrets);
  const { retryAfterSeconds = null } = answer;
  return {
    ...composed,
    httpStatus: answer.status,
    ...(retryAfterSeconds === null ? {} : { retryAfterSeconds }),
  };
}

/** What kept a request from being answered at all, told from what `fetch` threw. */
export function readNetworkError(thrown: unknown, secrets: readonly Secret[]): ProviderError {
  const refusal = findEgressRefusal(thrown);
  if (refusal !== undefined) return { error: "address_refused", description: refusal.message };
  if (thrown instanceof ResponseTooLarge) return { error: "unreadable_answer", description: thrown.message };
  const names = chainOf(thrown).map((error) => error.name);
  if (names.includes("TimeoutError") || names.includes("AbortError")) {
    return { error: "deadline_passed", description: "The provider did not answer in time." };
  }
  const description = chainOf(thrown)
    .map((error) => error.message)
    .filter(Boolean)
    .join(": ");
  return { error: "network_error", description: cleanProviderText(description, secrets, descriptionCap) };
}

/** The seconds that a Retry-After header asks to wait (RFC 9110 §10.2.3), given as a number or as a date; null without one. */
export function readRetryAfter(header: string | null, now: Date): number | null {
  if (header === null) return null;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header.trim());
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - now.getTime()) / 1000));
}

const errorBodySchema = z.object({
  error: z.string().min(1),
  error_description: z.string().optional().catch(undefined),
  error_codes: z.array(z.number()).optional().catch(undefined),
  trace_id: z.string().optional().catch(undefined),
  correlation_id: z.string().optional().catch(undefined),
  timestamp: z.string().optional().catch(undefined),
});

/** Some providers wrap their error in an object of Google's API style. */
const wrappedErrorSchema = z.object({
  error: z.object({ status: z.string().min(1), message: z.string().optional().catch(undefined) }),
});

function parseErrorBody(text: string): z.infer<typeof errorBodySchema> | null {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return null;
  }
  const flat = errorBodySchema.safeParse(body);
  if (flat.success) return flat.data;
  const wrapped = wrappedErrorSchema.safeParse(body);
  if (!wrapped.success) return null;
  return { error: wrapped.data.error.status, error_description: wrapped.data.error.message };
}

function composeError(
  raw: {
    error: string;
    description: string;
    error_codes?: number[] | undefined;
    trace_id?: string | undefined;
    correlation_id?: string | undefined;
    timestamp?: string | undefined;
  },
  secrets: readonly Secret[],
): ProviderError {
  const { description } = raw;
  const aadstsCode = /AADSTS(\d{3,9})/.exec(description)?.[1] ?? raw.error_codes?.[0]?.toString();
  const found = {
    aadstsCode,
    correlationId: raw.correlation_id ?? /Correlation ID:\s*([0-9a-f-]{36})/i.exec(description)?.[1],
    traceId: raw.trace_id ?? /Trace ID:\s*([0-9a-f-]{36})/i.exec(description)?.[1],
    timestamp: raw.timestamp ?? /Timestamp:\s*(\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\dZ?)/i.exec(description)?.[1],
  };
  const composed: ProviderError = {
    error: cleanProviderText(raw.error, secrets, codeCap),
    description: cleanProviderText(description, secrets, descriptionCap),
  };
  if (found.aadstsCode !== undefined) composed.aadstsCode = found.aadstsCode;
  if (found.correlationId !== undefined)
    composed.correlationId = cleanProviderText(found.correlationId, secrets, codeCap);
  if (found.traceId !== undefined) composed.traceId = cleanProviderText(found.traceId, secrets, codeCap);
  if (found.timestamp !== undefined) composed.timestamp = cleanProviderText(found.timestamp, secrets, codeCap);
  return composed;
}

function describeUnreadable(answer: { status: number; text: string }): string {
  const isPage = /^\s*<(!doctype|html|\?xml)/i.test(answer.text);
  const what = isPage ? "a web page" : "something other than the JSON of an OAuth2 answer";
  return `The provider's address answered with ${what} (HTTP status ${answer.status}).`;
}

function chainOf(thrown: unknown): Error[] {
  const chain: Error[] = [];
  for (let next = thrown; next instanceof Error && chain.length < 5; next = next.cause) chain.push(next);
  return chain;
}
