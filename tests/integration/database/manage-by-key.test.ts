import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { disconnect } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { authenticateWorker } from "@/lib/mail-worker/authenticate-worker";
import { describeProblem } from "@/lib/mail-worker/describe-problem";
import { changeIdpConfigSchema, createIdpConfigSchema } from "@/lib/mail-worker/idp-config-contract";
import { issueWorkerKey } from "@/lib/mail-worker/issue-worker-key";
import { changeMailboxSchema, createMailboxSchema } from "@/lib/mail-worker/manage-mailbox-contract";
import type { WorkerScope } from "@/lib/mail-worker/scope-schema";
import { changeMailbox } from "@/lib/management/change-mailbox";
import { createMailbox } from "@/lib/management/create-mailbox";
import { createMailboxLink } from "@/lib/management/create-mailbox-link";
import { deleteMailbox } from "@/lib/management/delete-mailbox";
import { deleteManagedIdpConfig } from "@/lib/management/delete-managed-idp-config";
import { listMailboxLinks } from "@/lib/management/list-mailbox-links";
import { listManagedIdpConfigs } from "@/lib/management/list-managed-idp-configs";
import { addManagedClientCredential, removeManagedClientCredential } from "@/lib/management/manage-client-credentials";
import { changeManagedIdpConfig, createManagedIdpConfig } from "@/lib/management/save-managed-idp-config";
import { withdrawMailboxLink } from "@/lib/management/withdraw-mailbox-link";
import type { TenantContext, UserContext } from "@/lib/tenancy/context";
import { Forbidden } from "@/lib/tenancy/require-permission";
import { type EntraProvider, startEntraProvider } from "@/tests/servers/entra-provider";
import { contosoDirectoryId, helpdeskClientId, helpdeskClientSecret } from "@/tests/servers/practice-data";
import { callbackUrl, expectSuccess, newAuthorizedPlace } from "./authorized-email";
import { newTenantContext } from "./new-tenant";

let provider: EntraProvider;
beforeAll(async () => {
  provider = await startEntraProvider({ redirectUris: [callbackUrl] });
});
afterAll(async () => {
  await provider.stop();
  await disconnect();
});

/** A context as the API has it: of a key with these scopes, for all mailboxes. */
async function keyOf(tenant: UserContext, scopes: WorkerScope[] = ["manage"]): Promise<TenantContext> {
  const input = { name: "provisioner", scopes, expiresAt: null, systemEmailIds: "all" as const };
  const { key } = expectSuccess(await issueWorkerKey(tenant, input));
  const [scope] = scopes;
  if (scope === undefined) throw new Error("A key has a scope");
  const request = { scope, address: "192.0.2.7", requestId: "test" };
  return expectSuccess(await authenticateWorker(`Bearer ${key.reveal()}`, request));
}

const create = (context: TenantContext, body: object) => createMailbox(context, createMailboxSchema.parse(body));
const change = (context: TenantContext, id: string, body: object) =>
  changeMailbox(context, id, changeMailboxSchema.parse(body));
const address = "support@acme.test";
const account = { address, name: "Acme Support" };

function idpConfigBody(changes: object = {}) {
  return createIdpConfigSchema.parse({
    provider: "microsoft",
    name: "Practice",
    clientId: helpdeskClientId,
    directoryId: contosoDirectoryId,
    authorizationEndpoint: provider.authorizationEndpoint(contosoDirectoryId),
    tokenEndpoint: provider.tokenEndpoint(contosoDirectoryId),
    clientSecret: helpdeskClientSecret,
    confirm: ["warnings"],
    ...changes,
  });
}

async function storedEmails(context: TenantContext) {
  return inTenant(context, (db) => db.systemEmail.findMany({ include: { remoteMailbox: true, outgoingSmtp: true } }));
}

