import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { disconnect } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { clientSecretPlace } from "@/lib/idp-config/read-client-secrets";
import { Secret } from "@/lib/secret";
import { saveOutgoingSmtp } from "@/lib/system-email/save-outgoing-smtp";
import { saveRemoteMailbox } from "@/lib/system-email/save-remote-mailbox";
import { outgoingSmtpSchema, remoteMailboxSchema } from "@/lib/system-email/schema";
import type { UserContext } from "@/lib/tenancy/context";
import { openVault } from "@/lib/tenancy/open-vault";
import { checkEverything, type EverythingEvent } from "@/lib/verification/check-everything";
import type { ConfigItem } from "@/lib/verification/config-check-schema";
import { type AnsweringServer, startAnsweringServer } from "@/tests/servers/answering-server";
import { type Practice, startPractice } from "@/tests/servers/practice";
import { helpdeskClientSecret, mailScopes } from "@/tests/servers/practice-data";
import { callbackUrl, expectSuccess, newAuthorizedPlace, type Place } from "./authorized-email";
import { newTenantContext } from "./new-tenant";
import { trustedCertificates } from "./practice-authority";

let practice: Practice;
let other: AnsweringServer;
let context: UserContext;
let place: Place;
beforeAll(async () => {
  practice = await startPractice({ callbackUrl, certificates: trustedCertificates() });
  other = await startAnsweringServer();
}, 120_000);
beforeEach(async () => {
  other.reset();
  context = await newTenantContext();
  place = await newAuthorizedPlace(context, practice.provider);
  await saveServers(practice.dovecot.ports);
});
afterAll(async () => {
  await practice.stop();
  await other.stop();
  await disconnect();
});

const unasked = { isConfirmed: false };

async function saveServers({ imaps, submission }: { imaps: number; submission: number }): Promise<void> {
  const mailbox = remoteMailboxSchema.parse({
    ...{ status: "enabled", protocol: "imap", host: "localhost", port: String(imaps), security: "tls" },
    ...{ authentication: "oauth2_microsoft", fetchEveryMinutes: "5", maxPerFetch: "30", afterFetchAction: "nothing" },
  });
  const smtp = outgoingSmtpSchema.parse({
    ...{ status: "enabled", host: "localhost", port: String(submission), security: "starttls" },
    authentication: "same_as_remote_mailbox",
  });
  expectSuccess(await saveRemoteMailbox(context, place.systemEmailId, mailbox, unasked));
  expectSuccess(await saveOutgoingSmtp(context, place.systemEmailId, smtp, unasked));
}

async function run(): Promise<{ events: EverythingEvent[]; items: Record<string, ConfigItem> }> {
  const events: EverythingEvent[] = [];
  expectSuccess(await checkEverything(context, place.systemEmailId, (event) => events.push(event)));
  const items = events.flatMap((event) =>
    event.type === "config_item" ? [[event.item.name, event.item] as const] : [],
  );
  return { events, items: Object.fromEntries(items) };
}

async function sealSecret(secret: string): Promise<void> {
  await inTenant(context, async (db) => {
    const { id } = await db.clientCredential.findFirstOrThrow();
    const secretSealed = (await openVault(db, context)).seal(new Secret(secret), clientSecretPlace(id));
    await db.clientCredential.update({ where: { id }, data: { secretSealed } });
  });
}

test("all of it is well: both protocols, and the IdP Config at the provider; all is kept", async () => {
  const before = practice.provider.tokenRequests.all().length;
  const { events, items } = await run();
  expect(events.filter(({ type }) => type === "half_finished")).toEqual(
    expect.arrayContaining([
      { type: "half_finished", half: "remote_mailbox", isHealthy: true },
      { type: "half_finished", half: "outgoing_smtp", isHealthy: true },
    ]),
  );
  const statuses = Object.fromEntries(Object.entries(items).map(([name, { status }]) => [name, status]));
  expect(statuses).toEqual({
    discovery: "passed",
    authorization_endpoint: "passed",
    token_endpoint: "passed",
    client_credential: "passed",
    scopes: "passed",
    // The product's own address is this machine.
    callback: "unknown",
  });
  expect(items.authorization_endpoint?.summary).toContain("knows the Client ID and the Callback Endpoint");
  // Nothing was issued, and the Grant is as it was.
  expect(
    practice.provider.tokenRequests
      .all()
      .slice(before)
      .map(({ outcome }) => outcome),
  ).toEqual(["invalid_grant"]);
  expect(practice.provider.revokedCount).toBe(0);
  const kept = await inTenant(context, (db) => db.idpConfigCheck.findFirstOrThrow());
  expect(kept).toMatchObject({ askedBy: context.actor.label, half: "remote_mailbox" });
  expect(kept.finishedAt).not.toBeNull();
  expect(kept.items).toHaveLength(6);
  const verifications = await inTenant(context, (db) => db.verification.findMany());
  expect(verifications.map(({ trigger, isHealthy }) => ({ trigger, isHealthy }))).toEqual([
    { trigger: "asked", isHealthy: true },
    { trigger: "asked", isHealthy: true },
  ]);
});

