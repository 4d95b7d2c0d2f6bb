import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { type ApiOperation, apiMethods } from "@/lib/api-reference/api-document";
import { examples } from "@/lib/api-reference/api-examples";
import { describeApi } from "@/lib/api-reference/describe-api";
import { operations } from "@/lib/mail-worker/contract";
import type { Operation } from "@/lib/mail-worker/operation";

const document = describeApi({ publicUrl: "https://mail.example.com" });
const all: [string, Operation][] = Object.entries<Operation>(operations);
const calls = Object.entries(document.paths).flatMap(([place, methods]) =>
  apiMethods.flatMap((method): [string, ApiOperation][] => {
    const operation = methods[method];
    return operation === undefined ? [] : [[`${method.toUpperCase()} ${place}`, operation]];
  }),
);

/** Every method of every route file below app/api/v1, as the document names it. */
function listRoutes(): string[] {
  const root = "app/api/v1";
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith("route.ts"));
  return files
    .filter((file) => !file.startsWith("[...path]"))
    .flatMap((file) => {
      const source = readFileSync(path.join(root, file), "utf8");
      const place = `/${path.dirname(file).replace(/\[(\w+)\]/g, "{$1}")}`;
      const exported = source.matchAll(/^export (?:const|async function|function) (GET|POST|PUT|PATCH|DELETE)\b/gm);
      return [...exported].map(([, method]) => `${method} ${place}`);
    });
}

const ajv = new Ajv2020({ strict: false, validateFormats: false });

/** Compiles a schema where it may refer to the document's own. */
function compile(schema: object) {
  return ajv.compile({ ...schema, components: document.components });
}

describe("the OpenAPI document", () => {
  test("has every route that there is, and there is every route that it has", () => {
    expect(calls.map(([name]) => name).sort()).toEqual(listRoutes().sort());
  });

  test("names each call once, and every parameter of its path", () => {
    const names = calls.map(([, { operationId }]) => operationId);
    expect(new Set(names).size).toBe(names.length);
    for (const [name, { parameters }] of calls) {
      const inPath = [...name.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
      expect(parameters.filter(({ in: place }) => place === "path").map(({ name: own }) => own)).toEqual(inPath);
      expect(parameters.every(({ in: place, required }) => place !== "path" || required)).toBe(true);
    }
  });

  test("holds only JSON, and references that lead somewhere", () => {
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, place]) => place ?? "");
    expect(references.length).toBeGreaterThan(0);
    for (const place of new Set(references)) {
      const found = place.split("/").reduce<unknown>((value, key) => Reflect.get(Object(value), key), document);
      expect(found, place).toBeDefined();
    }
  });

  test("needs a body only where an object with nothing in it is refused, and says 405 and Location", () => {
    const body = (name: string) => new Map(calls).get(name)?.requestBody?.required;
    expect([body("POST /leases"), body("PATCH /mailboxes/{id}"), body("POST /mailboxes")]).toEqual([
      false,
      false,
      true,
    ]);
    for (const [name, { security, responses }] of calls) {
      if (security.length > 0) expect(responses[405]?.description, name).toContain("`method_not_allowed`");
      const made = responses[201];
      if (made === undefined) continue;
      expect(made.headers, name).toHaveProperty("Location");
      const [, place = ""] = name.split(" ");
      expect(Object.keys(document.paths).some((path) => path.startsWith(`${place}/{`))).toBe(true);
    }
  });

  test("lets whoever may manage mailboxes read them", () => {
    const security = (name: string) => new Map(calls).get(name)?.security;
    expect(security("GET /mailboxes")).toEqual([{ workerKey: ["mailboxes:read"] }, { workerKey: ["manage"] }]);
    expect(security("GET /events")).toEqual([{ workerKey: ["events:read"] }]);
  });

  test.each(calls)("has schemas of its own dialect and a problem for each status: %s", (_name, operation) => {
    for (const { schema } of operation.parameters) compile(schema);
    const bodies = [
      operation.requestBody?.content,
      ...Object.values(operation.responses).map(({ content }) => content),
    ];
    for (const content of bodies) for (const { schema } of Object.values(content ?? {})) compile(schema);
    const failures = Object.entries(operation.responses).filter(([status]) => Number(status) >= 400);
    for (const [, { content }] of failures) expect(Object.keys(content ?? {})).toEqual(["application/problem+json"]);
    if (operation.security.length === 0) return;
    const statuses = failures.map(([status]) => Number(status));
    expect(statuses).toEqual(expect.arrayContaining([400, 401, 403, 429, 500, 503]));
  });

  test.each(calls)("shows examples that are right: %s", (_name, operation) => {
    const contents = [
      operation.requestBody?.content,
      ...Object.values(operation.responses).map(({ content }) => content),
    ];
    for (const { schema, example } of contents.flatMap((content) => Object.values(content ?? {}))) {
      if (example === undefined) continue;
      const check = compile(schema);
      expect(check(example), JSON.stringify(check.errors)).toBe(true);
    }
  });
});

describe("the examples", () => {
  const known = new Map(Object.entries(examples));

  test.each(all)("show the body and the answer of %s as its own schemas have them", (name, operation) => {
    const example = known.get(name);
    if (operation.body !== null) operation.body.parse(example?.body);
    if (operation.answer !== null) operation.answer.parse(example?.answer);
  });
});
