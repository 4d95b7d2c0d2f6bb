import { isSameOrigin } from "@/lib/egress/same-origin";
import type { Failure } from "@/lib/errors";
import { textFields } from "@/lib/idp-config/form-fields";
import { getIdpConfig, type IdpConfigView } from "@/lib/idp-config/get-idp-config";
import { type SaveCheckedFailure, saveCheckedIdpConfig } from "@/lib/idp-config/save-checked-idp-config";
import { clientCredentialSchema, idpConfigSchema } from "@/lib/idp-config/schema";
import type { ChangeIdpConfig, CreateIdpConfig, SavedIdpConfig } from "@/lib/mail-worker/idp-config-contract";
import { type ProviderName, presets } from "@/lib/providers/presets";
import { fail, type Result, succeed } from "@/lib/result";
import type { TenantContext } from "@/lib/tenancy/context";
import { mayDo, requirePermission } from "@/lib/tenancy/require-permission";
import { describeIdpConfig } from "./describe-idp-config";
import { findIdpConfig } from "./find-idp-config";
import { parseFields, tellFailure } from "./parse-fields";

/** Creates an IdP Config from what is sent and, for the rest, the provider's preset, by the form's own rules. */
export async function createManagedIdpConfig(
  context: TenantContext,
  { provider, ...sent }: CreateIdpConfig,
): Promise<Result<SavedIdpConfig, SaveCheckedFailure>> {
  requirePermission(context, "idp_config:write");
  const saved = await save(context, null, fieldsOfPreset(provider), sent);
  return saved.ok ? saved : fail(tellFailure(saved.failure));
}

const attempts = 3;

/**
 * Changes what is sent of an IdP Config and leaves the rest, by the form's own rules. What somebody else changed between
 * reading and writing is not undone: what was sent is laid over that then, and after three such changes it is a conflict.
 */
export async function changeManagedIdpConfig(
  context: TenantContext,
  idpConfigId: string,
  sent: ChangeIdpConfig,
): Promise<Result<SavedIdpConfig, SaveCheckedFailure | Failure<"forbidden_scope">>> {
  requirePermission(context, "idp_config:write");
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const found = await findIdpConfig(context, idpConfigId);
    if (!found.ok) return found;
    const { id, provider, revision, clientCredentials } = found.value;
    if (!mayDo(context, "system_email:redirect") && redirectsSignIn(found.value, sent)) {
      return fail({
        code: "forbidden_scope",
        message:
          "This IdP Config is in use, and whoever chooses its endpoints can read what is sent there. A key that moves one to another host needs the scope credentials:read besides manage.",
      });
    }
    const stored = { provider, ...textFields(found.value, clientCredentials[0]) };
    const saved = await save(context, id, stored, sent, revision);
    if (saved.ok) return saved;
    const isOvertaken = saved.failure.facts?.revision !== undefined;
    if (!isOvertaken) return fail(tellFailure(saved.failure));
  }
  return fail({ code: "conflict", message: "It is being changed by others at this moment. Send the change again." });
}

const trustedEndpoints = ["authorizationEndpoint", "tokenEndpoint", "issuer", "userInfoEndpoint"] as const;

/**
 * Whether a password, a code or an access token of those who sign in by this IdP Config would go to a host that it did
 * not know, one that the request names. A revocation endpoint is held to the Token Endpoint's host for everybody.
 */
function redirectsSignIn(stored: IdpConfigView, sent: ChangeIdpConfig): boolean {
  if (stored.clientCredentials.length === 0 && stored.usedBy.length === 0) return false;
  const known = trustedEndpoints.flatMap((field) => stored[field] ?? []);
  return trustedEndpoints.some((field) => {
    const wanted = sent[field]?.trim() ?? "";
    return wanted !== "" && !known.some((endpoint) => endpoint === wanted || isSameOrigin(endpoint, wanted));
  });
}

/** The fields of the form before anything is typed. */
function fieldsOfPreset(provider: ProviderName): Record<string, string> {
  const { authorizationEndpoint, tokenEndpoint, scopes, emailAttribute } = presets[provider];
  return {
    provider,
    enabled: "true",
    authorizationEndpoint,
    tokenEndpoint,
    scopes: scopes.map(({ scope }) => scope).join("\n"),
    emailAttribute,
  };
}

async function save(
  context: TenantContext,
  idpConfigId: string | null,
  stored: Record<string, string>,
  { confirm, isDraft, ...sent }: ChangeIdpConfig,
  revision?: string,
): Promise<Result<SavedIdpConfig, SaveCheckedFailure>> {
  // The expiry that stands there is the saved secret's; a new secret brings its own or has none.
  const { secretExpiresOn = "", ...rest } = stored;
  const fields = { ...rest, ...(sent.clientSecret ? {} : { secretExpiresOn }), ...asTyped(sent) };
  const config = parseFields(idpConfigSchema, fields, {});
  if (!config.ok) return config;
  const credential = parseFields(clientCredentialSchema, fields, {});
  if (!credential.ok) return credential;
  const saved = await saveCheckedIdpConfig(context, idpConfigId, config.value, credential.value, {
    isDraft,
    confirmed: confirm,
    revision,
  });
  if (!saved.ok) return saved;
  const { id, warnings } = saved.value;
  const written = await getIdpConfig(context, id);
  if (written === null) return fail({ code: "not_found", message: "There is no such IdP Config." });
  return succeed({ ...describeIdpConfig(written), warnings });
}

/** What the form would send for what the API was sent: texts, with nothing for null, and scopes on lines. */
function asTyped(sent: Omit<ChangeIdpConfig, "confirm" | "isDraft">): Record<string, string> {
  return Object.fromEntries(
    Object.entries(sent).flatMap(([name, value]) => {
      if (value === undefined) return [];
      if (value === null) return [[name, ""]];
      return [[name, Array.isArray(value) ? value.join("\n") : String(value)]];
    }),
  );
}
