import type { Half } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { chooseIdpConfig } from "@/lib/idp-config/choose-idp-config";
import { type SaveCheckedFailure, saveCheckedIdpConfig } from "@/lib/idp-config/save-checked-idp-config";
import type { ClientCredentialInput, IdpConfigChange, IdpConfigInput } from "@/lib/idp-config/schema";
import { providerOf } from "@/lib/providers/provider-of";
import { fail, type Result, succeed } from "@/lib/result";
import type { UserContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { type Departure, startAuthorization } from "./start-authorization";

export type SubmittedIdpConfig = {
  systemEmailId: string;
  half: Half;
  /** Null registers a new IdP Config. */
  idpConfigId: string | null;
  /** Enabled and notes are the Info tab's and stay as they are; the provider is the half's. */
  config: Omit<IdpConfigInput, "provider" | "enabled" | "notes">;
  credential: ClientCredentialInput;
  /** `save` keeps it without asking the provider for anything. */
  act: "submit" | "save";
  confirmed: readonly string[];
  /** What the form was filled from; undefined for a new IdP Config. */
  revision?: string | undefined;
  sessionId: string;
};

export type SubmitResult =
  | Departure
  /** Saved; `isLinked` tells whether the half uses it now, or goes on with the Grant that it has until a new one. */
  | { kind: "saved"; idpConfigId: string; isLinked: boolean; warnings: string[] };

/**
 * What Submit and "Save without authorizing" in the OAuth2 dialog do: look over, save, link to the half unless a
 * working Grant of another IdP Config would be lost, and begin the authorization. Failures are those of
 * saveCheckedIdpConfig, and conflict where the half's authentication has no IdP Config.
 */
export async function submitIdpConfig(
  context: UserContext,
  submitted: SubmittedIdpConfig,
): Promise<Result<SubmitResult, SaveCheckedFailure>> {
  requirePermission(context, "idp_config:write");
  requirePermission(context, "grant:write");
  const { systemEmailId, half, idpConfigId, config, credential, act, confirmed, revision, sessionId } = submitted;
  const provider = await readProvider(context, submitted);
  if (!provider.ok) return provider;
  const input: IdpConfigChange = { ...config, provider: provider.value };
  const saved = await saveCheckedIdpConfig(context, idpConfigId, input, credential, {
    isDraft: act === "save",
    confirmed,
    revision,
  });
  if (!saved.ok) return saved;
  const { id, warnings } = saved.value;
  const chosen = await chooseIdpConfig(context, { systemEmailId, half, idpConfigId: id });
  if (!chosen.ok) return chosen;
  if (act === "save") {
    return succeed({ kind: "saved", idpConfigId: id, isLinked: chosen.value.isLinked, warnings });
  }
  return startAuthorization(context, { systemEmailId, half, idpConfigId: id, sessionId });
}

/** The provider of the half, which the form does not ask. */
async function readProvider(
  context: UserContext,
  { systemEmailId, half }: SubmittedIdpConfig,
): Promise<Result<IdpConfigInput["provider"], Failure<"not_found" | "conflict">>> {
  return inTenant(context, async (db) => {
    const email = await db.systemEmail.findUnique({
      where: { id: systemEmailId },
      select: {
        remoteMailbox: { select: { authentication: true } },
        outgoingSmtp: { select: { authentication: true } },
      },
    });
    const chosen = half === "remote_mailbox" ? email?.remoteMailbox : email?.outgoingSmtp;
    if (chosen === null || chosen === undefined)
      return fail({ code: "not_found", message: "There is no such System Email." });
    const provider = providerOf(chosen.authentication);
    if (provider === null) {
      return fail({ code: "conflict", message: "The authentication that is saved on the tab is no OAuth2 any more." });
    }
    return succeed(provider);
  });
}
