import "server-only";
import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Failure } from "@/lib/errors";
import {
  type AdmittedWorker,
  type AuthenticationFailure,
  authenticateWorker,
  type RateLimit,
  type WorkerContext,
  type WorkerRequest,
} from "@/lib/mail-worker/authenticate-worker";
import { carryOutOnce, isIdempotencyKey } from "@/lib/mail-worker/carry-out-once";
import { operations } from "@/lib/mail-worker/contract";
import { judgeSurprise } from "@/lib/mail-worker/judge-surprise";
import { isBodyOptional, type Operation } from "@/lib/mail-worker/operation";
import { requestErrorMap, shortenName, tellMistakes } from "@/lib/mail-worker/tell-mistakes";
import { metrics } from "@/lib/metrics/metrics";
import { fail, type Result, succeed } from "@/lib/result";
import {
  type FinishedReply,
  finishReply,
  isRetryable,
  problemReply,
  type Reply,
  taggedReply,
  toResponse,
} from "./api-reply";
import { isStorable, type JsonBody, type RestRequest, readJsonBody, unstorable } from "./read-json-body";

type Input<Path, Query, Body> = { path: Path; query: Query; body: Body };

/** What a request says, with the text of its body. */
type Parsed<Path, Query, Body> = { input: Input<Path, Query, Body>; text: string };

/** A request on its way: what is known of it so far. */
type Call = { request: RestRequest; requestId: string; rateLimit: RateLimit | null; tenantId?: string };

/** A route handler as Next calls it; `answer` is the same without the Response, for rest-server.ts. */
export type RestHandler = {
  (request: Request, route: { params: Promise<unknown> }): Promise<Response>;
  answer(request: RestRequest, params: unknown): Promise<FinishedReply>;
};

/**
 * A route of the REST API: authenticates the Worker Key, parses path, query and body, calls one use case, and checks
 * its answer against the contract. A write with an Idempotency-Key is carried out once. Every failure is a problem
 * document (RFC 9457), also when the database is away; nothing that may hold a secret is cached anywhere.
 */
export function workerRoute<Path, Query, Body, Answer>(
  operation: Operation<Path, Query, Body, Answer>,
  handle: (context: WorkerContext, input: Input<Path, Query, Body>) => Promise<Result<Answer, Failure>>,
): RestHandler {
  return workerRouteBy(operation, { authenticate: authenticateWorker, handle });
}

type Act<Path, Query, Body, Answer, Worker extends AdmittedWorker> = {
  /** As authenticateWorker; it may read along what the input asks for, which is null where that is not valid. */
  authenticate(
    authorization: string | null,
    request: WorkerRequest,
    input: Input<Path, Query, Body> | null,
  ): Promise<Result<Worker, AuthenticationFailure>>;
  handle(context: Worker, input: Input<Path, Query, Body>): Promise<Result<Answer, Failure>>;
};

/** As workerRoute, with an authentication of its own. */
export function workerRouteBy<Path, Query, Body, Answer, Worker extends AdmittedWorker>(
  operation: Operation<Path, Query, Body, Answer>,
  act: Act<Path, Query, Body, Answer, Worker>,
): RestHandler {
  const name = nameOf(operation);
  // Made once: to make a schema takes longer than to use it.
  const body = {
    schema: operation.body ?? z.custom<Body>((value) => value === undefined),
    isOptional: isBodyOptional(operation),
  };
  return toHandler(async (request, params) => {
    const startedAt = performance.now();
    const call: Call = { request, requestId: requestIdOf(request), rateLimit: null };
    let reply: Reply;
    try {
      reply = await answer(operation, call, () => parseInput(operation, body, { request, params }), act);
    } catch (error) {
      reply = problemReply(
        judgeSurprise(error, { requestId: call.requestId, tenantId: call.tenantId }),
        call.requestId,
      );
    }
    metrics().httpSeconds.observe(
      { operation: name, status: String(reply.status) },
      (performance.now() - startedAt) / 1000,
    );
    return finishReply(reply, call.requestId, call.rateLimit);
  });
}

/** The answer to a path of the API that does not exist. */
export function unknownRoute(request: Request): Response {
  const requestId = requestIdOf(request);
  const message = `There is no ${new URL(request.url).pathname} in this API.`;
  return toResponse(finishReply(problemReply({ code: "not_found", message }, requestId), requestId, null));
}

