import { expect } from "@playwright/test";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { z } from "zod";
import type { ApiDocument } from "@/lib/api-reference/api-document";
import { issueWorkerKey, setUpAuthorizedTenant } from "./authorized-tenant";
import { test } from "./fixtures";

type Call = {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  path: string;
  params?: string[];
  query?: string;
  body?: unknown;
};

/** What the calls below take from answers, whose whole shape is the document's to tell. */
const idSchema = z.string().default("");
const answerSchema = z
  .looseObject({ id: idSchema, data: z.array(z.looseObject({ id: idSchema })).default([]) })
  .nullable()
  .transform((answer) => answer ?? { id: "", data: [] });
type Answer = z.infer<typeof answerSchema>;

test("every answer of every call matches the document that the server gives", async ({ page, stage }) => {
  const tenant = await setUpAuthorizedTenant(page, stage, "documented");
  const scopes = ["mailboxes:read", "credentials:read", "leases:write", "reports:write", "events:read", "manage"];
  const key = await issueWorkerKey(stage, tenant.slug, scopes);
  const document: ApiDocument = await (await fetch(`${stage.url}/openapi.json`)).json();
  const check = answerChecker(document);
  const asked = new Set<string>();

  /** Makes a call and holds its answer against the document; gives the body. */
  async function call({ method, path, params = [], query = "", body }: Call, withKey = key): Promise<Answer> {
    const rest = [...params];
    const place = path.replace(/\{\w+\}/g, () => rest.shift() ?? "");
    const response = await fetch(`${stage.url}/api/v1${place}${query}`, {
      method,
      headers: {
        authorization: `Bearer ${withKey}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer: unknown = text === "" ? null : JSON.parse(text);
    check({ method, path, response, answer });
    if (response.ok) asked.add(`${method} ${path}`);
    return answerSchema.parse(answer);
  }

  const id = tenant.systemEmailId;
  const mailbox = "/mailboxes/{id}";
  await call({ method: "GET", path: "/mailboxes" });
  await call({ method: "GET", path: mailbox, params: [id] });
  await call({ method: "GET", path: `${mailbox}/credentials`, params: [id] });
  await call({ method: "POST", path: "/credentials:batch", body: { mailboxIds: [id, "nothing"] } });
  const { data: leases } = await call({ method: "POST", path: "/leases", body: { mailboxIds: [id] } });
  const leaseId = leases[0]?.id ?? "";
  await call({ method: "PUT", path: "/leases/{id}", params: [leaseId], body: { leaseSeconds: 60 } });
  await call({
    method: "DELETE",
    path: "/leases/{id}",
    params: [leaseId],
    body: { outcome: "fetched", fetchedCount: 0 },
  });
  const report = { protocol: "imap", stage: "folder", outcome: "ok" };
  await call({ method: "POST", path: `${mailbox}/reports`, params: [id], body: report });
  const message = { stage: "imap", provider: "microsoft", raw: "A1 NO AUTHENTICATE failed." };
  await call({ method: "POST", path: "/diagnose", body: message });
  const created = await call({ method: "POST", path: "/mailboxes", body: { address: "new@acme.test", name: "New" } });
  await call({ method: "PATCH", path: mailbox, params: [created.id], body: { notes: "changed" } });
  await call({ method: "DELETE", path: mailbox, params: [created.id] });
  const links = `${mailbox}/authorization-links`;
  const link = await call({ method: "POST", path: links, params: [id], body: {} });
  await call({ method: "GET", path: links, params: [id] });
  await call({ method: "DELETE", path: `${links}/{linkId}`, params: [id, link.id] });
  const { data: configs } = await call({ method: "GET", path: "/idp-configs" });
  const config = "/idp-configs/{id}";
  await call({ method: "GET", path: config, params: [configs[0]?.id ?? ""] });
  const made = await call({ method: "POST", path: "/idp-configs", body: draft });
  await call({ method: "PATCH", path: config, params: [made.id], body: { notes: "changed", isDraft: true } });
  const secret = { secret: "another~Secret.Of.The.App", expiresOn: "2099-01-31" };
  const added = await call({ method: "POST", path: `${config}/client-credentials`, params: [made.id], body: secret });
  const credential = { path: `${config}/client-credentials/{clientCredentialId}`, params: [made.id, added.id] };
  await call({ method: "DELETE", ...credential });
  await call({ method: "DELETE", path: config, params: [made.id] });
  await call({ method: "GET", path: "/events" });
  await call({ method: "GET", path: "/openapi.json" });

  await callWebhooks(call, id);

  // And what goes wrong.
  await call({ method: "GET", path: "/mailboxes" }, "mgw_cut");
  await call({ method: "GET", path: "/mailboxes" }, tenant.key.slice(0, -1));
  await call({ method: "POST", path: "/leases", body: {} }, tenant.key);
  await call({ method: "GET", path: mailbox, params: ["nothing"] });
  await call({ method: "GET", path: "/mailboxes", query: "?limit=0" });
  await call({ method: "POST", path: "/mailboxes", body: { address: "support@acme.test", name: "Twice" } });
  await call({ method: "POST", path: "/mailboxes", body: "nonsense" });
  expect(await call({ method: "POST", path: "/mailboxes", body: { name: "x" } })).toMatchObject({
    errors: [{ pointer: "#/address", detail: "it is missing" }],
  });
  expect(
    await call({ method: "PATCH", path: mailbox, params: [id], body: { address: "moved@acme.test" } }),
  ).toMatchObject({ code: "conflict", confirm: ["address"] });

  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect([...asked].sort(), "every call was made, and answered well").toEqual(all.sort());
});

/** The calls about webhooks; one that nobody takes is enough to have a delivery of. */
async function callWebhooks(call: (of: Call) => Promise<Answer>, mailboxId: string): Promise<void> {
  const webhook = "/webhooks/{id}";
  const eventTypes = ["mailbox.settings_changed"];
  const made = await call({ method: "POST", path: "/webhooks", body: { url: "http://127.0.0.1:9/hook", eventTypes } });
  const params = [made.id];
  await call({ method: "GET", path: "/webhooks" });
  await call({ method: "GET", path: webhook, params });
  await call({ method: "PATCH", path: webhook, params, body: { description: "Nobody listens" } });
  await call({ method: "POST", path: `${webhook}/rotate-secret`, params });
  await call({ method: "PATCH", path: "/mailboxes/{id}", params: [mailboxId], body: { notes: "told" } });
  const list = { method: "GET", path: `${webhook}/deliveries`, params } as const;
  await expect.poll(async () => (await call(list)).data.length, { timeout: 60_000 }).toBe(1);
  const { data } = await call(list);
  const replay = `${webhook}/deliveries/{deliveryId}/replay`;
  await call({ method: "POST", path: replay, params: [...params, data[0]?.id ?? ""] });
  await call({ method: "DELETE", path: webhook, params });
}

const draft = { provider: "google", name: "Draft", clientId: "x.apps.googleusercontent.com", isDraft: true };

/** Fails unless an answer's status is one of the call's, and its body and media type are those of the status. */
function answerChecker(document: ApiDocument) {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const validators = new Map<string, ValidateFunction>();
  return ({
    method,
    path,
    response,
    answer,
  }: {
    method: Call["method"];
    path: string;
    response: Response;
    answer: unknown;
  }) => {
    const name = `${method} ${path} ${response.status}`;
    const operation = new Map(Object.entries(document.paths[path] ?? {})).get(method.toLowerCase());
    const described = operation?.responses[response.status];
    expect(described, `${name}: ${JSON.stringify(answer)}`).toBeDefined();
    for (const header of Object.keys(described?.headers ?? {})) {
      const isOptional = ["Retry-After", "Idempotent-Replay", "ETag"].includes(header) || response.status === 401;
      if (!isOptional) expect(response.headers.get(header), `${header} of ${name}`).not.toBeNull();
    }
    const type = response.headers.get("content-type")?.split(";")[0] ?? "";
    const schema = described?.content?.[type]?.schema;
    expect(schema === undefined, `${type} of ${name}`).toBe(answer === null);
    if (schema === undefined) return;
    const validate = validators.get(name) ?? ajv.compile({ ...schema, components: document.components });
    validators.set(name, validate);
    expect(validate(answer), `${name}: ${JSON.stringify(validate.errors)} ${JSON.stringify(answer)}`).toBe(true);
  };
}
