import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asSystem } from "@/lib/db/as-system";
import { callArray, callTable } from "@/lib/db/call-function";
import { disconnect } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { issueWorkerKey } from "@/lib/mail-worker/issue-worker-key";
import { type CredentialsWish, type MailboxFacts, readingQuestion } from "@/lib/mail-worker/read-mailbox-facts";
import type { UserContext } from "@/lib/tenancy/context";
import { expectSuccess } from "./authorized-email";
import { newTenantContext } from "./new-tenant";
import { seedGrants } from "./seeded-grants";

// A request that comes alone is answered by read_ready_mailbox, where it can; several are by mailbox_facts. Both judge.

const mailboxCount = 150;
const hourMs = 3_600_000;
const unused = { tokenEndpoint: "http://127.0.0.1:9/token", firstToken: () => "none" };

/** What is in nobody's way, seven times of eight, or what is. */
const mostly = <Value>(good: Value, other: Value) => fc.constantFrom(good, good, good, good, good, good, good, other);
const aStatus = mostly<"enabled" | "disabled">("enabled", "disabled");
const aHost = mostly("mail.test", "");
const aPassword = mostly<string | null>("v1.sealed", null);
const anOAuth = fc.constantFrom("oauth2_microsoft" as const, "oauth2_google" as const, "oauth2_other" as const);
const aPick = mostly(0, 1);
const anIncoming = fc.record({
  status: aStatus,
  host: aHost,
  protocol: fc.constantFrom("imap" as const, "pop3" as const),
  authentication: fc.oneof(anOAuth, anOAuth, fc.constant("basic" as const)),
  basicPasswordSealed: aPassword,
  strictMatching: fc.boolean(),
});
const anOutgoing = fc.record({
  status: aStatus,
  host: aHost,
  authentication: fc.oneof(
    fc.constantFrom("same_as_remote_mailbox" as const, "basic" as const, "none" as const),
    anOAuth,
  ),
  basicPasswordSealed: aPassword,
  strictMatching: fc.boolean(),
});
const aGrant = fc.record({
  status: mostly<"active" | "needs_reauthorization">("active", "needs_reauthorization"),
  config: aPick,
  configSignature: mostly("one", "other"),
  isOfThisAddress: mostly(true, false),
  isOwnAddress: fc.boolean(),
  strictMatching: fc.boolean(),
  expiresInSeconds: fc.constantFrom(-60, 600, 3600, 3600),
  readBeforeMs: fc.constantFrom(null, 1000, 2 * hourMs),
});
const aMailbox = fc.record({
  incoming: anIncoming,
  incomingConfig: aPick,
  outgoing: anOutgoing,
  outgoingConfig: aPick,
  grants: fc.record({
    remote_mailbox: fc.option(aGrant, { freq: 6 }),
    outgoing_smtp: fc.option(aGrant, { freq: 3 }),
  }),
});

let context: UserContext;
let workerKeyId: string;
let mailboxIds: string[];

beforeAll(async () => {
  context = await newTenantContext();
  const input = { name: "reader", scopes: ["credentials:read"], expiresAt: null, systemEmailIds: "all" as const };
  workerKeyId = expectSuccess(await issueWorkerKey(context, input)).id;
  mailboxIds = await seedMailboxes();
});
afterAll(disconnect);

async function seedMailboxes(): Promise<string[]> {
  const { tenantId } = context;
  const configIds = [
    (await seedGrants(context, unused, { count: 0 })).idpConfigId,
    (await seedGrants(context, unused, { count: 0 })).idpConfigId,
  ];
  const configOf = (pick: number) => configIds[pick] ?? "";
  const now = Date.now();
  const mailboxes = fc
    .sample(aMailbox, mailboxCount)
    .map((mailbox, index) => ({ ...mailbox, id: randomUUID(), address: `m${index}@acme.test` }));
  await inTenant(context, async (db) => {
    await db.idpConfig.updateMany({ where: { id: configOf(0) }, data: { configSignature: "one" } });
    // The second is one that nobody may use.
    await db.idpConfig.updateMany({ where: { id: configOf(1) }, data: { configSignature: "one", enabled: false } });
    await db.systemEmail.createMany({
      data: mailboxes.map(({ id, address }) => ({ id, tenantId, address, name: address })),
    });
    await db.remoteMailbox.createMany({
      data: mailboxes.map(({ id, incoming, incomingConfig }) => ({
        tenantId,
        systemEmailId: id,
        ...incoming,
        idpConfigId: incoming.authentication === "basic" ? null : configOf(incomingConfig),
      })),
    });
    await db.outgoingSmtp.createMany({
      data: mailboxes.map(({ id, outgoing, outgoingConfig }) => ({
        tenantId,
        systemEmailId: id,
        ...outgoing,
        idpConfigId: outgoing.authentication.startsWith("oauth2_") ? configOf(outgoingConfig) : null,
      })),
    });
    await db.grant.createMany({
      data: mailboxes.flatMap(({ id, address, grants }) =>
        (["remote_mailbox", "outgoing_smtp"] as const).flatMap((half) => {
          const grant = grants[half];
          if (grant === null) return [];
          return {
            tenantId,
            systemEmailId: id,
            half,
            idpConfigId: configOf(grant.config),
            status: grant.status,
            configSignature: grant.configSignature,
            strictMatching: grant.strictMatching,
            authorizedAddress: grant.isOfThisAddress ? address : "former@acme.test",
            resourceOwner: grant.isOwnAddress ? address : "delegate@acme.test",
            resourceOwnerId: "owner",
            refreshTokenSealed: "v1.refresh",
            accessTokenSealed: `v1.access of ${half}`,
            accessTokenExpiresAt: new Date(now + grant.expiresInSeconds * 1000),
            scopes: ["mail", "offline"],
            authorizedByEmail: "owner@acme.test",
            authorizedAt: new Date(now),
            issuedAt: new Date(now - hourMs),
            refreshTokenIssuedAt: new Date(now - hourMs),
            lastReadAt: grant.readBeforeMs === null ? null : new Date(now - grant.readBeforeMs),
          };
        }),
      ),
    });
  });
  return mailboxes.map(({ id }) => id);
}

