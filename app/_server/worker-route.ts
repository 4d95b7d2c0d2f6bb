import "server-only";
import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { type Failure, failures } from "@/lib/errors";
import { log } from "@/lib/log";
import { authenticateWorker, type WorkerContext } from "@/lib/mail-worker/authenticate-worker";
import type { Operation } from "@/lib/mail-worker/operation";
import type { Problem } from "@/lib/mail-worker/problem-contract";
import type { Result } from "@/lib/result";

/**
 * A route of the REST API: authenticates the Worker Key, parses path, query and body, calls one use case, and checks
 * its answer against the contract. Every failure is a problem document (RFC 9457); nothing is cached anywhere.
 */
export function workerRoute<Path, Query, Body, Answer>(
  operation: Operation<Path, Query, Body, Answer>,
  handle: (context: WorkerContext, input: { path: Path; query: Query; body: Body }) => Promise<Result<Answer, Failure>>,
) {
  return async (request: Request, { params }: { params: Promise<unknown> }): Promise<Response> => {
    const requestId = request.headers.get("x-request-id") ?? randomUUID();
    try {
      const address = request.headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() ?? "unknown";
      const worker = await authenticateWorker(request.headers.get("authorization"), {
        scope: operation.scope,
        address,
        requestId,
      });
      if (!worker.ok) return problem(worker.failure, requestId);
      // A route without a parameter has no params.
      const path = operation.pathParameters.safeParse((await params) ?? {});
      const query = operation.query.safeParse(Object.fromEntries(new URL(request.url).searchParams));
      const body = operation.body?.safeParse(await request.json());
      const mistakes = [path.error, query.error, body?.error].flatMap((error) => error?.issues ?? []);
      if (!path.success || !query.success || body?.success !== true)
        return problem({ code: "invalid_request", message: explain(mistakes) }, requestId);
      const outcome = await handle(worker.value, { path: path.data, query: query.data, body: body.data });
      if (!outcome.ok) return problem(outcome.failure, requestId);
      return Response.json(operation.answer?.parse(outcome.value), { headers: privateHeaders(requestId) });
    } catch (error) {
      log.error({ err: error, requestId }, "a REST call failed unexpectedly");
      return problem(
        { code: "internal", message: "Something went wrong here. It has been logged under the requestId." },
        requestId,
      );
    }
  };
}

/** The answer to a path of the API that does not exist. */
export function unknownRoute(request: Request): Response {
  const requestId = request.headers.get("x-request-id") ?? randomUUID();
  return problem(
    { code: "not_found", message: `There is no ${new URL(request.url).pathname} in this API.` },
    requestId,
  );
}

function problem({ code, message, facts }: Failure, requestId: string): Response {
  const { status, retryable, title } = failures[code];
  const document: Problem = {
    type: `https://mailgrant.dev/problems/${code}`,
    title,
    status,
    detail: message,
    code: publicCode(code),
    retryable,
    requestId,
  };
  const retryAfter = facts?.retryAfterSeconds;
  return Response.json(document, {
    status,
    headers: {
      ...privateHeaders(requestId),
      "content-type": "application/problem+json",
      ...(code === "unauthenticated" ? { "www-authenticate": "Bearer" } : {}),
      ...(retryable && retryAfter !== undefined ? { "retry-after": retryAfter } : {}),
    },
  });
}

/** Workers script against few, stable codes: whatever is wrong with the IdP Config is one of them. */
function publicCode(code: Failure["code"]): string {
  switch (code) {
    case "client_secret_wrong":
    case "client_secret_expired":
    case "idp_config_disabled":
    case "provider_refused":
      return "idp_configuration";
    default:
      return code;
  }
}

function privateHeaders(requestId: string): Record<string, string> {
  return { "cache-control": "private, no-store", "x-request-id": requestId };
}

function explain(issues: z.core.$ZodIssue[]): string {
  return issues.map((issue) => `${issue.path.join(".") || "query"}: ${issue.message}`).join("; ");
}
