import { randomUUID } from "node:crypto";
import { readdirSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { expect } from "@playwright/test";
import { operations } from "@/lib/mail-worker/contract";
import { issueWorkerKey } from "./authorized-tenant";
import { createTenant, test } from "./fixtures";
import { callRest, type RestAnswer } from "./rest-call";

let url: string;
let key: string;

test.beforeAll(async ({ stage }) => {
  url = stage.url;
  await createTenant(stage, "rest");
  key = await issueWorkerKey(stage, "rest", scopes);
});

const scopes = ["mailboxes:read", "credentials:read", "leases:write", "reports:write", "events:read", "manage"];

function call(
  method: string,
  path: string,
  { body, headers = {} }: { body?: string | Buffer; headers?: Record<string, string> } = {},
): Promise<RestAnswer> {
  const type = body === undefined ? {} : { "content-type": "application/json" };
  const sent = { authorization: `Bearer ${key}`, ...type, ...headers };
  return callRest(url, { method, path: `/api/v1${path}`, headers: sent, body });
}

function expectProblem(answer: RestAnswer, status: number, code: string): void {
  expect(answer.status, answer.text).toBe(status);
  expect(answer.headers["content-type"]).toBe("application/problem+json");
  expect(JSON.parse(answer.text)).toMatchObject({ status, code, requestId: answer.headers["x-request-id"] });
}

test("every path of the contract has a route, and answers a method that it does not know with those that it does", async () => {
  const paths = new Map<string, string[]>();
  for (const { path: operationPath, method } of Object.values(operations)) {
    paths.set(operationPath, [...(paths.get(operationPath) ?? []), method]);
  }
  expect(new Set([...paths.keys()])).toEqual(new Set(listRoutes().filter((route) => route !== "/openapi.json")));
  for (const [contractPath, known] of paths) {
    const address = contractPath.replaceAll(/\{\w+\}/g, randomUUID());
    const allow = [...known, ...(known.includes("GET") ? ["HEAD"] : []), "OPTIONS"].toSorted().join(", ");
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"].filter((name) => !known.includes(name))) {
      const answer = await call(method, address);
      expectProblem(answer, 405, "method_not_allowed");
      expect(answer.headers.allow).toBe(allow);
    }
    const options = await call("OPTIONS", address);
    expect([options.status, options.headers.allow]).toEqual([204, allow]);
  }
});

/** The folders of app/api/v1 that have a route, as the contract writes paths. */
function listRoutes(): string[] {
  const root = "app/api/v1";
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((file) => path.basename(file) === "route.ts" && !file.startsWith("[...path]"))
    .map((file) => `/${path.dirname(file)}`.replaceAll(/\[(\w+)\]/g, "{$1}"));
}

test("an answer names its request, says what is left of the limit, and is not to be kept", async () => {
  const answer = await call("GET", "/events");
  expect(answer.status).toBe(200);
  expect(answer.headers).toMatchObject({
    "cache-control": "private, no-store",
    "content-type": "application/json",
    "x-request-id": expect.stringMatching(/^[0-9a-f-]{36}$/),
    "ratelimit-limit": expect.stringMatching(/^\d+$/),
    "ratelimit-remaining": expect.stringMatching(/^\d+$/),
    "ratelimit-reset": expect.stringMatching(/^\d+$/),
  });
  const refused = await call("GET", "/mailboxes", { headers: { authorization: "Basic Zm9vOmJhcg==" } });
  expectProblem(refused, 401, "unauthenticated");
  expect(refused.headers["www-authenticate"]).toBe('Bearer realm="mailgrant"');
});

test("HEAD is answered like GET, without the answer", async () => {
  const [get, head] = [await call("GET", "/mailboxes"), await call("HEAD", "/mailboxes")];
  expect([head.status, head.text]).toEqual([200, ""]);
  expect(head.headers.etag).toBe(get.headers.etag);
});

test("a list that the caller has is not sent again until it changes", async () => {
  const first = await call("GET", "/mailboxes");
  const etag = first.headers.etag ?? "";
  expect(first.headers["cache-control"]).toBe("private, no-cache");
  for (const known of [etag, `W/${etag}`, `"other", ${etag}`]) {
    const again = await call("GET", "/mailboxes", { headers: { "if-none-match": known } });
    expect([again.status, again.text, again.headers.etag]).toEqual([304, "", etag]);
  }
  await create("etag@acme.test");
  const changed = await call("GET", "/mailboxes", { headers: { "if-none-match": etag } });
  expect(changed.status).toBe(200);
  expect(changed.headers.etag).not.toBe(etag);
});

function create(address: string, headers: Record<string, string> = {}): Promise<RestAnswer> {
  return call("POST", "/mailboxes", { body: JSON.stringify({ address, name: address }), headers });
}

