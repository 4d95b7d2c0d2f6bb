import { randomBytes, randomUUID } from "node:crypto";
import { inTenant } from "@/lib/db/in-tenant";
import { accessTokenPlace, refreshTokenPlace } from "@/lib/grant/seal-places";
import { signConfig } from "@/lib/idp-config/config-signature";
import { clientSecretPlace } from "@/lib/idp-config/read-client-secrets";
import { idpConfigSchema } from "@/lib/idp-config/schema";
import { Secret } from "@/lib/secret";
import type { TenantContext } from "@/lib/tenancy/context";
import { openVault } from "@/lib/tenancy/open-vault";
import type { TokenServer } from "@/tests/servers/token-server";

export type SeededGrant = { id: string; name: string; systemEmailId: string; address: string };
export type Seeded = { idpConfigId: string; grants: SeededGrant[] };

/**
 * Authorized System Emails whose Grants come from a token server, put into the database without anybody signing in.
 * They are expired and due unless `dueInSeconds` says otherwise.
 */
export async function seedGrants(
  context: TenantContext,
  server: Pick<TokenServer, "tokenEndpoint" | "firstToken">,
  {
    count,
    clientSecrets = ["secret"],
    dueInSeconds = -60,
    provider = "other",
  }: { count: number; clientSecrets?: string[]; dueInSeconds?: number; provider?: "google" | "other" },
): Promise<Seeded> {
  const { tenantId } = context;
  const idpConfigId = randomUUID();
  const config = idpConfigSchema.parse({
    provider,
    name: `Seeded ${randomBytes(4).toString("hex")}`,
    enabled: "true",
    clientId: "client",
    authorizationEndpoint: server.tokenEndpoint.replace("/token", "/authorize"),
    tokenEndpoint: server.tokenEndpoint,
    scopes: "mail",
    emailAttribute: "email",
  });
  const now = new Date();
  const grants = Array.from({ length: count }, (_, index): SeededGrant => {
    const name = `g${randomBytes(5).toString("hex")}-${index}`;
    return { id: randomUUID(), name, systemEmailId: randomUUID(), address: `${name}@acme.test` };
  });
  await inTenant(context, async (db) => {
    const vault = await openVault(db, context);
    const configSignature = signConfig(vault, config);
    await db.idpConfig.create({ data: { id: idpConfigId, tenantId, ...config, configSignature } });
    for (const [index, clientSecret] of clientSecrets.entries()) {
      const id = randomUUID();
      const secretSealed = vault.seal(new Secret(clientSecret), clientSecretPlace(id));
      // The first of the list is the newest.
      const createdAt = new Date(now.getTime() - index * 1000);
      await db.clientCredential.create({ data: { id, tenantId, idpConfigId, secretSealed, createdAt, provenAt: now } });
    }
    const emails = grants.map(({ systemEmailId: id, address }) => ({
      id,
      tenantId,
      address,
      name: address,
      mailboxType: "user" as const,
    }));
    await db.systemEmail.createMany({ data: emails });
    const halves = grants.map(({ systemEmailId }) => ({ tenantId, systemEmailId }));
    await db.remoteMailbox.createMany({
      data: halves.map((half) => ({
        ...half,
        idpConfigId,
        authentication: provider === "google" ? ("oauth2_google" as const) : ("oauth2_other" as const),
        status: "enabled" as const,
        host: "mail.test",
      })),
    });
    await db.outgoingSmtp.createMany({ data: halves });
    const checks = (["remote_mailbox", "outgoing_smtp"] as const).flatMap((half) =>
      halves.map((place) => ({ ...place, half, server: half === "remote_mailbox" ? "mail.test:993" : "" })),
    );
    await db.halfCheck.createMany({ data: checks });
    const refreshDueAt = new Date(now.getTime() + dueInSeconds * 1000);
    await db.grant.createMany({
      data: grants.map(({ id, name, systemEmailId, address }) => ({
        id,
        tenantId,
        systemEmailId,
        half: "remote_mailbox" as const,
        idpConfigId,
        refreshTokenSealed: vault.seal(new Secret(server.firstToken(name)), refreshTokenPlace(id)),
        accessTokenSealed: vault.seal(new Secret(`access.${name}.0`), accessTokenPlace(id)),
        accessTokenExpiresAt: new Date(now.getTime() - 1000),
        scopes: ["mail"],
        resourceOwner: address,
        resourceOwnerId: address,
        authorizedAddress: address,
        strictMatching: true,
        configSignature,
        authorizedByEmail: "owner@acme.test",
        authorizedAt: now,
        issuedAt: new Date(now.getTime() - 3_600_000),
        refreshTokenIssuedAt: new Date(now.getTime() - 3_600_000),
        refreshDueAt,
      })),
    });
  });
  return { idpConfigId, grants };
}

/** The refresh token and the access token of a Grant as they are stored, opened. */
export async function readStoredTokens(context: TenantContext, grantId: string) {
  return inTenant(context, async (db) => {
    const vault = await openVault(db, context);
    const grant = await db.grant.findUniqueOrThrow({ where: { id: grantId } });
    return {
      grant,
      refreshToken: vault.open(grant.refreshTokenSealed, refreshTokenPlace(grantId)).reveal(),
      accessToken: vault.open(grant.accessTokenSealed, accessTokenPlace(grantId)).reveal(),
    };
  });
}
