import "server-only";
import { createHash } from "node:crypto";
import { type Failure, failures } from "@/lib/errors";
import type { RateLimit } from "@/lib/mail-worker/authenticate-worker";
import { describeProblem, toPublicCode } from "@/lib/mail-worker/describe-problem";

/** An answer of the REST API before it is sent: a document that may be kept, and headers that go with it. */
export type Reply = { status: number; body: string | null; headers?: Record<string, string> };

/** An answer as it is sent. */
export type FinishedReply = { status: number; body: string | null; headers: Record<string, string> };

/** A failure as a problem document. */
export function problemReply(failure: Failure, requestId: string): Reply {
  const document = describeProblem(failure, requestId);
  const retryAfter = failure.facts?.retryAfterSeconds;
  return {
    status: document.status,
    body: JSON.stringify(document),
    headers: {
      ...(failure.code === "unauthenticated" ? { "www-authenticate": 'Bearer realm="mailgrant"' } : {}),
      ...(document.retryable && retryAfter !== undefined ? { "retry-after": retryAfter } : {}),
    },
  };
}

/** Whether the same call may succeed later, so that this failure of it is not the last word. */
export function isRetryable(failure: Failure): boolean {
  return failures[toPublicCode(failure.code)].retryable;
}

/** A success with its ETag (RFC 9110 §8.8.3), or 304 where `ifNoneMatch` shows that the caller has it. */
export function taggedReply(body: string, ifNoneMatch: string | null): Reply {
  const etag = `"${createHash("sha256").update(body).digest("base64url")}"`;
  const known = (ifNoneMatch ?? "").split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  const isKnown = known.includes(etag) || known.includes("*");
  // It may be kept, and must be asked about before each use.
  const headers = { etag, "cache-control": "private, no-cache" };
  return isKnown ? { status: 304, body: null, headers } : { status: 200, body, headers };
}

/** A reply with all of its headers: never cached by anybody unless it says otherwise. */
export function finishReply(reply: Reply, requestId: string, rateLimit: RateLimit | null): FinishedReply {
  const type = reply.status >= 400 ? "application/problem+json" : "application/json";
  return {
    status: reply.status,
    body: reply.body,
    headers: {
      "cache-control": "private, no-store",
      "x-request-id": requestId,
      "x-content-type-options": "nosniff",
      ...(reply.body === null ? {} : { "content-type": type }),
      ...(rateLimit === null
        ? {}
        : {
            "ratelimit-limit": String(rateLimit.limit),
            "ratelimit-remaining": String(rateLimit.remaining),
            "ratelimit-reset": String(rateLimit.resetSeconds),
          }),
      ...reply.headers,
    },
  };
}

/** The same as Next sends it. */
export function toResponse({ body, ...init }: FinishedReply): Response {
  return new Response(body, init);
}