test("a write with an Idempotency-Key is carried out once", async () => {
  const headers = { "idempotency-key": randomUUID() };
  const first = await create("once@acme.test", headers);
  const again = await create("once@acme.test", headers);
  expect([first.status, again.status, again.text]).toEqual([201, 201, first.text]);
  expect([first.headers["idempotent-replay"], again.headers["idempotent-replay"]]).toEqual([undefined, "true"]);
  expectProblem(await create("twice@acme.test", headers), 422, "idempotency_key_reused");
  // A refusal is an answer too, and comes again as it was.
  const refusedKey = { "idempotency-key": randomUUID() };
  const refused = await create("once@acme.test", refusedKey);
  expect(refused.status).toBeGreaterThanOrEqual(400);
  expect((await create("once@acme.test", refusedKey)).text).toBe(refused.text);
  expectProblem(await create("x@acme.test", { "idempotency-key": "a b" }), 400, "invalid_request");
});

test("a body that is no JSON, too large, or cannot be stored is refused as what it is", async () => {
  const post = (body: string | Buffer, headers: Record<string, string> = {}) =>
    call("POST", "/mailboxes", { body, headers });
  const mailbox = (name: string) => `{"address":"a@acme.test","name":"${name}"}`;
  expectProblem(await post("{"), 400, "invalid_request");
  expectProblem(await post(""), 400, "invalid_request");
  expectProblem(await post(Buffer.from([0x22, 0xff, 0x22])), 400, "invalid_request");
  expectProblem(await post(mailbox("\\u0000")), 400, "invalid_request");
  expectProblem(await post(mailbox("\\ud800")), 400, "invalid_request");
  expectProblem(await post(mailbox("fine"), { "content-type": "text/plain" }), 415, "unsupported_media_type");
  expectProblem(await post(mailbox("x".repeat(1024 * 1024))), 413, "too_large");
  expectProblem(await call("GET", "/mailboxes?limit=1&limit=2"), 400, "invalid_request");
  expectProblem(await call("GET", "/mailboxes?cursor=%00"), 400, "invalid_request");
  expect((await post(mailbox("\\ud83e\\udd91 \\\\u0000"))).status).toBe(201);
});

test("a batch is reached by the colon in its path", async () => {
  const answer = await call("POST", "/credentials:batch", { body: JSON.stringify({ mailboxIds: [randomUUID()] }) });
  expect(answer.status, answer.text).toBe(200);
  expect(JSON.parse(answer.text).data).toMatchObject([{ problem: { code: "not_found" } }]);
});

test("a path that does not exist is a problem document, whatever the method", async () => {
  for (const method of ["GET", "POST", "DELETE"]) expectProblem(await call(method, "/no/such"), 404, "not_found");
  for (const odd of ["/mailboxes/%ff", "/%zz", "/mailboxes/%"]) {
    expectProblem(await call("GET", odd), 400, "invalid_request");
  }
});

test("a request that no page could answer is refused, and one in absolute form is answered here", async () => {
  for (const path of ["/sign-in", "/api/v1/mailboxes"]) {
    for (const host of ["a b", "[::1", "a/b"]) {
      expectProblem(await callRest(url, { method: "GET", path, headers: { host } }), 400, "invalid_request");
    }
    expectProblem(await callRest(url, { method: "TRACE", path, headers: {} }), 405, "method_not_allowed");
  }
  expectProblem(await callRest(url, { method: "OPTIONS", path: "*", headers: {} }), 400, "invalid_request");
  for (const forwarded of [{ "x-forwarded-host": "a b" }, { "x-forwarded-proto": "a b" }]) {
    expect((await callRest(url, { method: "GET", path: "/sign-in", headers: forwarded })).status).toBe(200);
  }
  const absolute = { method: "GET", path: "http://elsewhere.test/api/v1/mailboxes" };
  const { status } = await callRest(url, { ...absolute, headers: { authorization: `Bearer ${key}` } });
  expect(status).toBe(200);
});

test("a caller who hangs up within the body is not taken for a database that does", async ({ stage }) => {
  const answered = async (status: number) => {
    const authorization = `Bearer ${stage.env.METRICS_TOKEN}`;
    const { text } = await callRest(url, { method: "GET", path: "/metrics", headers: { authorization } });
    const line = `mailgrant_http_request_duration_seconds_count{operation="createMailbox",status="${status}"}`;
    return Number(
      text
        .split("\n")
        .find((each) => each.startsWith(line))
        ?.slice(line.length) ?? 0,
    );
  };
  const before = { refused: await answered(400), unavailable: await answered(503) };
  const { hostname, port } = new URL(url);
  const socket = net.connect(Number(port), hostname);
  const head = ["POST /api/v1/mailboxes HTTP/1.1", "Host: x", `Authorization: Bearer ${key}`, "Content-Length: 1000"];
  socket.write(`${head.join("\r\n")}\r\n\r\n{"a"`, () => socket.destroy());
  await expect.poll(() => answered(400)).toBe(before.refused + 1);
  expect(await answered(503)).toBe(before.unavailable);
});

test("a call that can do without a body takes none, and one that needs it says so", async () => {
  expect((await call("POST", "/leases")).status).toBe(200);
  expect((await call("POST", "/leases", { body: "" })).status).toBe(200);
  const { id } = await make();
  expect((await call("PATCH", `/mailboxes/${id}`)).status).toBe(200);
  const answer = await call("POST", "/mailboxes");
  expectProblem(answer, 400, "invalid_request");
  const detail = "it is missing; send a JSON object, with the header Content-Type: application/json";
  expect(JSON.parse(answer.text).errors).toEqual([{ pointer: "#", detail }]);
});

