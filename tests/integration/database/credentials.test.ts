import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { connections, disconnect } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { accessTokenPlace } from "@/lib/grant/seal-places";
import { chooseIdpConfig } from "@/lib/idp-config/choose-idp-config";
import { authenticateWorker, type WorkerContext } from "@/lib/mail-worker/authenticate-worker";
import { credentialsBatchAnswerSchema, credentialsSchema } from "@/lib/mail-worker/credentials-contract";
import { issueWorkerKey } from "@/lib/mail-worker/issue-worker-key";
import { readCredentials } from "@/lib/mail-worker/read-credentials";
import { readCredentialsBatch } from "@/lib/mail-worker/read-credentials-batch";
import { Secret } from "@/lib/secret";
import { createSystemEmail } from "@/lib/system-email/create-system-email";
import { saveAccount } from "@/lib/system-email/save-account";
import { sealBasicPassword } from "@/lib/system-email/seal-basic-password";
import type { UserContext } from "@/lib/tenancy/context";
import { openVault } from "@/lib/tenancy/open-vault";
import { type EntraProvider, startEntraProvider } from "@/tests/servers/entra-provider";
import {
  callbackUrl,
  comeBack,
  expectSuccess,
  goToProvider,
  newAuthorizedPlace,
  newPlace,
  type Place,
} from "./authorized-email";
import { newTenantContext } from "./new-tenant";

let provider: EntraProvider;
let context: UserContext;
let place: Place;
let key: string;
let worker: WorkerContext;

beforeAll(async () => {
  provider = await startEntraProvider({ redirectUris: [callbackUrl] });
});
beforeEach(async () => {
  context = await newTenantContext();
  place = await newAuthorizedPlace(context, provider);
  await enable(place.systemEmailId);
  const issued = await issueWorkerKey(context, {
    name: "fetcher",
    scopes: ["credentials:read"],
    expiresAt: null,
    systemEmailIds: "all",
  });
  key = expectSuccess(issued).key.reveal();
  worker = await signIn();
  provider.tokenRequests.reset();
});
afterAll(async () => {
  await provider.stop();
  await disconnect();
});

async function signIn(): Promise<WorkerContext> {
  const request = { scope: "credentials:read" as const, address: "192.0.2.7", requestId: randomUUID() };
  return expectSuccess(await authenticateWorker(`Bearer ${key}`, request));
}

/** Turns both halves on, as they are after somebody has filled them in. */
async function enable(systemEmailId: string): Promise<void> {
  await inTenant(context, async (db) => {
    const where = { systemEmailId };
    await db.remoteMailbox.updateMany({ where, data: { status: "enabled", host: "imap.acme.test" } });
    await db.outgoingSmtp.updateMany({ where, data: { status: "enabled", host: "smtp.acme.test" } });
  });
}

/** Another mailbox of the place's IdP Config, with an access token that nobody needs a provider for. */
async function addMailbox(name: string, expiresInSeconds = 3600): Promise<{ id: string; accessToken: string }> {
  const address = `${name}@acme.test`;
  const { id } = expectSuccess(await createSystemEmail(context, { address, name, mailboxType: "user", notes: "" }));
  const choice = {
    systemEmailId: id,
    half: "remote_mailbox",
    idpConfigId: place.idpConfigId,
    strictMatching: true,
  } as const;
  expectSuccess(await chooseIdpConfig(context, choice));
  await enable(id);
  const grantId = randomUUID();
  const accessToken = `token-of-${name}-${randomUUID()}`;
  await inTenant(context, async (db) => {
    const { id: _id, ...model } = await db.grant.findFirstOrThrow({ where: { systemEmailId: place.systemEmailId } });
    const vault = await openVault(db, context);
    await db.grant.create({
      data: {
        ...model,
        id: grantId,
        systemEmailId: id,
        authorizedAddress: address,
        resourceOwner: address,
        accessTokenSealed: vault.seal(new Secret(accessToken), accessTokenPlace(grantId)),
        accessTokenExpiresAt: new Date(Date.now() + expiresInSeconds * 1000),
      },
    });
  });
  return { id, accessToken };
}

const expire = (systemEmailId = place.systemEmailId) =>
  inTenant(context, (db) =>
    db.grant.updateMany({ where: { systemEmailId }, data: { accessTokenExpiresAt: new Date(Date.now() - 1000) } }),
  );
const stored = () =>
  inTenant(context, (db) => db.grant.findFirstOrThrow({ where: { systemEmailId: place.systemEmailId } }));
const recorded = () => inTenant(context, (db) => db.credentialRead.findMany({ orderBy: { id: "asc" } }));
const refreshes = () => provider.tokenRequests.count({ grantType: "refresh_token" });
const read = (query: Parameters<typeof readCredentials>[2] = { minValidSeconds: 300 }, id = place.systemEmailId) =>
  readCredentials(worker, id, query);
const batch = async (mailboxIds: string[], deadlineMs = 10_000) =>
  expectSuccess(await readCredentialsBatch(worker, { mailboxIds, minValidSeconds: 300, deadlineMs })).data;

