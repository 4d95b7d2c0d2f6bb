import { failures } from "@/lib/errors";
import { isBodyOptional, type Operation } from "@/lib/mail-worker/operation";
import { scopesFor } from "@/lib/mail-worker/require-scope";
import type { WorkerScope } from "@/lib/mail-worker/scope-schema";
import type { ApiOperation, ApiParameter, ApiResponse, ApiTag } from "./api-document";
import { exampleAnswerOf, exampleBodyOf } from "./api-examples";
import { describeSchema, type JsonSchema } from "./describe-schema";
import { exampleProblem } from "./example-problem";
import { problemsOf } from "./problems-of";

const tagOfScope: Record<WorkerScope, ApiTag> = {
  "mailboxes:read": "Mailboxes",
  "credentials:read": "Credentials",
  "leases:write": "Leases",
  "reports:write": "Reports",
  "events:read": "Events",
  manage: "Management",
};

/** Paths whose calls belong together whatever scope they need. */
function tagOfPath(path: string): ApiTag | undefined {
  if (path.startsWith("/webhooks")) return "Webhooks";
  return path === "/diagnose" ? "Reports" : undefined;
}

/** One call for the OpenAPI document, from the schemas that parse its requests and check its answers. */
export function describeOperation(name: string, operation: Operation): ApiOperation {
  const { method, scope, summary, description, body } = operation;
  const isWrite = method !== "GET" && operation.isRead !== true;
  return {
    operationId: name,
    summary,
    ...(description === undefined ? {} : { description }),
    tags: [tagOfPath(operation.path) ?? tagOfScope[scope]],
    security: scopesFor(scope).map((one) => ({ workerKey: [one] })),
    parameters: [
      ...listParameters(operation.pathParameters, "path"),
      ...listParameters(operation.query, "query"),
      ...(isWrite ? [idempotencyKey] : []),
      ...(operation.hasETag === true ? [ifNoneMatch] : []),
    ],
    ...(body === null
      ? {}
      : {
          requestBody: {
            required: !isBodyOptional(operation),
            content: { "application/json": { schema: describeSchema(body, "input"), ...exampleBodyOf(name) } },
          },
        }),
    responses: Object.fromEntries([
      [String(operation.status), describeSuccess(name, operation, isWrite)],
      ...(operation.hasETag === true ? [["304", notModified] as const] : []),
      ...problemsOf(name, operation).map(
        ([status, codes]) => [String(status), describeProblems(status, codes)] as const,
      ),
    ]),
  };
}

function listParameters(schema: Operation["query"], place: "path" | "query"): ApiParameter[] {
  const { properties, required } = describeSchema(schema, "input");
  const needed = new Set(Array.isArray(required) ? required : []);
  return Object.entries(isRecord(properties) ? properties : {}).flatMap(([name, property]) => {
    if (!isRecord(property)) return [];
    const { description, ...rest } = property;
    return [
      {
        name,
        in: place,
        required: place === "path" || needed.has(name),
        ...(typeof description === "string" ? { description } : {}),
        schema: rest,
      },
    ];
  });
}

function describeSuccess(name: string, operation: Operation, isWrite: boolean): ApiResponse {
  const { answer, hasETag } = operation;
  return {
    description: answer === null ? "Done; there is nothing to answer." : "Done.",
    headers: {
      ...commonHeaders,
      ...(hasETag === true ? headerRefs("ETag") : {}),
      ...(isWrite ? headerRefs("Idempotent-Replay") : {}),
      ...(operation.status === 201 ? headerRefs("Location") : {}),
    },
    ...(answer === null
      ? {}
      : { content: { "application/json": { schema: describeSchema(answer, "output"), ...exampleAnswerOf(name) } } }),
  };
}

function describeProblems(status: number, codes: ReturnType<typeof problemsOf>[number][1]): ApiResponse {
  const [first] = codes;
  return {
    description: codes.map((code) => `\`${code}\`: ${failures[code].title}`).join(". "),
    headers: {
      ...commonHeaders,
      ...(codes.some((code) => failures[code].retryable) ? headerRefs("Retry-After") : {}),
    },
    content: {
      "application/problem+json": {
        schema: {
          allOf: [{ $ref: "#/components/schemas/Problem" }, { properties: { code: { enum: codes } } }],
        },
        ...(first === undefined ? {} : { example: exampleProblem(first, status) }),
      },
    },
  };
}

const idempotencyKey: ApiParameter = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description:
    "Carries the call out once, however often it is sent with this key: the first answer is given again for a day.",
  schema: { type: "string", minLength: 1, maxLength: 255, pattern: "^[\\x21-\\x7e]+$" },
};

const ifNoneMatch: ApiParameter = {
  name: "If-None-Match",
  in: "header",
  required: false,
  description: "An ETag of an earlier answer; 304 where nothing has changed since.",
  schema: { type: "string" },
};

function headerRefs(...names: string[]): Record<string, { $ref: string }> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

const commonHeaders = headerRefs("X-Request-Id", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset");

const notModified: ApiResponse = {
  description: "Nothing has changed since the answer that has this ETag.",
  headers: { ...commonHeaders, ...headerRefs("ETag") },
};

function isRecord(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null;
}
