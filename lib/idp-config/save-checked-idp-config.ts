import { inTenant } from "@/lib/db/in-tenant";
import { environment } from "@/lib/env";
import type { Failure } from "@/lib/errors";
import { findIdpConfigMistakes } from "@/lib/oauth/check-idp-config";
import { presets } from "@/lib/providers/presets";
import { fail, type Result, succeed } from "@/lib/result";
import { Secret } from "@/lib/secret";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { completeEndpoints } from "./complete-endpoints";
import { keepsClientSecrets } from "./keeps-client-secrets";
import { saveIdpConfig } from "./save-idp-config";
import type { ClientCredentialInput, IdpConfigChange } from "./schema";

export type SaveCheckedFailure = Failure<"invalid_request" | "conflict" | "not_found">;

/** What a form can be asked before it is saved. */
export type IdpConfigQuestion = "warnings" | "idpConfig";

type Sentences = { field: string; message: string }[];

/**
 * Looks an IdP Config over and saves it. Mistakes that would make an authorization fail are refused, each beside its
 * field (facts `fields.<name>`), and doubts are asked about once (fact `confirm` = `warnings`); then saveIdpConfig
 * asks its own question. With `isDraft` mistakes are saved and told as warnings instead, those in the client secret
 * aside, because refreshes would try it at once.
 */
export async function saveCheckedIdpConfig(
  context: TenantContext,
  idpConfigId: string | null,
  typed: IdpConfigChange,
  credential: ClientCredentialInput,
  { isDraft, confirmed, revision }: { isDraft: boolean; confirmed: readonly string[]; revision?: string | undefined },
): Promise<Result<{ id: string; warnings: string[] }, SaveCheckedFailure>> {
  requirePermission(context, "idp_config:write");
  const stored = idpConfigId === null ? null : await readStored(context, idpConfigId);
  if (idpConfigId !== null && stored === null)
    return fail({ code: "not_found", message: "There is no such IdP Config." });
  if (stored !== null && stored.provider !== typed.provider) {
    const label = presets[stored.provider].label;
    return fail({ code: "conflict", message: `This IdP Config is for ${label}; the authentication is another one.` });
  }
  const input = completeEndpoints(typed, stored);
  const { errors, warnings } = findMistakes(input, credential, {
    hasSecret: stored !== null && stored._count.clientCredentials > 0 && keepsClientSecrets(stored, input),
  });
  const refused = isDraft
    ? errors.filter(({ field }) => field === "clientSecret" && credential.clientSecret !== "")
    : errors;
  if (refused.length > 0) return fail(refuse(refused));
  const told = [...errors, ...warnings].map(({ message }) => message);
  if (!isDraft && told.length > 0 && !confirmed.includes("warnings")) {
    return fail({
      code: "conflict",
      message: told.join(" "),
      facts: { confirm: "warnings" satisfies IdpConfigQuestion },
    });
  }
  const isConfirmed = confirmed.includes("idpConfig" satisfies IdpConfigQuestion);
  const saved = await saveIdpConfig(context, idpConfigId, input, credential, { isConfirmed, revision });
  return saved.ok ? succeed({ id: saved.value.id, warnings: told }) : saved;
}

async function readStored(context: TenantContext, idpConfigId: string) {
  return inTenant(context, (db) =>
    db.idpConfig.findUnique({
      where: { id: idpConfigId },
      select: {
        provider: true,
        directoryId: true,
        authorizationEndpoint: true,
        tokenEndpoint: true,
        _count: { select: { clientCredentials: true } },
      },
    }),
  );
}

function findMistakes(
  input: IdpConfigChange,
  { clientSecret }: ClientCredentialInput,
  { hasSecret }: { hasSecret: boolean },
): { errors: Sentences; warnings: Sentences } {
  const mistakes = findIdpConfigMistakes(
    { ...input, clientSecret: clientSecret === "" ? null : new Secret(clientSecret) },
    { policy: environment().egressPolicy },
  );
  const missing =
    clientSecret === "" && !hasSecret ? [{ field: "clientSecret", message: "Enter the Client Secret." }] : [];
  return {
    errors: [...missing, ...mistakes.filter(({ severity }) => severity === "error")],
    warnings: mistakes.filter(({ severity }) => severity === "warning"),
  };
}

function refuse(mistakes: Sentences): SaveCheckedFailure {
  const facts: Record<string, string> = {};
  for (const { field, message } of mistakes) facts[`fields.${field}`] ??= message;
  return { code: "invalid_request", message: "The provider would refuse this. Nothing was saved.", facts };
}