test("a request that is wrong is told each mistake by its place, in words, and never what was sent", async () => {
  const mark = "never-told-91c4";
  const body = { name: 5, type: mark, "a/b": 1, incoming: { port: mark, idpConfigId: mark, fetch: { often: 1 } } };
  const wrong = await call("POST", "/mailboxes", { body: JSON.stringify(body) });
  expectProblem(wrong, 400, "invalid_request");
  expect(wrong.text).not.toContain(mark);
  const { errors, detail } = JSON.parse(wrong.text);
  expect(errors).toEqual(
    expect.arrayContaining([
      { pointer: "#/address", detail: "it is missing" },
      { pointer: "#/name", detail: "it must be a text" },
      { pointer: "#/type", detail: "it must be one of user, shared" },
      { pointer: "#/incoming/port", detail: "it must be a number" },
      { pointer: "#/incoming/idpConfigId", detail: "it must be an id such as 0b7e6d5c-3a1f-4c52-9a58-2f1f6f0f7a11" },
      { pointer: "#/incoming/fetch/often", detail: "it is not known here" },
      { pointer: "#/a~1b", detail: "it is not known here" },
    ]),
  );
  expect(errors).toHaveLength(7);
  for (const { detail: one } of errors) expect(detail).toContain(one);

  const byForm = { address: "form@rest.test", name: "Form", incoming: { port: 70000, host: "https://x" } };
  expect(JSON.parse((await call("POST", "/mailboxes", { body: JSON.stringify(byForm) })).text).errors).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ pointer: "#/incoming/port" }),
      expect.objectContaining({ pointer: "#/incoming/host" }),
    ]),
  );
  const query = JSON.parse((await call("GET", "/mailboxes?limit=0&protocol=nntp&els=1")).text).errors;
  expect(query).toEqual(
    expect.arrayContaining([
      { pointer: "limit", detail: "it must be at least 1" },
      { pointer: "protocol", detail: "it must be one of imap, pop3" },
      { pointer: "els", detail: "it is not known here" },
    ]),
  );
  const twice = JSON.parse((await call("GET", "/mailboxes?limit=1&limit=2")).text).errors;
  expect(twice).toEqual([{ pointer: "limit", detail: "it is given more than once" }]);
  const few = JSON.parse((await call("POST", "/leases", { body: '{"max":0}' })).text).errors;
  expect(few).toEqual([{ pointer: "#/max", detail: "it must be at least 1" }]);
});

test("what was made has a path, which the answer names, also when it is told again", async () => {
  const headers = { "idempotency-key": randomUUID() };
  const body = JSON.stringify({ address: `${randomUUID()}@rest.test`, name: "Made" });
  const made = await call("POST", "/mailboxes", { body, headers });
  expect(made.status, made.text).toBe(201);
  const path = `/api/v1/mailboxes/${JSON.parse(made.text).id}`;
  const again = await call("POST", "/mailboxes", { body, headers });
  expect([made.headers.location, again.headers.location]).toEqual([path, path]);
  expect(again.headers["idempotent-replay"]).toBe("true");
});

test("a key that may manage reads what it manages, a mailbox by its address and a webhook by its id", async ({
  stage,
}) => {
  const { id, address } = await make();
  const manager = { authorization: `Bearer ${await issueWorkerKey(stage, "rest", ["manage"])}` };
  const read = (path: string) => call("GET", path, { headers: manager });
  expect((await read(`/mailboxes/${id}`)).status).toBe(200);
  expect(JSON.parse((await read(`/mailboxes?address=${address.toUpperCase()}`)).text).data).toMatchObject([{ id }]);
  expect(JSON.parse((await read(`/mailboxes?address=${address.slice(1)}`)).text).data).toEqual([]);
  expectProblem(await read("/events"), 403, "forbidden_scope");
  expectProblem(await read(`/mailboxes/${id}/credentials`), 403, "forbidden_scope");
  const hook = { url: "http://127.0.0.1:9/hook", eventTypes: ["mailbox.created"] };
  const { secret, ...webhook } = JSON.parse((await call("POST", "/webhooks", { body: JSON.stringify(hook) })).text);
  const told = await read(`/webhooks/${webhook.id}`);
  expect(JSON.parse(told.text)).toEqual(webhook);
  expect(told.text).not.toContain(secret);
  expectProblem(await read(`/webhooks/${randomUUID()}`), 404, "not_found");
  expect((await call("DELETE", `/webhooks/${webhook.id}`)).status).toBe(204);
});

/** A mailbox of its own. */
async function make(): Promise<{ id: string; address: string }> {
  const address = `${randomUUID()}@rest.test`;
  const { status, text } = await call("POST", "/mailboxes", { body: JSON.stringify({ address, name: "Own" }) });
  expect(status, text).toBe(201);
  return { id: JSON.parse(text).id, address };
}