describe("one credentials read", () => {
  test("of a fresh token takes two round trips, key and mailbox, and matches the contract", async () => {
    await read();
    let acquired = 0;
    const note = () => {
      acquired += 1;
    };
    const { pool } = connections();
    pool.on("acquire", note);
    worker = await signIn();
    const credentials = expectSuccess(await read());
    pool.off("acquire", note);
    expect(acquired).toBe(2);
    expect(credentialsSchema.parse(credentials)).toEqual(credentials);
    const accessToken = expect.stringMatching(/.{20}/);
    const sasl = { mechanism: "XOAUTH2", username: "support@acme.test", accessToken };
    expect(credentials).toMatchObject({
      mailbox: { id: place.systemEmailId, address: "support@acme.test", type: "user" },
      incoming: { protocol: "imap", host: "imap.acme.test", folder: "INBOX", sasl },
      outgoing: { host: "smtp.acme.test", sasl },
      token: { validForSeconds: expect.any(Number) },
    });
    expect(credentials.outgoing?.sasl).toEqual(credentials.incoming?.sasl);
    expect(refreshes()).toBe(0);
  });

  test("of a token that does not last is served after one refresh, and the stored version is one higher", async () => {
    const before = await stored();
    await expire();
    const answers = await Promise.all(Array.from({ length: 20 }, () => read()));
    expect(new Set(answers.map((answer) => JSON.stringify(expectSuccess(answer).incoming?.sasl))).size).toBe(1);
    expect(refreshes()).toBe(1);
    expect((await stored()).version).toBe(before.version + 1);
  });

  test("of an hour's token gives the 45 minutes that may be asked for, and never asks more than four fifths of its life", async () => {
    const age = (seconds: number, leftSeconds: number) => {
      const [issuedAt, accessTokenExpiresAt] = [
        new Date(Date.now() - seconds * 1000),
        new Date(Date.now() + leftSeconds * 1000),
      ];
      return inTenant(context, (db) => db.grant.updateMany({ data: { issuedAt, accessTokenExpiresAt } }));
    };
    await age(20, 280);
    expectSuccess(await read({ minValidSeconds: 2700 }));
    expect(refreshes()).toBe(0);
    await age(1000, 2600);
    const { token } = expectSuccess(await read({ minValidSeconds: 2700 }));
    expect(refreshes()).toBe(1);
    expect(token?.validForSeconds).toBeGreaterThanOrEqual(2700);
  });

  test("is recorded with key, mailbox, address and request; one that is refused is not", async () => {
    expectSuccess(await read());
    await inTenant(context, (db) => db.grant.updateMany({ data: { configSignature: "another" } }));
    expect(await read()).toMatchObject({ failure: { code: "needs_reauthorization" } });
    expect(await recorded()).toMatchObject([
      {
        workerKeyId: worker.actor.id,
        address: "192.0.2.7",
        requestId: worker.requestId,
        systemEmailIds: [place.systemEmailId],
      },
    ]);
  });

  test("that needs a refresh is recorded once, when it is handed out", async () => {
    await expire();
    provider.pause();
    expect(await read()).toMatchObject({ failure: { code: "provider_unavailable", facts: { provider: "microsoft" } } });
    expect(await recorded()).toEqual([]);
    provider.resume();
    await inTenant(context, (db) => db.grant.updateMany({ data: { nextAttemptAt: null } }));
    expectSuccess(await read());
    expect(await recorded()).toHaveLength(1);
  });

  test("notes that the Grant is in use, at most once an hour", async () => {
    expectSuccess(await read());
    const first = (await stored()).lastReadAt;
    expect(first).toBeInstanceOf(Date);
    expectSuccess(await read());
    expect((await stored()).lastReadAt).toEqual(first);
  });

  test("for one protocol leaves the other half out, which then cannot make it fail", async () => {
    await inTenant(context, (db) => db.outgoingSmtp.updateMany({ data: { authentication: "oauth2_google" } }));
    expect(await read()).toMatchObject({ failure: { code: "needs_authorization" } });
    expect(await read({ minValidSeconds: 0, protocol: "smtp" })).toMatchObject({
      failure: { code: "needs_authorization", facts: { provider: "google" } },
    });
    const incoming = expectSuccess(await read({ minValidSeconds: 0, protocol: "imap" }));
    expect(incoming).toMatchObject({ incoming: { protocol: "imap" }, outgoing: null });
  });

  test("for a protocol that the mailbox is not fetched by is refused, alone and among many, and not recorded", async () => {
    const message = "protocol: support@acme.test is fetched by IMAP.";
    expect(await read({ minValidSeconds: 0, protocol: "pop3" })).toMatchObject({
      ok: false,
      failure: { code: "invalid_request", message },
    });
    const mailboxIds = [place.systemEmailId, randomUUID()];
    const wish = { minValidSeconds: 0, deadlineMs: 10_000, protocol: "pop3" } as const;
    expect(expectSuccess(await readCredentialsBatch(worker, { ...wish, mailboxIds })).data).toMatchObject([
      { mailboxId: place.systemEmailId, problem: { code: "invalid_request", status: 400, detail: message } },
      { problem: { code: "not_found" } },
    ]);
    expect(await recorded()).toEqual([]);
    await inTenant(context, (db) => db.remoteMailbox.updateMany({ data: { status: "disabled" } }));
    expect(expectSuccess(await read({ minValidSeconds: 0, protocol: "imap" }))).toMatchObject({ incoming: null });
  });

  test("of a shared mailbox reads as the mailbox and sends as the delegate who consented", async () => {
    const shared = await newPlace(context, provider, { address: "help@acme.test" });
    const { systemEmailId, idpConfigId } = shared;
    const account = { address: "help@acme.test", name: "Help", mailboxType: "shared", notes: "" } as const;
    expectSuccess(await saveAccount(context, systemEmailId, account, { isConfirmed: true }));
    const choice = { systemEmailId, half: "remote_mailbox", idpConfigId, strictMatching: false } as const;
    expectSuccess(await chooseIdpConfig(context, choice));
    await enable(systemEmailId);
    const callback = await goToProvider(shared, { address: "delegate@acme.test" });
    expect(await comeBack(shared, callback)).toMatchObject({ kind: "dialog" });
    const grant = await inTenant(context, (db) => db.grant.findFirstOrThrow({ where: { systemEmailId } }));
    expect(grant).toMatchObject({ resourceOwner: "delegate@acme.test", authorizedAddress: "help@acme.test" });
    expect(expectSuccess(await read({ minValidSeconds: 0 }, systemEmailId))).toMatchObject({
      mailbox: { address: "help@acme.test", type: "shared" },
      incoming: { sasl: { username: "help@acme.test" } },
      outgoing: { sasl: { username: "delegate@acme.test" } },
    });
  });

  test("of a Basic mailbox gives user and password the same way", async () => {
    const { id } = await addMailbox("legacy");
    await inTenant(context, async (db) => {
      const password = { half: "remote_mailbox", systemEmailId: id, password: "practice-basic" } as const;
      const sealed = await sealBasicPassword(db, context, password);
      await db.remoteMailbox.updateMany({
        where: { systemEmailId: id },
        data: { authentication: "basic", basicUsername: "legacy", ...sealed },
      });
    });
    const sasl = { mechanism: "PLAIN", username: "legacy", password: "practice-basic" };
    expect(expectSuccess(await read({ minValidSeconds: 0 }, id))).toMatchObject({
      incoming: { sasl },
      outgoing: { sasl },
      token: null,
    });
  });
});