/**
 * The methods that a path of the contract, such as `/mailboxes/{id}`, does not know, each answered by a problem
 * document; OPTIONS says which it knows.
 */
export function otherMethods(path: string) {
  const known = Object.values(operations).flatMap((operation) => (operation.path === path ? [operation.method] : []));
  const allow = [...known, ...(known.includes("GET") ? ["HEAD"] : []), "OPTIONS"].toSorted().join(", ");
  const refuse = toHandler(async (request) => {
    const requestId = requestIdOf(request);
    const message = `${path} knows no ${request.method}; it knows ${allow}.`;
    const reply = problemReply({ code: "method_not_allowed", message }, requestId);
    return finishReply({ ...reply, headers: { allow } }, requestId, null);
  });
  const OPTIONS = toHandler(async (request) =>
    finishReply({ status: 204, body: null, headers: { allow } }, requestIdOf(request), null),
  );
  return { GET: refuse, POST: refuse, PUT: refuse, PATCH: refuse, DELETE: refuse, OPTIONS };
}

function toHandler(answer: RestHandler["answer"]): RestHandler {
  // A route without a parameter has no params.
  const handler = async (request: Request, { params }: { params: Promise<unknown> }) =>
    toResponse(await answer(request, (await params) ?? {}));
  return Object.assign(handler, { answer });
}

async function answer<Path, Query, Body, Answer, Worker extends AdmittedWorker>(
  operation: Operation<Path, Query, Body, Answer>,
  call: Call,
  parse: () => Promise<Result<Parsed<Path, Query, Body>, Failure>>,
  { authenticate, handle }: Act<Path, Query, Body, Answer, Worker>,
): Promise<Reply> {
  const { request, requestId } = call;
  // A body is not even read of somebody who is not known.
  const ahead = operation.body === null ? await parse() : null;
  const worker = await authenticate(
    request.headers.get("authorization"),
    {
      scope: operation.scope,
      points: operation.points ?? 1,
      address: request.headers.get("x-client-address") ?? "unknown",
      requestId,
    },
    ahead?.ok === true ? ahead.value.input : null,
  );
  if (!worker.ok) {
    call.rateLimit = worker.failure.rateLimit ?? null;
    return problemReply(worker.failure, requestId);
  }
  const context = worker.value;
  call.rateLimit = context.rateLimit;
  call.tenantId = context.tenantId;

  const parsed = ahead ?? (await parse());
  if (!parsed.ok) return problemReply(parsed.failure, requestId);
  const { input, text } = parsed.value;
  const act = async () => {
    const outcome = await handle(context, input);
    if (!outcome.ok) return { reply: problemReply(outcome.failure, requestId), isFinal: !isRetryable(outcome.failure) };
    return { reply: { status: operation.status, body: writeAnswer(operation, outcome.value) }, isFinal: true };
  };

  const idempotencyKey = request.headers.get("idempotency-key");
  if (idempotencyKey !== null && operation.method !== "GET" && operation.isRead !== true) {
    return withLocation(await answerOnce(context, { idempotencyKey, call, text }, act), request);
  }
  const { reply } = await act();
  if (operation.hasETag === true && reply.status === 200 && reply.body !== null) {
    return taggedReply(reply.body, request.headers.get("if-none-match"));
  }
  return withLocation(reply, request);
}

const madeSchema = z.looseObject({ id: z.string() });

/** With the path of what a call has made: what the paths that add something answer has its id, also when it is told again. */
function withLocation(reply: Reply, request: RestRequest): Reply {
  if (reply.status !== 201 || reply.body === null) return reply;
  const { id } = madeSchema.parse(JSON.parse(reply.body));
  const location = `${new URL(request.url).pathname}/${encodeURIComponent(id)}`;
  return { ...reply, headers: { ...reply.headers, location } };
}

/** The answer as JSON, once its schema has seen it or a sample of it; a strict schema leaves what it takes as it is. */
function writeAnswer<Answer>(operation: Operation<unknown, unknown, unknown, Answer>, answer: Answer): string | null {
  if (operation.answer === null) return null;
  if (operation.sampleAnswer === undefined) return writeOnce(answer, operation.answer);
  operation.answer.parse(operation.sampleAnswer(answer));
  return JSON.stringify(answer);
}

