import { type FailureCode, failures } from "@/lib/errors";
import type { Problem } from "@/lib/mail-worker/problem-contract";

const details: Partial<Record<FailureCode, string>> = {
  invalid_request: "minValidSeconds: at most 2700 seconds, 45 minutes, may be asked for",
  unauthenticated: "The Worker Key is not known, was revoked, or has expired.",
  not_found: "There is no such mailbox.",
  rate_limited: "Too many requests. Wait 12 seconds.",
};

/** A problem document as it may look. */
export function exampleProblem(code: FailureCode, status: number): Problem {
  const { title, retryable } = failures[code];
  return {
    type: `https://mailgrant.dev/problems/${code}`,
    title,
    status,
    detail: details[code] ?? `${title}.`,
    code,
    retryable,
    requestId: "6b1f0d8e-0f0b-4b7c-9a55-6f1b0c0d2e3f",
    ...(code === "invalid_request"
      ? { errors: [{ pointer: "minValidSeconds", detail: "at most 2700 seconds, 45 minutes, may be asked for" }] }
      : {}),
  };
}