describe("what is wrong is told by its item, with its Diagnosis", () => {
  test("a Client Secret that the provider refuses, and never the secret itself", async () => {
    await sealSecret("a~wrong~secret");
    const { items } = await run();
    expect(items.client_credential).toMatchObject({ status: "failed", diagnosis: { cause: "client_secret_wrong" } });
    expect(items.token_endpoint?.status).toBe("passed");
    expect(JSON.stringify(items)).not.toContain("a~wrong~secret");
    await sealSecret(helpdeskClientSecret);
    expect((await run()).items.client_credential?.status).toBe("passed");
  });

  test("scopes that are needed and not granted, and those that nobody asked for", async () => {
    const graph = "https://graph.microsoft.com/Mail.Read";
    await inTenant(context, (db) =>
      db.grant.updateMany({ data: { scopes: [mailScopes.smtp, mailScopes.pop3, graph] } }),
    );
    const { items } = await run();
    expect(items.scopes).toMatchObject({
      status: "failed",
      details: [`Missing: ${mailScopes.imap}`, `Granted, and not asked for: ${graph}`],
      diagnosis: { cause: "consent_missing" },
    });
  });

  test("a directory that the provider does not know", async () => {
    const endpoint = (name: string) =>
      `${practice.provider.baseUrl}/99999999-9999-4999-8999-999999999999/oauth2/v2.0/${name}`;
    await changeConfig({ authorizationEndpoint: endpoint("authorize"), tokenEndpoint: endpoint("token") });
    const { items } = await run();
    expect(items.discovery).toMatchObject({ status: "failed", diagnosis: { cause: "tenant_not_found" } });
    expect(items.client_credential).toMatchObject({ status: "failed", diagnosis: { cause: "tenant_not_found" } });
    expect(items.scopes).toMatchObject({ status: "passed" });
  });

  test("an app that the provider does not know, also at the Authorization Endpoint", async () => {
    await changeConfig({ clientId: "99999999-9999-4999-8999-999999999999" });
    const { items } = await run();
    for (const name of ["authorization_endpoint", "client_credential"]) {
      expect(items[name]?.status).toBe("failed");
      expect(items[name]?.diagnosis?.cause).toMatch(/^(app_not_found_in_tenant|client_id_unknown)$/);
    }
  });

  test("a provider that does not answer, and one whose answers say nothing", async () => {
    other.answer("/authorize", { instead: "drop" });
    other.answer("/token", { instead: "drop" });
    await changeConfig({
      provider: "other",
      authorizationEndpoint: `${other.baseUrl}/authorize`,
      tokenEndpoint: `${other.baseUrl}/token`,
    });
    const silent = (await run()).items;
    expect([silent.authorization_endpoint?.status, silent.token_endpoint?.status]).toEqual(["failed", "failed"]);
    expect(silent.client_credential?.status).toBe("unknown");
    expect(silent.discovery?.status).toBe("unknown");
    other.answer("/authorize", { status: 302, headers: { location: "https://login.example.test/" } });
    other.answer("/token", { status: 400, body: { error: "invalid_request", error_description: "What?" } });
    const vague = (await run()).items;
    expect([vague.authorization_endpoint?.status, vague.token_endpoint?.status]).toEqual(["passed", "passed"]);
    expect(vague.client_credential).toMatchObject({ status: "unknown", said: ["invalid_request: What?"] });
  });

  test("a refresh token that Entra calls malformed says nothing, so the client credentials grant is asked", async () => {
    const malformed = {
      error: "invalid_grant",
      error_description: "AADSTS9002313: Invalid request. Request is malformed or invalid.",
    };
    const wrong = { error: "invalid_client", error_description: "AADSTS7000215: Invalid client secret provided." };
    const issued = { token_type: "Bearer", expires_in: 3599, access_token: "app-only-token" };
    let isRight = true;
    other.answer("/x/oauth2/v2.0/token", ({ form }) => {
      if (form.get("grant_type") === "refresh_token") return { status: 400, body: malformed };
      return isRight ? { body: issued } : { status: 401, body: wrong };
    });
    await changeConfig({
      authorizationEndpoint: `${other.baseUrl}/x/oauth2/v2.0/authorize`,
      tokenEndpoint: `${other.baseUrl}/x/oauth2/v2.0/token`,
    });
    const right = await run();
    expect(right.items.client_credential?.status).toBe("passed");
    expect(JSON.stringify(right.events)).not.toContain("app-only-token");
    isRight = false;
    expect((await run()).items.client_credential).toMatchObject({
      status: "failed",
      diagnosis: { cause: "client_secret_wrong" },
    });
  });
});

/** Changes the stored IdP Config as if it had been registered like that from the start, so that the Grant goes on counting. */
async function changeConfig(data: {
  provider?: "other";
  clientId?: string;
  authorizationEndpoint?: string;
  tokenEndpoint?: string;
}): Promise<void> {
  await inTenant(context, (db) => db.idpConfig.update({ where: { id: place.idpConfigId }, data }));
}