describe("a batch", () => {
  test("answers each mailbox by itself, in order, duplicates too, and what is foreign like what does not exist", async () => {
    const fresh = await addMailbox("fresh");
    const ended = await addMailbox("ended");
    await inTenant(context, (db) =>
      db.grant.updateMany({ where: { systemEmailId: ended.id }, data: { status: "needs_reauthorization" } }),
    );
    await expire();
    const other = await newTenantContext();
    const foreign = expectSuccess(
      await createSystemEmail(other, { address: "support@acme.test", name: "S", mailboxType: "user", notes: "" }),
    ).id;
    const ids = [
      fresh.id,
      foreign,
      place.systemEmailId,
      ended.id,
      "no id",
      randomUUID(),
      fresh.id.toUpperCase(),
      fresh.id,
    ];
    const data = await batch(ids);
    expect(credentialsBatchAnswerSchema.parse({ data })).toEqual({ data });
    expect(data.map(({ mailboxId }) => mailboxId)).toEqual(ids);
    const served = (accessToken: unknown) => ({ credentials: { incoming: { sasl: { accessToken } } } });
    const notFound = { problem: { code: "not_found", status: 404, requestId: worker.requestId } };
    expect(data).toMatchObject([
      served(fresh.accessToken),
      notFound,
      served(expect.any(String)),
      {
        problem: {
          code: "needs_reauthorization",
          retryable: false,
          diagnosis: { owner: "mailbox_owner", cause: "needs_reauthorization", steps: [expect.any(String)] },
        },
      },
      notFound,
      notFound,
      served(fresh.accessToken),
      served(fresh.accessToken),
    ]);
    expect(refreshes()).toBe(1);
    // First those that were fresh, then those that were refreshed; of the others none.
    expect((await recorded()).map(({ systemEmailIds }) => systemEmailIds)).toEqual([[fresh.id], [place.systemEmailId]]);
  });

  test("says of what is not refreshed by the deadline that it is pending, and serves it to the next who asks", async () => {
    const fresh = await addMailbox("fresh");
    await expire();
    const letGo = provider.holdTokenRequests();
    const [late, ready] = await batch([place.systemEmailId, fresh.id], 200);
    expect(late).toMatchObject({ problem: { code: "refresh_pending", retryable: true, retryAfterSeconds: 5 } });
    expect(ready).toMatchObject({ credentials: { mailbox: { id: fresh.id } } });
    // It goes on by itself, and whoever asks now waits for the same refresh.
    const next = read();
    letGo();
    expectSuccess(await next);
    expect(refreshes()).toBe(1);
  });
});
