import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asSystem } from "@/lib/db/as-system";
import { disconnect } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { authenticateReader } from "@/lib/mail-worker/authenticate-reader";
import { issueWorkerKey } from "@/lib/mail-worker/issue-worker-key";
import { readCredentials } from "@/lib/mail-worker/read-credentials";
import { createSystemEmail } from "@/lib/system-email/create-system-email";
import { sealBasicPassword } from "@/lib/system-email/seal-basic-password";
import type { UserContext } from "@/lib/tenancy/context";
import { expectSuccess } from "./authorized-email";
import { newTenantContext } from "./new-tenant";

// Read with the first use of the environment, which is in the first test.
process.env.MAILGRANT_RATE_LIMIT_PER_KEY = "3";

let context: UserContext;
let mine: string;
let other: string;
const wish = { minValidSeconds: 300 };

beforeAll(async () => {
  context = await newTenantContext();
  mine = await newBasicMailbox("support@acme.test");
  other = await newBasicMailbox("billing@acme.test");
});
afterAll(disconnect);

async function newBasicMailbox(address: string): Promise<string> {
  const { id } = expectSuccess(
    await createSystemEmail(context, { address, name: address, mailboxType: "user", notes: "" }),
  );
  await inTenant(context, async (db) => {
    const sealed = await sealBasicPassword(db, context, {
      systemEmailId: id,
      half: "remote_mailbox",
      password: "Sommer-2026",
    });
    await db.remoteMailbox.updateMany({
      where: { systemEmailId: id },
      data: { status: "enabled", host: "imap.acme.test", authentication: "basic", ...sealed },
    });
  });
  return id;
}

async function newKey(scopes: string[], systemEmailIds: "all" | string[] = "all") {
  const issued = expectSuccess(
    await issueWorkerKey(context, { name: randomUUID(), scopes, expiresAt: null, systemEmailIds }),
  );
  const ask = (mailboxId: string) =>
    authenticateReader(
      `Bearer ${issued.key.reveal()}`,
      { scope: "credentials:read", address: "192.0.2.7", requestId: "test" },
      { mailboxId, wish },
    );
  const countReads = () =>
    asSystem("look up worker key", (db) => db.credentialRead.count({ where: { workerKeyId: issued.id } }));
  return { ask, countReads };
}

test("what is read along with the key is what the credentials are made from, and is recorded once", async () => {
  const { ask, countReads } = await newKey(["credentials:read"]);
  const { readAlong, ...worker } = expectSuccess(await ask(mine.toUpperCase()));
  expect(readAlong).toHaveLength(1);
  const credentials = expectSuccess(await readCredentials(worker, mine, { ...wish, readAlong }));
  expect(credentials).toMatchObject({
    mailbox: { id: mine, address: "support@acme.test" },
    incoming: { host: "imap.acme.test", sasl: { mechanism: "PLAIN", password: "Sommer-2026" } },
  });
  expect(await countReads()).toBe(1);
});

test("of a mailbox that the key may not see, of none, and of what is no id, nothing is read along or recorded", async () => {
  const { ask, countReads } = await newKey(["credentials:read"], [mine]);
  const foreign = await newTenantContext();
  const { id: elsewhere } = expectSuccess(
    await createSystemEmail(foreign, { address: "a@b.test", name: "", mailboxType: "user", notes: "" }),
  );
  for (const id of [other, elsewhere, "'; DROP TABLE grants; --"]) {
    const { readAlong, ...worker } = expectSuccess(await ask(id));
    expect(readAlong).toBeNull();
    expect(await readCredentials(worker, id, { ...wish, readAlong })).toMatchObject({ failure: { code: "not_found" } });
  }
  expect(await countReads()).toBe(0);
});

test("a key without the scope, and one that asks too often, reads nothing along", async () => {
  const without = await newKey(["mailboxes:read"]);
  expect(await without.ask(mine)).toMatchObject({ failure: { code: "forbidden_scope" } });
  expect(await without.countReads()).toBe(0);

  const often = await newKey(["credentials:read"]);
  for (let request = 1; request <= 3; request++) expectSuccess(await often.ask(mine));
  expect(await often.ask(mine)).toMatchObject({ failure: { code: "rate_limited" } });
  expect(await often.countReads()).toBe(3);
});