describe("a mailbox by the API", () => {
  test("is created whole, with both halves and an IdP Config, and the provider's server where none is named", async () => {
    const key = await keyOf(await newTenantContext());
    const { id: idpConfigId } = expectSuccess(await createManagedIdpConfig(key, idpConfigBody()));
    const incoming = { status: "enabled", idpConfigId, fetch: { everyMinutes: 9 } };
    const made = expectSuccess(await create(key, { ...account, incoming, outgoing: { status: "enabled" } }));
    expect(made).toMatchObject({
      address,
      incoming: {
        status: "enabled",
        host: "outlook.office365.com",
        port: 993,
        idpConfigId,
        fetch: { everyMinutes: 9 },
      },
      outgoing: { status: "enabled", host: "smtp.office365.com", authentication: "same_as_remote_mailbox" },
    });
    const audit = await inTenant(key, (db) => db.auditEvent.findFirst({ where: { action: "system_email.created" } }));
    expect(audit).toMatchObject({ actorType: "worker_key", actorLabel: "provisioner" });
  });

  test.each([
    [{ address: "no address" }, "address: “no address” is not an email address"],
    [{ incoming: { status: "enabled", authentication: "basic" } }, "incoming.host: Enter the host name"],
    [{ incoming: { host: "mail.acme.test", port: 70000 } }, "incoming.port: Port numbers end at 65535"],
    [{ incoming: { fetch: { afterFetch: { action: "archive" } } } }, "incoming.fetch.afterFetch.folder: Enter"],
    [{ incoming: { security: "none" } }, "incoming.security: Mailgrant never signs in"],
    [{ outgoing: { host: "https://x" } }, "outgoing.host: Enter a host name"],
    [{ incoming: { idpConfigId: randomUUID() } }, "incoming.idpConfigId: There is no such IdP Config"],
  ])(
    "is refused as the form refuses it, by the field's own name, and nothing is left of it: %j",
    async (wrong, told) => {
      const key = await keyOf(await newTenantContext());
      expect(await create(key, { ...account, ...wrong })).toMatchObject({
        ok: false,
        failure: { code: "invalid_request", message: expect.stringContaining(told) },
      });
      expect(await storedEmails(key)).toEqual([]);
    },
  );

  test("tells every mistake of every half at once", async () => {
    const key = await keyOf(await newTenantContext());
    const { id } = expectSuccess(await create(key, account));
    const wrong = { name: "", incoming: { port: 0 }, outgoing: { port: 0 } };
    const told = await change(key, id, wrong);
    expect(told).toMatchObject({
      failure: { message: expect.stringMatching(/^name: .*; incoming\.port: .*; outgoing\.port: /) },
    });
  });

  test("changes what is sent and nothing else, and a password is kept but never answered", async () => {
    const key = await keyOf(await newTenantContext());
    const basic = { authentication: "basic", host: "mail.acme.test", username: "support", password: "s3cret word" };
    const made = expectSuccess(await create(key, { ...account, incoming: basic }));
    const changed = expectSuccess(await change(key, made.id, { incoming: { fetch: { maxPerFetch: 7 } } }));
    const { configVersion, ...rest } = made;
    expect(changed).toMatchObject({
      ...rest,
      incoming: { ...made.incoming, fetch: { ...made.incoming.fetch, maxPerFetch: 7 } },
    });
    expect(changed.configVersion).toBeGreaterThan(configVersion);
    expect(changed.incoming).toMatchObject({ username: "support", hasPassword: true });
    expect(JSON.stringify([made, changed, await storedEmails(key)])).not.toContain("s3cret word");
    expect(expectSuccess(await change(key, made.id, {}))).toEqual(changed);
  });

  test("is not sent to another host with its password or its Grant by a key that may not read them", async () => {
    const owner = await newTenantContext();
    const manager = await keyOf(owner);
    const reader = await keyOf(owner, ["manage", "credentials:read"]);
    const { id } = expectSuccess(await create(manager, { ...account, address: "billing@acme.test" }));
    // There is nothing yet that could be read there.
    expectSuccess(await change(manager, id, { incoming: { host: "old.acme.test" } }));
    const password = { authentication: "basic", username: "support", password: "s3cret word" };
    expectSuccess(await change(manager, id, { incoming: password }));
    const { systemEmailId } = await newAuthorizedPlace(owner, provider);
    for (const mailbox of [id, systemEmailId]) {
      for (const half of ["incoming", "outgoing"]) {
        const elsewhere = { [half]: { host: "elsewhere.test" } };
        expect(await change(manager, mailbox, elsewhere)).toMatchObject({
          ok: false,
          failure: { code: "forbidden_scope", message: expect.stringContaining("credentials:read") },
        });
      }
    }
    expect(JSON.stringify(await storedEmails(owner))).not.toContain("elsewhere.test");
    expectSuccess(await change(reader, id, { incoming: { host: "elsewhere.test" } }));
  });

  test("is changed in all that is sent or in nothing, also where only the last part is refused", async () => {
    const key = await keyOf(await newTenantContext());
    expectSuccess(await create(key, { ...account, address: "taken@acme.test" }));
    const { id } = expectSuccess(await create(key, account));
    const before = await storedEmails(key);
    const halves = {
      incoming: { host: "new.acme.test" },
      outgoing: { host: "new.acme.test", idpConfigId: randomUUID() },
    };
    expect(await change(key, id, { name: "New", ...halves })).toMatchObject({ failure: { code: "invalid_request" } });
    expect(await change(key, id, { ...halves, address: "taken@acme.test" })).toMatchObject({
      failure: { code: "conflict", message: expect.stringContaining("address: There is a System Email") },
    });
    expect(await storedEmails(key)).toEqual(before);
  });

  test("asks before an authorization stops counting, and goes ahead with the word that it names", async () => {
    const owner = await newTenantContext();
    const { systemEmailId } = await newAuthorizedPlace(owner, provider);
    const key = await keyOf(owner);
    for (const [body, word] of [
      [{ incoming: { authentication: "basic" } }, "authentication"],
      [{ address: "new@acme.test" }, "address"],
    ] as const) {
      const asked = await change(key, systemEmailId, body);
      expect(asked).toMatchObject({ failure: { code: "conflict", message: expect.stringContaining(`["${word}"]`) } });
      if (!asked.ok) expect(describeProblem(asked.failure, "test")).toMatchObject({ confirm: [word] });
      expectSuccess(await change(key, systemEmailId, { ...body, confirm: [word] }));
    }
  });

  test("keeps the IdP Config that it works with until another one is authorized", async () => {
    const owner = await newTenantContext();
    const { systemEmailId, idpConfigId } = await newAuthorizedPlace(owner, provider);
    const key = await keyOf(owner);
    const { id: other } = expectSuccess(await createManagedIdpConfig(key, idpConfigBody()));
    expect(await change(key, systemEmailId, { incoming: { idpConfigId: other } })).toMatchObject({
      failure: { code: "conflict", message: expect.stringContaining("authorization link") },
    });
    expectSuccess(await change(key, systemEmailId, { incoming: { idpConfigId } }));
  });

  test("is deleted with its Grants, and what the provider could not end is told", async () => {
    const owner = await newTenantContext();
    const { systemEmailId } = await newAuthorizedPlace(owner, provider);
    const key = await keyOf(owner);
    expect(expectSuccess(await deleteMailbox(key, systemEmailId))).toMatchObject({
      id: systemEmailId,
      address,
      revoked: [{ half: "remote_mailbox", resourceOwner: address, atProvider: expect.any(String) }],
    });
    expect(await storedEmails(key)).toEqual([]);
    expect(await inTenant(key, (db) => db.grant.count())).toBe(0);
    expect(await deleteMailbox(key, systemEmailId)).toMatchObject({ failure: { code: "not_found" } });
  });
});

