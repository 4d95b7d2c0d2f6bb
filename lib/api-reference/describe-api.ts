import { operations } from "@/lib/mail-worker/contract";
import type { Operation } from "@/lib/mail-worker/operation";
import { problemSchema } from "@/lib/mail-worker/problem-contract";
import { type ApiDocument, type ApiMethod, type ApiOperation, type ApiTag, apiTags } from "./api-document";
import { describeOperation } from "./describe-operation";
import { describeSchema } from "./describe-schema";

/**
 * The OpenAPI 3.1 document of the REST API, made from the schemas that parse its requests and check its answers.
 * `publicUrl` is where this installation is reached.
 */
export function describeApi({ publicUrl }: { publicUrl: string }): ApiDocument {
  return { ...described(), servers: [{ url: `${publicUrl}/api/v1` }] };
}

let once: Omit<ApiDocument, "servers"> | undefined;

/** The same for every request of a process. */
function described(): Omit<ApiDocument, "servers"> {
  once ??= {
    openapi: "3.1.0",
    info: {
      title: "Mailgrant REST API",
      version: "1",
      description:
        "Settings and fresh access tokens of helpdesk mailboxes, for the software that fetches and sends their mail.",
    },
    tags: apiTags.map((name) => ({ name, description: tagDescriptions[name] })),
    paths: describePaths(),
    components: {
      securitySchemes: {
        workerKey: {
          type: "http",
          scheme: "bearer",
          bearerFormat: "mgw_…",
          description:
            "A Worker Key, issued in the Admin Panel under Mail Workers. Each call names the scope it needs.",
        },
      },
      schemas: { Problem: describeSchema(problemSchema, "output") },
      headers: describeHeaders(),
    },
  };
  return once;
}

const tagDescriptions: Record<ApiTag, string> = {
  Mailboxes: "What there is, without secrets.",
  Credentials: "Settings with a fresh access token, one mailbox at a time or a thousand.",
  Leases: "Who fetches which mailbox when, without two workers at one.",
  Reports: "What mail servers said, which feeds health and diagnosis.",
  Events: "What happened, in order, with nothing left out.",
  Management: "What the forms of the Admin Panel do.",
  Webhooks: "Who is told what happened, and what became of each message.",
  Description: "This document.",
};

function describePaths(): ApiDocument["paths"] {
  const paths: ApiDocument["paths"] = {};
  const all: readonly [string, Operation][] = Object.entries<Operation>(operations);
  for (const [name, operation] of all) {
    paths[operation.path] = {
      ...paths[operation.path],
      [toMethod(operation.method)]: describeOperation(name, operation),
    };
  }
  paths["/openapi.json"] = { get: itself };
  return paths;
}

function toMethod(method: Operation["method"]): ApiMethod {
  switch (method) {
    case "GET":
      return "get";
    case "POST":
      return "post";
    case "PUT":
      return "put";
    case "PATCH":
      return "patch";
    case "DELETE":
      return "delete";
  }
}

const itself: ApiOperation = {
  operationId: "describeApi",
  summary: "Read this document",
  tags: ["Description"],
  security: [],
  parameters: [],
  responses: {
    "200": {
      description: "This document.",
      headers: { "X-Request-Id": { $ref: "#/components/headers/X-Request-Id" } },
      content: { "application/json": { schema: { type: "object" } } },
    },
  },
};

function describeHeaders(): ApiDocument["components"]["headers"] {
  const count = { type: "string", pattern: "^[0-9]+$" };
  return {
    "X-Request-Id": {
      description: "Names the request in the log and in the audit; tell it to whoever helps you.",
      schema: { type: "string" },
    },
    "RateLimit-Limit": { description: "How many requests the key has in a period.", schema: count },
    "RateLimit-Remaining": { description: "How many of them are left.", schema: count },
    "RateLimit-Reset": { description: "In how many seconds the period starts anew.", schema: count },
    "Retry-After": { description: "After how many seconds to try again.", schema: count },
    ETag: { description: "Changes with the answer; for If-None-Match.", schema: { type: "string" } },
    Location: { description: "The path of what was made.", schema: { type: "string" } },
    "Idempotent-Replay": {
      description: "`true` where this is the kept answer of an earlier request with the same Idempotency-Key.",
      schema: { type: "string", const: "true" },
    },
  };
}