const written = new WeakMap<object, string>();

/** Requests that were asked together may have the very same answer, which is checked and written for the first of them. */
function writeOnce<Answer>(answer: Answer, schema: z.ZodType<Answer>): string {
  if (typeof answer !== "object" || answer === null) return JSON.stringify(schema.parse(answer));
  const known = written.get(answer);
  if (known !== undefined) return known;
  const text = JSON.stringify(schema.parse(answer));
  written.set(answer, text);
  return text;
}

/** Path, query and body by the operation's schemas; every mistake is told at once. */
async function parseInput<Path, Query, Body>(
  operation: Operation<Path, Query, Body>,
  bodyRule: { schema: z.ZodType<Body>; isOptional: boolean },
  { request, params }: { request: RestRequest; params: unknown },
): Promise<Result<Parsed<Path, Query, Body>, Failure>> {
  const { searchParams } = new URL(request.url);
  const given = Object.fromEntries(searchParams);
  if (Object.keys(given).length < searchParams.size) {
    const repeated = Object.keys(given).filter((name) => searchParams.getAll(name).length > 1);
    return fail({
      code: "invalid_request",
      message: "A parameter of the query is given more than once.",
      mistakes: repeated.slice(0, mostMistakes).map((name) => ({
        pointer: shortenName(name),
        detail: "it is given more than once",
      })),
    });
  }
  if (!isStorable(given) || !isStorable(params)) return fail(unstorable("The address"));
  const path = operation.pathParameters.safeParse(params, toldByUs);
  const query = operation.query.safeParse(given, toldByUs);
  const sent = operation.body === null ? succeed(noBody) : await readJsonBody(request);
  if (!sent.ok) return sent;
  const { text, value } = sent.value;
  const isEmpty = operation.body !== null && text === "";
  const body = bodyRule.schema.safeParse(isEmpty && bodyRule.isOptional ? {} : value, toldByUs);
  if (path.success && query.success && body.success) {
    return succeed({ input: { path: path.data, query: query.data, body: body.data }, text });
  }
  const ofBody = isEmpty && !body.success ? [bodyIsMissing] : tellMistakes("body", body.error);
  const mistakes = [...tellMistakes("path", path.error), ...tellMistakes("query", query.error), ...ofBody];
  const told = mistakes.slice(0, mostMistakes);
  return fail({
    code: "invalid_request",
    message: told.map((mistake) => mistake.text).join("; "),
    mistakes: told.map(({ pointer, detail }) => ({ pointer, detail })),
  });
}

const toldByUs = { error: requestErrorMap };
const mostMistakes = 20;
const noBody: JsonBody = { text: "", value: undefined };

const needsBody = "it is missing; send a JSON object, with the header Content-Type: application/json";
const bodyIsMissing = { pointer: "#", detail: needsBody, text: `body: ${needsBody}` };

async function answerOnce(
  context: WorkerContext,
  { idempotencyKey, call, text }: { idempotencyKey: string; call: Call; text: string },
  act: () => Promise<{ reply: Reply; isFinal: boolean }>,
): Promise<Reply> {
  const { request, requestId } = call;
  if (!isIdempotencyKey(idempotencyKey)) {
    const message = "An Idempotency-Key has 1 to 255 visible ASCII characters.";
    return problemReply({ code: "invalid_request", message }, requestId);
  }
  const { pathname, search } = new URL(request.url);
  const once = await carryOutOnce(context, {
    idempotencyKey,
    request: [request.method, pathname, search, text],
    act: async () => {
      const { reply, isFinal } = await act();
      return { answer: reply, isFinal };
    },
  });
  if (!once.ok) return problemReply(once.failure, requestId);
  const { answer: kept, isReplay } = once.value;
  return isReplay ? { ...kept, headers: { "idempotent-replay": "true" } } : kept;
}

/** The id that proxy.ts gave the request. */
function requestIdOf(request: RestRequest): string {
  return request.headers.get("x-request-id") ?? randomUUID();
}

function nameOf(operation: unknown): string {
  return Object.entries(operations).find(([, candidate]) => candidate === operation)?.[0] ?? "unlisted";
}