describe("an IdP Config by the API", () => {
  test("is created from the preset, changed in what is sent, listed and deleted, and its secret is never answered", async () => {
    const key = await keyOf(await newTenantContext());
    const made = expectSuccess(await createManagedIdpConfig(key, idpConfigBody({ secretExpiresOn: "2099-02-03" })));
    expect(made).toMatchObject({
      enabled: true,
      emailAttribute: "preferred_username",
      callbackEndpoint: callbackUrl,
      clientCredentials: [{ expiresOn: "2099-02-03" }],
    });
    const sent = changeIdpConfigSchema.parse({ notes: "by the API", confirm: ["warnings"] });
    const changed = expectSuccess(await changeManagedIdpConfig(key, made.id, sent));
    expect(changed).toEqual({ ...made, notes: "by the API" });
    expect(JSON.stringify([made, changed, await listManagedIdpConfigs(key, {})])).not.toContain(helpdeskClientSecret);
    expect(await listManagedIdpConfigs(key, { provider: "microsoft" })).toMatchObject({ data: [{ id: made.id }] });
    expect(await listManagedIdpConfigs(key, { provider: "google" })).toEqual({ data: [] });
    expectSuccess(await deleteManagedIdpConfig(key, made.id));
    expect(await deleteManagedIdpConfig(key, made.id)).toMatchObject({ failure: { code: "not_found" } });
  });

  test("is refused with the field's name where the provider would refuse it, and saved as a draft where that is asked", async () => {
    const key = await keyOf(await newTenantContext());
    const wrong = idpConfigBody({ tokenEndpoint: "http://login.example.com/token" });
    expect(await createManagedIdpConfig(key, wrong)).toMatchObject({
      failure: {
        code: "invalid_request",
        message: expect.stringContaining("tokenEndpoint: "),
        mistakes: [{ pointer: "#/tokenEndpoint" }],
      },
    });
    const draft = expectSuccess(await createManagedIdpConfig(key, { ...wrong, isDraft: true }));
    expect(draft.warnings.length).toBeGreaterThan(0);
    expect(await createManagedIdpConfig(key, { ...wrong, isDraft: true })).toMatchObject({
      failure: { code: "conflict", message: expect.stringContaining("name: There is an IdP Config") },
    });
  });

  test("asks before its Grants stop counting, and goes ahead with the word that it names", async () => {
    const owner = await newTenantContext();
    const { idpConfigId } = await newAuthorizedPlace(owner, provider);
    const key = await keyOf(owner);
    const sent = changeIdpConfigSchema.parse({ emailAttribute: "email", confirm: ["warnings"] });
    expect(await changeManagedIdpConfig(key, idpConfigId, sent)).toMatchObject({
      failure: { code: "conflict", message: expect.stringContaining('["idpConfig"]') },
    });
    expectSuccess(await changeManagedIdpConfig(key, idpConfigId, { ...sent, confirm: ["warnings", "idpConfig"] }));
    expect(await deleteManagedIdpConfig(key, idpConfigId)).toMatchObject({ failure: { code: "conflict" } });
  });

  test("is not moved to another host by a key that may not read what is sent there", async () => {
    const owner = await newTenantContext();
    const { idpConfigId } = await newAuthorizedPlace(owner, provider);
    const [manager, reader] = [await keyOf(owner), await keyOf(owner, ["manage", "credentials:read"])];
    const move = (field: string) =>
      changeIdpConfigSchema.parse({ [field]: "https://elsewhere.test/x", confirm: ["warnings", "idpConfig"] });
    for (const field of ["authorizationEndpoint", "tokenEndpoint", "issuer", "userInfoEndpoint"]) {
      expect(await changeManagedIdpConfig(manager, idpConfigId, move(field)), field).toMatchObject({
        failure: { code: "forbidden_scope", message: expect.stringContaining("credentials:read") },
      });
    }
    expectSuccess(await changeManagedIdpConfig(reader, idpConfigId, move("userInfoEndpoint")));
    const unused = expectSuccess(await createManagedIdpConfig(manager, { ...idpConfigBody(), name: "Unused" }));
    expect(await changeManagedIdpConfig(manager, unused.id, move("issuer")), "it has a client secret").toMatchObject({
      failure: { code: "forbidden_scope" },
    });
    const draft = idpConfigBody({ name: "Draft", clientSecret: undefined, isDraft: true });
    const { id } = expectSuccess(await createManagedIdpConfig(manager, draft));
    expectSuccess(await changeManagedIdpConfig(manager, id, { ...move("issuer"), isDraft: true }));
  });

  test("takes a second client secret beside the one that works, and keeps the last one while Grants need it", async () => {
    const owner = await newTenantContext();
    const { idpConfigId } = await newAuthorizedPlace(owner, provider);
    const key = await keyOf(owner);
    const [old] = await inTenant(key, (db) => db.clientCredential.findMany({ where: { idpConfigId } }));
    const ids = { id: idpConfigId, clientCredentialId: old?.id ?? "" };
    expect(await removeManagedClientCredential(key, ids)).toMatchObject({ failure: { code: "conflict" } });
    const sent = { secret: "another~Secret.Of.The.App-2", expiresOn: "2099-01-31" };
    const added = expectSuccess(await addManagedClientCredential(key, idpConfigId, sent));
    expect(added).toMatchObject({ id: expect.any(String), expiresOn: "2099-01-31" });
    expect(JSON.stringify(added)).not.toContain(sent.secret);
    expectSuccess(await removeManagedClientCredential(key, ids));
    expect(await inTenant(key, (db) => db.clientCredential.count({ where: { idpConfigId } }))).toBe(1);
    const idInstead = { secret: helpdeskClientId, expiresOn: null };
    expect(await addManagedClientCredential(key, idpConfigId, idInstead)).toMatchObject({
      failure: { code: "invalid_request", message: expect.stringContaining("secret: ") },
    });
    const actions = await inTenant(key, (db) => db.auditEvent.findMany({ where: { subjectId: idpConfigId } }));
    expect(actions.map(({ action }) => action)).toEqual(
      expect.arrayContaining(["client_credential.added", "client_credential.removed"]),
    );
  });
});

