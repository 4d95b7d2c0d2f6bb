import { afterAll, beforeAll, expect, test } from "vitest";
import { composeSupportBundle } from "@/lib/alerts/compose-support-bundle";
import { disconnect } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { accessTokenPlace, refreshTokenPlace } from "@/lib/grant/seal-places";
import { readClientSecrets } from "@/lib/idp-config/read-client-secrets";
import { Secret } from "@/lib/secret";
import { basicPasswordPlace } from "@/lib/system-email/seal-basic-password";
import type { UserContext } from "@/lib/tenancy/context";
import { openVault } from "@/lib/tenancy/open-vault";
import { Forbidden } from "@/lib/tenancy/require-permission";
import { type EntraProvider, startEntraProvider } from "@/tests/servers/entra-provider";
import { newAlertRows } from "./alert-rows";
import { callbackUrl, expectSuccess, newAuthorizedPlace, type Place } from "./authorized-email";
import { newTenantContext } from "./new-tenant";

let provider: EntraProvider;
let context: UserContext;
let place: Place;
beforeAll(async () => {
  provider = await startEntraProvider({ redirectUris: [callbackUrl] });
  context = await newTenantContext();
  place = await newAuthorizedPlace(context, provider);
});
afterAll(async () => {
  await provider.stop();
  await disconnect();
});

const password = "a basic password / of 31 letters";

/** Every secret that is stored for the System Email, opened. */
async function readSecrets(): Promise<string[]> {
  return inTenant(context, async (db) => {
    const vault = await openVault(db, context);
    const grant = await db.grant.findFirstOrThrow();
    const clientSecrets = await readClientSecrets(db, context, place.idpConfigId);
    return [
      vault.open(grant.accessTokenSealed, accessTokenPlace(grant.id)),
      vault.open(grant.refreshTokenSealed, refreshTokenPlace(grant.id)),
      ...clientSecrets.map(({ clientSecret }) => clientSecret),
      new Secret(password),
    ].map((secret) => secret.reveal());
  });
}

test("a support bundle has what helps and no secret of any kind, not even where one got into a text", async () => {
  const { systemEmailId } = place;
  await newAlertRows(context, systemEmailId);
  const secrets = await readSecrets();
  await inTenant(context, async (db) => {
    const vault = await openVault(db, context);
    const { tenantId } = context;
    const basicPasswordSealed = vault.seal(new Secret(password), basicPasswordPlace("outgoing_smtp", systemEmailId));
    await db.outgoingSmtp.update({
      where: { tenantId_systemEmailId: { tenantId, systemEmailId } },
      data: { status: "enabled", host: "smtp.acme.test", authentication: "basic", basicPasswordSealed },
    });
    await db.systemEmail.update({ where: { id: systemEmailId }, data: { notes: "The password is Sesame" } });
    await db.idpConfig.updateMany({ data: { notes: "The password is Sesame" } });
    // A careless server repeats what it was sent, in every form.
    const repeated = secrets.flatMap((secret) => [
      secret,
      Buffer.from(secret).toString("base64"),
      encodeURIComponent(secret),
    ]);
    const failure = { code: "authentication_failed", message: `Refused: ${repeated.join(" ")}` };
    const stage = {
      name: "authentication",
      status: "failed",
      durationMs: 3,
      summary: "No",
      replies: repeated,
      failure,
    };
    const at = new Date();
    await db.verification.create({
      data: {
        tenantId,
        systemEmailId,
        half: "remote_mailbox",
        protocol: "imap",
        isHealthy: false,
        failureCode: "authentication_failed",
        stages: [stage],
        configVersion: 1,
        startedAt: at,
        finishedAt: at,
      },
    });
    await db.grant.updateMany({
      data: { failureCode: "provider_refused", failureDetail: secrets.join(" "), failedAt: at },
    });
  });

  const { json, fileName } = expectSuccess(await composeSupportBundle(context, systemEmailId));
  expect(fileName).toMatch(/^mailgrant-support_acme\.test-\d{4}-\d\d-\d\d\.json$/);
  for (const secret of secrets) {
    for (const form of [secret, Buffer.from(secret).toString("base64"), encodeURIComponent(secret)])
      expect(json.includes(form), "a secret is in the bundle").toBe(false);
  }
  expect(json).not.toContain("Sesame");
  expect(json).not.toMatch(/sealed/i);
  const bundle = JSON.parse(json);
  expect(bundle).toMatchObject({
    versions: { mailgrant: "0.1.0", node: process.version, database: expect.stringContaining("PostgreSQL") },
    settings: { address: "support@acme.test", remoteMailbox: { authentication: "oauth2_microsoft" } },
    grants: [{ resourceOwner: "support@acme.test", scopes: expect.any(Array) }, null],
    idpConfigs: [{ clientId: expect.any(String), usedByCount: 1 }],
    verifications: [{ failureCode: "authentication_failed", stages: [{ name: "authentication" }] }],
    diagnoses: { incoming: { cause: expect.any(String) } },
    openAlerts: [{ where: "support@acme.test" }],
  });
  expect(bundle.states).toHaveLength(2);
  expect(Object.keys(bundle.states[0] ?? {})).toContain("failedInRow");
  expect(listKeys(bundle).filter((key) => key.includes("_"))).toEqual([]);
  const audited = await inTenant(context, (db) =>
    db.auditEvent.findMany({ where: { action: "support_bundle.downloaded" } }),
  );
  expect(audited).toMatchObject([{ subjectId: systemEmailId, actorLabel: context.actor.label }]);
});

/** The names of all fields, however deep. */
function listKeys(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  const ofValues = Object.values(value).flatMap(listKeys);
  return Array.isArray(value) ? ofValues : [...Object.keys(value), ...ofValues];
}

test("a viewer gets none", async () => {
  const viewer: UserContext = { ...context, actor: { ...context.actor, role: "viewer" } };
  await expect(composeSupportBundle(viewer, place.systemEmailId)).rejects.toThrow(Forbidden);
});
