import "server-only";
import type { IncomingMessage, ServerResponse } from "node:http";
import * as credentialsBatch from "@/app/api/v1/credentials:batch/route";
import * as diagnose from "@/app/api/v1/diagnose/route";
import * as events from "@/app/api/v1/events/route";
import * as clientCredential from "@/app/api/v1/idp-configs/[id]/client-credentials/[clientCredentialId]/route";
import * as clientCredentials from "@/app/api/v1/idp-configs/[id]/client-credentials/route";
import * as idpConfig from "@/app/api/v1/idp-configs/[id]/route";
import * as idpConfigs from "@/app/api/v1/idp-configs/route";
import * as lease from "@/app/api/v1/leases/[id]/route";
import * as leases from "@/app/api/v1/leases/route";
import * as authorizationLink from "@/app/api/v1/mailboxes/[id]/authorization-links/[linkId]/route";
import * as authorizationLinks from "@/app/api/v1/mailboxes/[id]/authorization-links/route";
import * as credentials from "@/app/api/v1/mailboxes/[id]/credentials/route";
import * as reports from "@/app/api/v1/mailboxes/[id]/reports/route";
import * as mailbox from "@/app/api/v1/mailboxes/[id]/route";
import * as mailboxes from "@/app/api/v1/mailboxes/route";
import * as deliveryReplay from "@/app/api/v1/webhooks/[id]/deliveries/[deliveryId]/replay/route";
import * as deliveries from "@/app/api/v1/webhooks/[id]/deliveries/route";
import * as secretRotation from "@/app/api/v1/webhooks/[id]/rotate-secret/route";
import * as webhook from "@/app/api/v1/webhooks/[id]/route";
import * as webhooks from "@/app/api/v1/webhooks/route";
import { inSpan } from "@/lib/tracing/in-span";
import { beginInTurn } from "./begin-in-turn";
import type { RestRequest } from "./read-json-body";
import type { RestHandler } from "./worker-route";

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS";

/** The routes of the contract by their paths. A test of the running product asks each of them for every method. */
const routes: Record<string, Record<Method, RestHandler>> = {
  "/credentials:batch": credentialsBatch,
  "/diagnose": diagnose,
  "/events": events,
  "/idp-configs": idpConfigs,
  "/idp-configs/{id}": idpConfig,
  "/idp-configs/{id}/client-credentials": clientCredentials,
  "/idp-configs/{id}/client-credentials/{clientCredentialId}": clientCredential,
  "/leases": leases,
  "/leases/{id}": lease,
  "/mailboxes": mailboxes,
  "/mailboxes/{id}": mailbox,
  "/mailboxes/{id}/authorization-links": authorizationLinks,
  "/mailboxes/{id}/authorization-links/{linkId}": authorizationLink,
  "/mailboxes/{id}/credentials": credentials,
  "/mailboxes/{id}/reports": reports,
  "/webhooks": webhooks,
  "/webhooks/{id}": webhook,
  "/webhooks/{id}/deliveries": deliveries,
  "/webhooks/{id}/deliveries/{deliveryId}/replay": deliveryReplay,
  "/webhooks/{id}/rotate-secret": secretRotation,
};

declare global {
  // scripts/serve.mjs, in whose process this runs, asks it first.
  var mailgrantAnswerRestCall: typeof answerRestCall | undefined;
}

/**
 * From now on the web server gives calls of the REST API to their routes by itself, and all else to Next: on Next's way
 * to a route with a parameter a request takes longer than a credentials read does.
 */
export function startRestServer(): void {
  globalThis.mailgrantAnswerRestCall = answerRestCall;
}

const table = Object.entries(routes).map(([path, handlers]) => ({
  path,
  segments: path.slice(1).split("/"),
  handlers,
}));
const prefix = "/api/v1/";

/** Answers a request if it is for a route of the REST API; says whether it is. */
function answerRestCall(request: IncomingMessage, response: ServerResponse): boolean {
  const [path = ""] = request.url?.split("?") ?? [];
  if (!path.startsWith(prefix)) return false;
  const segments = path.slice(prefix.length).split("/").map(decodeURIComponent);
  const route = table.find((candidate) => isMatch(candidate.segments, segments));
  const method = toMethod(request.method);
  if (route === undefined || method === null) return false;
  const params: Record<string, string> = {};
  for (const [index, name] of route.segments.entries()) {
    if (name.startsWith("{")) params[name.slice(1, -1)] = segments[index] ?? "";
  }
  const handler = route.handlers[method];
  beginInTurn(() => {
    // Whoever has gone meanwhile gets no answer, and nothing is recorded as handed out to them.
    if (response.destroyed) return;
    const answering = inSpan(`${method} /api/v1${route.path}`, {}, () => handler.answer(toRequest(request), params));
    answering.then(
      ({ status, body, headers }) => {
        const byteLength = body === null ? 0 : Buffer.byteLength(body);
        response.writeHead(status, { ...headers, ...(body === null ? {} : { "content-length": byteLength }) });
        // What has a byte a character needs no encoding; a batch of tokens is megabytes of that.
        if (body === null || request.method === "HEAD") response.end();
        else response.end(body, byteLength === body.length ? "latin1" : "utf8");
        // The connection is good for another call only when what this one still sends has been taken off it.
        request.removeAllListeners("data").resume();
      },
      // A handler answers its own failures; what is left is a connection that is gone.
      () => response.destroy(),
    );
  });
  return true;
}

function isMatch(wanted: readonly string[], given: readonly string[]): boolean {
  return (
    wanted.length === given.length &&
    wanted.every((name, index) => (name.startsWith("{") ? given[index] !== "" : name === given[index]))
  );
}

/** HEAD is answered as GET is, without the body. */
function toMethod(method: string | undefined): Method | null {
  switch (method) {
    case "HEAD":
      return "GET";
    case "GET":
    case "POST":
    case "PUT":
    case "PATCH":
    case "DELETE":
    case "OPTIONS":
      return method;
    default:
      return null;
  }
}

function toRequest(request: IncomingMessage): RestRequest {
  const method = request.method ?? "GET";
  const hasBody = method !== "GET" && method !== "HEAD" && method !== "OPTIONS";
  return {
    method,
    // The host does not matter: the routes look at path and query.
    url: `http://localhost${request.url}`,
    headers: { get: (name) => headerOf(request, name) },
    body: hasBody ? toStream(request) : null,
  };
}

function headerOf({ headers }: IncomingMessage, name: string): string | null {
  const value = headers[name.toLowerCase()];
  return Array.isArray(value) ? value.join(", ") : (value ?? null);
}

/** The body as it comes in, no faster than it is read; what nobody reads any more is thrown away, not waited for. */
function toStream(request: IncomingMessage): ReadableStream<Uint8Array> {
  let isWanted = true;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      request.on("data", (chunk: Buffer) => {
        if (!isWanted) return;
        controller.enqueue(chunk);
        if ((controller.desiredSize ?? 0) <= 0) request.pause();
      });
      request.on("end", () => isWanted && controller.close());
      request.on("error", (error) => isWanted && controller.error(error));
    },
    pull() {
      request.resume();
    },
    cancel() {
      isWanted = false;
      request.resume();
    },
  });
}