describe("an authorization link", () => {
  test("is made, listed without its URL, withdrawn, and then listed no more", async () => {
    const owner = await newTenantContext();
    const { systemEmailId: id } = await newAuthorizedPlace(owner, provider);
    const key = await keyOf(owner);
    const link = { half: "remote_mailbox", expiresInHours: 1 } as const;
    const first = expectSuccess(await createMailboxLink(key, id, link));
    const second = expectSuccess(await createMailboxLink(key, id, link));
    expect([first.olderLinks, second.olderLinks]).toEqual([0, 1]);
    const { data } = expectSuccess(await listMailboxLinks(key, id));
    expect(data).toMatchObject([
      { id: second.id, createdBy: key.actor.label, openedAt: null },
      { id: first.id, expiresAt: first.expiresAt },
    ]);
    expect(JSON.stringify(data)).not.toContain(second.url.slice(-43));
    expectSuccess(await withdrawMailboxLink(key, { id, linkId: first.id }));
    expect(expectSuccess(await listMailboxLinks(key, id)).data).toMatchObject([{ id: second.id }]);
    for (const linkId of ["nonsense", randomUUID()]) {
      expect(await withdrawMailboxLink(key, { id, linkId })).toMatchObject({ failure: { code: "not_found" } });
    }
  });
});

