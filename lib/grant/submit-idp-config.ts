import type { Half } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { chooseIdpConfig } from "@/lib/idp-config/choose-idp-config";
import { type SaveCheckedFailure, saveCheckedIdpConfig } from "@/lib/idp-config/save-checked-idp-config";
import type { ClientCredentialInput, IdpConfigInput } from "@/lib/idp-config/schema";
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
  /** Enabled and notes are the Info tab's; the provider is the half's. */
  config: Omit<IdpConfigInput, "provider" | "enabled" | "notes">;
  credential: ClientCredentialInput;
  /** `save` keeps it without asking the provider for anything. */
  act: "submit" | "save";
  confirmed: readonly string[];
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
  const { systemEmailId, half, idpConfigId, config, credential, act, confirmed, sessionId } = submitted;
  const known = await readKnown(context, submitted);
  if (!known.ok) return known;
  const input: IdpConfigInput = { ...config, ...known.value };
  const saved = await saveCheckedIdpConfig(context, idpConfigId, input, credential, {
    isDraft: act === "save",
    confirmed,
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

/** What the form does not ask, because it is known: the half's provider, and what the Info tab keeps. */
async function readKnown(
  context: UserContext,
  { systemEmailId, half, idpConfigId }: SubmittedIdpConfig,
): Promise<Result<Pick<IdpConfigInput, "provider" | "enabled" | "notes">, Failure<"not_found" | "conflict">>> {
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
    const stored =
      idpConfigId === null
        ? null
        : await db.idpConfig.findUnique({ where: { id: idpConfigId }, select: { enabled: true, notes: true } });
    return succeed({ provider, enabled: stored?.enabled ?? true, notes: stored?.notes ?? "" });
  });
}
