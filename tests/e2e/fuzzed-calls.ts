import { randomUUID } from "node:crypto";
import fc from "fast-check";
import type { RestCall } from "./rest-call";

/** What a caller may know: their own ids and keys, another tenant's ids, and keys that do not work any more. */
export type Known = { ids: readonly string[]; keys: readonly string[] };

type JsonSchema = { [name: string]: unknown };
export type ApiDocument = { paths: Record<string, Record<string, ApiOperation>> };
type ApiOperation = {
  parameters?: { name: string; in: string; schema?: JsonSchema }[];
  requestBody?: { content?: Record<string, { schema?: JsonSchema }> };
};

/** Calls of the API that its document describes, nearly right or quite wrong. */
export function fuzzedCalls(document: ApiDocument, known: Known): fc.Arbitrary<RestCall> {
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => oneOperation(path, method.toUpperCase(), operation, known)),
  );
  return fc.oneof({ weight: 40, arbitrary: fc.oneof(...described) }, { weight: 1, arbitrary: anyCall(known) });
}

function oneOperation(path: string, method: string, operation: ApiOperation, known: Known): fc.Arbitrary<RestCall> {
  const parameters = operation.parameters ?? [];
  const bodySchema = operation.requestBody?.content?.["application/json"]?.schema;
  return fc.record({
    method: fc.oneof({ weight: 30, arbitrary: fc.constant(method) }, { weight: 1, arbitrary: aMethod }),
    path: fc
      .tuple(
        fc.array(aSegment(known), { minLength: 4, maxLength: 4 }),
        aQuery(
          parameters.filter((parameter) => parameter.in === "query"),
          known,
        ),
      )
      .map(([segments, query]) => `/api/v1${path.replace(/\{\w+\}/g, () => segments.pop() ?? "x")}${query}`),
    headers: someHeaders(known),
    body: bodySchema === undefined ? rarely(aText(known)) : aBody(bodySchema, known),
  });
}

function anyCall(known: Known): fc.Arbitrary<RestCall> {
  return fc.record({
    method: aMethod,
    path: fc.array(aSegment(known), { maxLength: 5 }).map((segments) => `/api/v1/${segments.join("/")}`),
    headers: someHeaders(known),
    body: rarely(aText(known)),
  });
}

const aMethod = fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS");

const oddTexts = [
  "",
  "0",
  "-1",
  "null",
  "NaN",
  "1e999",
  "true",
  "[]",
  "{}",
  "'; DROP TABLE grants; --",
  "../../etc/passwd",
  "<script>alert(1)</script>",
  "__proto__",
  "constructor",
  "\u0000",
  "\ud800",
  "\ufeff",
  "ﷺ".repeat(300),
  "🦑".repeat(50),
  "x".repeat(9_000),
];

function aText({ ids }: Known): fc.Arbitrary<string> {
  return fc.oneof(
    fc.constantFrom(...ids, randomUUID(), ...oddTexts),
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.string({ unit: "grapheme", maxLength: 40 }),
    fc.emailAddress(),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    fc.integer().map(String),
  );
}

/** A part of a path, in the characters that may stand in one; escapes of what is no UTF-8 too. */
function aSegment(known: Known): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...known.ids) },
    { weight: 2, arbitrary: aText(known).map(encode) },
    {
      weight: 1,
      arbitrary: fc.constantFrom("%00", "%ff", "%ed%a0%80", "%", "%zz", "..", "%2e%2e", "%2f", "a%20b", "~"),
    },
  );
}

function aQuery(parameters: { name: string; schema?: JsonSchema }[], known: Known): fc.Arbitrary<string> {
  const aPair = (name: fc.Arbitrary<string>, value: fc.Arbitrary<string>) =>
    fc.tuple(name, value).map(([left, right]) => `${encode(left)}=${encode(right)}`);
  const right = parameters.map(({ name, schema }) =>
    aPair(
      fc.constant(name),
      fc.oneof(
        aValue(schema ?? {}, known).map((value) => (typeof value === "string" ? value : String(value))),
        aText(known),
      ),
    ),
  );
  const wrong = aPair(aText(known), aText(known));
  const pairs = fc.array(
    right.length === 0
      ? wrong
      : fc.oneof({ weight: 8, arbitrary: fc.oneof(...right) }, { weight: 1, arbitrary: wrong }),
    {
      maxLength: 3,
    },
  );
  return pairs.map((list) => (list.length === 0 ? "" : `?${list.join("&")}`));
}

function encode(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\ufffd")).slice(0, 3_000);
}

