import { randomBytes } from "node:crypto";
import { systemClock } from "@/lib/clock";
import type { Half } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { findGrant } from "@/lib/grant/find-grant";
import { callbackEndpoint, providerDeadlineMs, providerFetch, toProviderClient } from "@/lib/grant/provider-client";
import { readClientSecrets } from "@/lib/idp-config/read-client-secrets";
import { newAuthorizationSecrets } from "@/lib/oauth/build-authorization-url";
import { discover } from "@/lib/oauth/discover";
import { probeAuthorizationEndpoint } from "@/lib/oauth/probe-authorization-endpoint";
import { probeClientCredential } from "@/lib/oauth/probe-client-credential";
import type { MailProtocol } from "@/lib/providers/presets";
import { fail, type Result, succeed } from "@/lib/result";
import { Secret } from "@/lib/secret";
import type { TenantContext } from "@/lib/tenancy/context";
import type { ConfigItem } from "./config-check-schema";
import { type InspectedConfig, judgeAuthorization, judgeCredentials, judgeDiscovery } from "./judge-config-answers";
import { judgeScopes } from "./judge-scopes";
import { keepConfigCheck } from "./keep-config-check";
import { lookAtCallback } from "./look-at-callback";

/**
 * Checks the IdP Config that a half signs in by at its provider: its discovery document and both endpoints, each of its
 * client secrets, the scopes of the Grant, and the Callback Endpoint. Each item is told to `onItem` when it is over and
 * kept; nothing at the provider is changed, no token is used up, and nobody is asked for anything.
 */
export async function inspectIdpConfig(
  context: TenantContext,
  { systemEmailId, half }: { systemEmailId: string; half: Half },
  onItem: (item: ConfigItem) => void,
): Promise<Result<ConfigItem[], Failure<"not_found">>> {
  const read = await inTenant(context, async (db) => {
    const found = await findGrant(db, systemEmailId, half);
    const config = found?.now.idpConfig ?? null;
    if (found === null || config === null) return null;
    const secrets = await readClientSecrets(db, context, config.id);
    const described = await db.clientCredential.findMany({ where: { idpConfigId: config.id } });
    const halves = await db.systemEmail.findUnique({
      where: { id: systemEmailId },
      select: { remoteMailbox: { select: { protocol: true } }, outgoingSmtp: { select: { authentication: true } } },
    });
    const incoming = halves?.remoteMailbox?.protocol ?? "imap";
    const isShared = halves?.outgoingSmtp?.authentication === "same_as_remote_mailbox";
    const protocols: MailProtocol[] =
      found.servingHalf === "outgoing_smtp" ? ["smtp"] : isShared ? [incoming, "smtp"] : [incoming];
    return { found, config, secrets, described, protocols };
  });
  if (read === null) return fail({ code: "not_found", message: "No IdP Config has been chosen for this half yet." });
  const { found, config, secrets, described, protocols } = read;
  const client = toProviderClient(config);
  const inspected: InspectedConfig = {
    provider: config.provider,
    client,
    context: {
      mailbox: found.systemEmail.address,
      clientId: config.clientId,
      callbackEndpoint: callbackEndpoint(),
      ...(config.directoryId === null ? {} : { directoryId: config.directoryId }),
    },
  };
  const kept = await keepConfigCheck(context, { systemEmailId, half: found.servingHalf, config });
  const items: ConfigItem[] = [];
  const tell = async (item: ConfigItem) => {
    items.push(item);
    onItem(item);
    await kept.add(item);
  };
  const request = { client, fetch: providerFetch(), deadlineMs: providerDeadlineMs };
  const authorization = timed(() =>
    probeAuthorizationEndpoint({
      ...request,
      redirectUri: callbackEndpoint(),
      secrets: newAuthorizationSecrets(randomBytes),
    }),
  );
  await Promise.all([
    timed(() => discover(request)).then(({ value, durationMs }) => tell(judgeDiscovery(inspected, value, durationMs))),
    authorization.then(({ value, durationMs }) => tell(judgeAuthorization(inspected, value, durationMs))),
    timed(() => probeAll(request, secrets)).then(async ({ value, durationMs }) => {
      for (const item of judgeCredentials(inspected, { verdicts: value, described }, durationMs)) await tell(item);
    }),
    tell(judgeScopes(inspected, found, protocols)),
    timed(async () => lookAtCallback(inspected, (await authorization).value)).then(({ value, durationMs }) =>
      tell({ ...value, durationMs }),
    ),
  ]);
  await kept.finish();
  return succeed(items);
}

/** An IdP Config without a client secret is asked all the same, so that its Token Endpoint is looked at. */
const noSecret = { clientCredentialId: null, clientSecret: new Secret("none") };

function probeAll(
  request: Pick<Parameters<typeof probeClientCredential>[0], "client" | "fetch" | "deadlineMs">,
  secrets: readonly { clientCredentialId: string; clientSecret: Secret }[],
) {
  return Promise.all(
    (secrets.length === 0 ? [noSecret] : secrets).map(async ({ clientCredentialId, clientSecret }) => ({
      clientCredentialId,
      verdict: await probeClientCredential({ ...request, clientSecret, clock: systemClock }),
    })),
  );
}

async function timed<Value>(work: () => Promise<Value>): Promise<{ value: Value; durationMs: number }> {
  const startedAt = performance.now();
  const value = await work();
  return { value, durationMs: Math.round(performance.now() - startedAt) };
}
