import { randomBytes } from "node:crypto";
import type { Failure } from "@/lib/errors";
import { beginAuthorization } from "@/lib/grant/begin-authorization";
import { type AuthorizationEnd, completeAuthorization } from "@/lib/grant/complete-authorization";
import { chooseIdpConfig } from "@/lib/idp-config/choose-idp-config";
import { saveIdpConfig } from "@/lib/idp-config/save-idp-config";
import { clientCredentialSchema, idpConfigSchema } from "@/lib/idp-config/schema";
import { presets } from "@/lib/providers/presets";
import type { Result } from "@/lib/result";
import { createSystemEmail } from "@/lib/system-email/create-system-email";
import type { UserContext } from "@/lib/tenancy/context";
import type { EntraProvider } from "@/tests/servers/entra-provider";
import {
  contosoDirectoryId,
  helpdeskClientId,
  helpdeskClientSecret,
  practicePassword,
} from "@/tests/servers/practice-data";
import { type ScriptedPerson, signInByScript } from "@/tests/servers/scripted-sign-in";

/** The Callback Endpoint that the tested product has; see environment.ts. */
export const callbackUrl = "http://localhost:3000/api/oauth2/callback";

export type Place = { context: UserContext; systemEmailId: string; idpConfigId: string; sessionId: string };

/** The value of a Result that a test relies on. */
export function expectSuccess<Value>(result: Result<Value, Failure>): Value {
  if (!result.ok)
    throw new Error(`${result.failure.code}: ${result.failure.message} ${JSON.stringify(result.failure.facts ?? {})}`);
  return result.value;
}

/** The fields of an IdP Config for the practice provider. */
export function practiceConfig(provider: EntraProvider, changes: Record<string, string> = {}) {
  return {
    config: idpConfigSchema.parse({
      provider: "microsoft",
      name: `Practice ${randomBytes(4).toString("hex")}`,
      enabled: "true",
      clientId: helpdeskClientId,
      directoryId: contosoDirectoryId,
      authorizationEndpoint: provider.authorizationEndpoint(contosoDirectoryId),
      tokenEndpoint: provider.tokenEndpoint(contosoDirectoryId),
      scopes: presets.microsoft.scopes.map(({ scope }) => scope).join("\n"),
      emailAttribute: "preferred_username",
      ...changes,
    }),
    credential: clientCredentialSchema.parse({ clientSecret: helpdeskClientSecret, secretExpiresOn: "", ...changes }),
  };
}

/** A System Email with an IdP Config of the practice provider, not authorized yet. */
export async function newPlace(
  context: UserContext,
  provider: EntraProvider,
  changes: Record<string, string> & { address?: string } = {},
): Promise<Place> {
  const { address = "support@acme.test", ...configChanges } = changes;
  const { id: systemEmailId } = expectSuccess(
    await createSystemEmail(context, { address, name: "Support", mailboxType: "user", notes: "" }),
  );
  const { config, credential } = practiceConfig(provider, configChanges);
  const { id: idpConfigId } = expectSuccess(
    await saveIdpConfig(context, null, config, credential, { isConfirmed: false }),
  );
  expectSuccess(
    await chooseIdpConfig(context, { systemEmailId, half: "remote_mailbox", idpConfigId, strictMatching: true }),
  );
  return { context, systemEmailId, idpConfigId, sessionId: "browser" };
}

/** Goes to the provider and back to the Callback Endpoint, which is given and not called. */
export async function goToProvider(place: Place, person: Partial<ScriptedPerson> = {}): Promise<URL> {
  const { context, ...request } = place;
  const { providerUrl } = expectSuccess(await beginAuthorization(context, { ...request, half: "remote_mailbox" }));
  return signInByScript(providerUrl.href, callbackUrl, {
    address: "support@acme.test",
    password: practicePassword,
    ...person,
  });
}

/** Calls the Callback Endpoint's use case in the session that started. */
export function comeBack(place: Place, callback: URL): Promise<AuthorizationEnd> {
  const session = { userId: place.context.actor.id, sessionId: place.sessionId };
  return completeAuthorization(callback.searchParams, session, "test");
}

/** The whole way: an authorized System Email. */
export async function newAuthorizedPlace(
  context: UserContext,
  provider: EntraProvider,
  changes: Record<string, string> = {},
): Promise<Place> {
  const place = await newPlace(context, provider, changes);
  const end = await comeBack(place, await goToProvider(place));
  if (end.kind !== "dialog") throw new Error(`The authorization ended ${JSON.stringify(end)}`);
  return place;
}