/** Headers that any caller may send; what names the caller's address or the request is not for them to say. */
function someHeaders({ keys }: Known): fc.Arbitrary<Record<string, string>> {
  const latin = fc.string({
    unit: fc
      .integer({ min: 0x20, max: 0xff })
      .filter((code) => code !== 0x7f)
      .map((code) => String.fromCharCode(code)),
    maxLength: 40,
  });
  const anAuthorization = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...keys).map((key) => `Bearer ${key}`) },
    { weight: 1, arbitrary: latin },
    { weight: 1, arbitrary: fc.constantFrom(...keys).map((key) => `Bearer ${key.slice(0, -2)}`) },
  );
  return fc
    .record({
      authorization: mostly(anAuthorization),
      "content-type": mostly(
        fc.oneof(
          { weight: 12, arbitrary: fc.constant("application/json") },
          {
            weight: 1,
            arbitrary: fc.constantFrom("text/plain", "application/json; charset=utf-16", "multipart/form-data", ""),
          },
        ),
      ),
      "idempotency-key": rarely(fc.oneof(fc.constantFrom("same", "other"), latin)),
      "if-none-match": rarely(fc.oneof(fc.constant("*"), latin)),
      "x-request-id": rarely(latin),
      "x-client-address": rarely(latin),
      "x-forwarded-for": rarely(latin),
      "accept-language": rarely(latin),
      cookie: rarely(latin),
      range: rarely(fc.constant("bytes=0-1")),
    })
    .map((headers) => {
      const sent: Record<string, string> = {};
      for (const [name, value] of Object.entries(headers)) if (value !== undefined) sent[name] = value.trim();
      return sent;
    });
}

function mostly<Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> {
  return fc.option(arbitrary, { nil: undefined, freq: 20 });
}

function rarely<Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> {
  return fc.oneof({ weight: 8, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
}

function aBody(schema: JsonSchema, known: Known): fc.Arbitrary<string | Buffer | undefined> {
  return fc.oneof(
    { weight: 24, arbitrary: aValue(schema, known).map((value) => JSON.stringify(value)) },
    { weight: 3, arbitrary: aText(known) },
    { weight: 2, arbitrary: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)) },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        '{"a":"\\u0000"}',
        '{"address":"\\ud800"}',
        '{"__proto__":{"isAdmin":true}}',
        "[".repeat(20_000),
        `${"[".repeat(5_000)}${"]".repeat(5_000)}`,
        '{"mailboxIds":[1e400]}',
        undefined,
      ),
    },
    // Nearly the cap and above it; few, because they are what takes time.
    {
      weight: 1,
      arbitrary: fc.constantFrom(60_000, 1_100_000).map((size) => JSON.stringify({ notes: "x".repeat(size) })),
    },
  );
}

/** A value that fits a JSON Schema more or less; one in ten is something else altogether. */
function aValue(schema: JsonSchema, known: Known, depth = 0): fc.Arbitrary<unknown> {
  const right = aFittingValue(schema, known, depth);
  return fc.oneof(
    { weight: 12, arbitrary: right },
    { weight: 1, arbitrary: fc.oneof(aText(known), fc.jsonValue({ maxDepth: 2 })) },
  );
}

function aFittingValue(schema: JsonSchema, known: Known, depth: number): fc.Arbitrary<unknown> {
  const choices = [schema.anyOf, schema.oneOf].flatMap((list) => (Array.isArray(list) ? list.filter(isSchema) : []));
  if (depth > 6) return fc.constant(null);
  if (choices.length > 0) return fc.oneof(...choices.map((choice) => aValue(choice, known, depth + 1)));
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  if ("const" in schema) return fc.constant(schema.const);
  switch (schema.type) {
    case "object": {
      const properties = isSchema(schema.properties) ? schema.properties : {};
      const fields: Record<string, fc.Arbitrary<unknown>> = {};
      for (const [name, property] of Object.entries(properties)) {
        if (isSchema(property)) fields[name] = aValue(property, known, depth + 1);
      }
      const required = Array.isArray(schema.required) ? schema.required.map(String) : [];
      return fc.record(fields, fc.sample(fc.boolean(), 1)[0] ? { requiredKeys: required } : { requiredKeys: [] });
    }
    case "array":
      return fc.array(aValue(isSchema(schema.items) ? schema.items : {}, known, depth + 1), { maxLength: 6 });
    case "integer":
    case "number":
      return fc.oneof(fc.integer({ min: -2, max: 3_000 }), fc.maxSafeInteger(), fc.double());
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    default:
      return aText(known);
  }
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