/** As one request that comes alone. */
async function readAlone(
  mailboxId: string,
  requestId: string,
  wish: CredentialsWish,
): Promise<MailboxFacts | undefined> {
  const reading = readingQuestion(wish);
  const asked = [context.tenantId, [mailboxId], workerKeyId, "192.0.2.7", [requestId], ...reading];
  return (await callArray<MailboxFacts>("read_for_requests", asked))[0];
}

/** As a batch. */
async function readTogether(wish: CredentialsWish): Promise<Map<string, MailboxFacts>> {
  const reading = readingQuestion(wish);
  const asked = [context.tenantId, mailboxIds, workerKeyId, "192.0.2.7", "together", ...reading];
  return new Map((await callTable<MailboxFacts>("read_mailboxes", asked)).map((facts) => [facts.id, facts]));
}

/** Without what is not handed out: the Grant of a sending half that is not asked for, or does not sign in by it. */
function toUsed(facts: MailboxFacts | undefined): Partial<MailboxFacts> {
  if (facts === undefined) return {};
  if (facts.obstacle !== null) return facts;
  if (facts.isOutgoingWanted && facts.outgoingAuthentication.startsWith("oauth2_")) return facts;
  const none = { outgoingGrantId: null, outgoingOwner: null, outgoingScopes: null };
  return { ...facts, ...none, outgoingTokenSealed: null, outgoingExpiresAtMs: null };
}

const wishes: CredentialsWish[] = [
  { minValidSeconds: 300 },
  { minValidSeconds: 900, protocol: "imap" },
  { minValidSeconds: 300, protocol: "pop3" },
  { minValidSeconds: 900, protocol: "smtp" },
];

test("a mailbox that is read alone is judged, answered and recorded as among many, whatever its settings and Grants", async () => {
  for (const wish of wishes) {
    const together = await readTogether(wish);
    expect(together.size).toBe(mailboxCount);
    const prefix = randomUUID();
    const alone = new Map<string, MailboxFacts | undefined>();
    for (const id of mailboxIds) alone.set(id, await readAlone(id, `${prefix} ${id}`, wish));
    const handedOut: string[] = [];
    for (const [id, facts] of together) {
      expect(toUsed(alone.get(id))).toMatchObject(toUsed(facts));
      if (facts.obstacle === null && (facts.isIncomingWanted || facts.isOutgoingWanted)) handedOut.push(id);
    }
    expect(handedOut.length).toBeGreaterThan(5);
    expect(handedOut.length).toBeLessThan(mailboxCount - 10);
    const records = await asSystem("look up worker key", (db) =>
      db.credentialRead.findMany({ where: { workerKeyId, requestId: { startsWith: prefix } } }),
    );
    const recorded = records.map(({ requestId, systemEmailIds }) => [requestId, systemEmailIds]);
    expect(recorded.toSorted()).toEqual(handedOut.map((id) => [`${prefix} ${id}`, [id]]).toSorted());
  }
});

test("the Grants that a mailbox signs in by are noted as in use when it is read alone", async () => {
  const longAgo = new Date(Date.now() - 3 * hourMs);
  await inTenant(context, (db) => db.grant.updateMany({ data: { lastReadAt: longAgo } }));
  const used = new Set<string>();
  for (const id of mailboxIds) {
    const facts = await readAlone(id, "note", { minValidSeconds: 60 });
    if (facts?.obstacle !== null) continue;
    const isOfIncoming = facts.isIncomingWanted && facts.incomingAuthentication !== "basic";
    if (isOfIncoming && facts.incomingGrantId !== null) used.add(facts.incomingGrantId);
    if (facts.outgoingAuthentication.startsWith("oauth2_") && facts.outgoingGrantId !== null)
      used.add(facts.outgoingGrantId);
  }
  expect(used.size).toBeGreaterThan(10);
  const grants = await inTenant(context, (db) => db.grant.findMany({ where: { id: { in: [...used] } } }));
  expect(grants.filter(({ lastReadAt }) => lastReadAt === null || lastReadAt <= longAgo)).toEqual([]);
});

test("of no mailbox, and of another tenant's, nothing is read or recorded", async () => {
  const foreign = await newTenantContext();
  const { grants } = await seedGrants(foreign, unused, { count: 1 });
  for (const id of [randomUUID(), grants[0]?.systemEmailId ?? ""]) {
    expect(await readAlone(id, "nothing", { minValidSeconds: 0 })).toBeUndefined();
  }
  expect(
    await asSystem("look up worker key", (db) => db.credentialRead.count({ where: { requestId: "nothing" } })),
  ).toBe(0);
});