describe("managing", () => {
  test("another tenant's ids, ids of nothing and what is no id get the same answer", async () => {
    const owner = await newTenantContext();
    const foreign = await newAuthorizedPlace(await newTenantContext(), provider);
    const key = await keyOf(owner);
    const link = { half: "remote_mailbox", expiresInHours: 1 } as const;
    const sent = changeIdpConfigSchema.parse({ name: "Mine" });
    const secret = { secret: "another~Secret", expiresOn: null };
    const byMailbox = (id: string) => [
      change(key, id, { name: "Mine" }),
      deleteMailbox(key, id),
      createMailboxLink(key, id, link),
      listMailboxLinks(key, id),
    ];
    const byConfig = (id: string) => [
      changeManagedIdpConfig(key, id, sent),
      deleteManagedIdpConfig(key, id),
      addManagedClientCredential(key, id, secret),
      removeManagedClientCredential(key, { id, clientCredentialId: id }),
    ];
    const ask = async (systemEmailId: string, idpConfigId: string) =>
      Promise.all([...byMailbox(systemEmailId), ...byConfig(idpConfigId)]);
    const missing = await ask(randomUUID(), randomUUID());
    for (const answer of missing) expect(answer).toMatchObject({ ok: false, failure: { code: "not_found" } });
    expect(await ask(foreign.systemEmailId, foreign.idpConfigId)).toEqual(missing);
    expect(await ask("nonsense", "nonsense")).toEqual(missing);
  });

  test("is refused to a key without the scope manage before anything happens", async () => {
    const key = await keyOf(await newTenantContext(), ["credentials:read"]);
    await expect(create(key, account)).rejects.toThrow(Forbidden);
    await expect(createManagedIdpConfig(key, idpConfigBody())).rejects.toThrow(Forbidden);
    expect(await storedEmails(key)).toEqual([]);
  });

  test("needs a key for all mailboxes: none is issued for some, and one that was is of no use", async () => {
    const owner = await newTenantContext();
    const { id } = expectSuccess(await create(await keyOf(owner), account));
    const input = { name: "some", scopes: ["manage"], expiresAt: null, systemEmailIds: [id] };
    expect(await issueWorkerKey(owner, input)).toMatchObject({ ok: false, failure: { code: "invalid_request" } });
    const issued = expectSuccess(await issueWorkerKey(owner, { ...input, systemEmailIds: "all" }));
    await inTenant(owner, (db) => db.workerKey.update({ where: { id: issued.id }, data: { allMailboxes: false } }));
    const request = { scope: "manage", address: "192.0.2.7", requestId: "test" } as const;
    expect(await authenticateWorker(`Bearer ${issued.key.reveal()}`, request)).toMatchObject({
      ok: false,
      failure: { code: "forbidden_scope" },
    });
  });
});
