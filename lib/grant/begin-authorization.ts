import { randomBytes } from "node:crypto";
import { recordAudit } from "@/lib/audit/record-audit";
import { addSeconds, systemClock } from "@/lib/clock";
import { sha256 } from "@/lib/crypto/hash";
import type { Half } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import { checkEndpoint } from "@/lib/egress/check-endpoint";
import { environment } from "@/lib/env";
import type { Failure } from "@/lib/errors";
import {
  type AuthorizationSecrets,
  buildAuthorizationUrl,
  hashState,
  newAuthorizationSecrets,
} from "@/lib/oauth/build-authorization-url";
import { type DiscoveryFailure, discover } from "@/lib/oauth/discover";
import { fail, type Result, succeed } from "@/lib/result";
import type { AuthorizerContext } from "@/lib/tenancy/context";
import { openVault } from "@/lib/tenancy/open-vault";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { authorizerOf } from "./authorizer";
import { callbackEndpoint, providerDeadlineMs, providerFetch, toProviderClient } from "./provider-client";
import { codeVerifierPlace, noncePlace } from "./seal-places";

/** How long somebody may take at the provider, in seconds. */
const pendingSeconds = 600;

export type BeginFailure = DiscoveryFailure | Failure<"not_found" | "idp_config_disabled">;

/**
 * Starts an authorization of one half of a System Email by an IdP Config, and gives the address at the provider
 * to send the browser to. Only the hash of the state is stored; the Pending Authorization is bound to the user
 * or link, their browser session, the System Email's address and the Config Signature, and is good for ten minutes.
 *
 * The provider's discovery document is read first, so that an unknown directory or a provider that is down is
 * told here and not on a foreign page.
 */
export async function beginAuthorization(
  context: AuthorizerContext,
  {
    systemEmailId,
    half,
    idpConfigId,
    sessionId,
  }: { systemEmailId: string; half: Half; idpConfigId: string; sessionId: string },
): Promise<Result<{ providerUrl: URL }, BeginFailure>> {
  requirePermission(context, "grant:authorize");
  const found = await inTenant(context, async (db) => ({
    email: await db.systemEmail.findUnique({
      where: { id: systemEmailId },
      select: { address: true, mailboxType: true, grants: { where: { half }, select: { resourceOwner: true } } },
    }),
    config: await db.idpConfig.findUnique({ where: { id: idpConfigId } }),
  }));
  const { email, config } = found;
  if (email === null || config === null)
    return fail({ code: "not_found", message: "There is no such System Email or IdP Config." });
  if (!config.enabled) {
    return fail({
      code: "idp_config_disabled",
      message: `The IdP Config "${config.name}" is disabled. Enable it on the Info tab first.`,
    });
  }
  const refused = refuseEndpoints(config);
  if (refused !== null) return fail(refused);
  const client = await discover({
    client: toProviderClient(config),
    fetch: providerFetch(),
    deadlineMs: providerDeadlineMs,
  });
  if (!client.ok) return client;

  const secrets = newAuthorizationSecrets(randomBytes);
  await storePending(context, { secrets, systemEmailId, half, config, address: email.address, sessionId });
  return succeed({
    providerUrl: buildAuthorizationUrl({
      client: client.value,
      redirectUri: callbackEndpoint(),
      secrets,
      loginHint: chooseLoginHint(email),
    }),
  });
}

/** A draft may hold anything, and neither a browser nor a secret is sent to what is no endpoint, such as `javascript:`. */
function refuseEndpoints(config: {
  authorizationEndpoint: string;
  tokenEndpoint: string;
}): Failure<"idp_configuration"> | null {
  const endpoints = [
    ["Authorization Endpoint", config.authorizationEndpoint],
    ["Token Endpoint", config.tokenEndpoint],
  ] as const;
  for (const [label, endpoint] of endpoints) {
    const checked = checkEndpoint(environment().egressPolicy, endpoint);
    if (!checked.ok) return { code: "idp_configuration", message: `${label}: ${checked.failure.message}` };
  }
  return null;
}

/** A shared mailbox has no sign-in of its own: a delegate signs in, and the one who did last time most likely again. */
function chooseLoginHint(email: { address: string; mailboxType: string; grants: { resourceOwner: string }[] }): string {
  if (email.mailboxType === "user") return email.address;
  return email.grants[0]?.resourceOwner ?? "";
}

async function storePending(
  context: AuthorizerContext,
  pending: {
    secrets: AuthorizationSecrets;
    systemEmailId: string;
    half: Half;
    config: { id: string; name: string; configSignature: string };
    address: string;
    sessionId: string;
  },
): Promise<void> {
  const { secrets, systemEmailId, half, config, address, sessionId } = pending;
  const stateHash = hashState(secrets.state);
  const now = systemClock();
  await inTenant(context, async (db) => {
    const vault = await openVault(db, context);
    await db.pendingAuthorization.deleteMany({ where: { expiresAt: { lt: addSeconds(now, -86_400) } } });
    await db.pendingAuthorization.create({
      data: {
        stateHash,
        tenantId: context.tenantId,
        systemEmailId,
        half,
        idpConfigId: config.id,
        ...authorizerOf(context.actor),
        sessionHash: sha256(sessionId),
        codeVerifierSealed: vault.seal(secrets.codeVerifier, codeVerifierPlace(stateHash)),
        nonceSealed: vault.seal(secrets.nonce, noncePlace(stateHash)),
        configSignature: config.configSignature,
        address,
        expiresAt: addSeconds(now, pendingSeconds),
      },
    });
    await recordAudit(db, context, {
      action: "authorization.started",
      subject: { type: "system_email", id: systemEmailId, label: address },
      details: { half, idpConfig: config.name },
    });
  });
}
