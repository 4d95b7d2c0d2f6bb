import type { Half } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import { type WhoCanMend, whoCanMendLabels } from "@/lib/diagnosis/diagnosis";
import {
  type AuthorizationDiagnosis,
  explainAuthorizationFailure,
} from "@/lib/diagnosis/explain-authorization-failure";
import type { TenantContext } from "@/lib/tenancy/context";
import { getAuthorizationOutcome } from "./get-authorization-outcome";
import { callbackEndpoint } from "./provider-client";

/** A diagnosis in words; who can mend it as the page calls them. */
export type ToldDiagnosis = Omit<AuthorizationDiagnosis, "whoCanMend"> & { whoCanMend: string };

/** How an authorization ended, told for the page that it came back to. */
export type ExplainedAuthorization = {
  isAuthorized: boolean;
  at: Date;
  idpConfigId: string | null;
  /** Why it failed; null for a success. */
  failure: ToldDiagnosis | null;
  /** For an answer that came a second time: why that counts for nothing. */
  replay: ToldDiagnosis | null;
};

/** Explains how an authorization of this half ended, or gives null when the id is of no such outcome. */
export async function explainAuthorization(
  context: TenantContext,
  { isReplay, ...question }: { outcomeId: string; systemEmailId: string; half: Half; isReplay: boolean },
): Promise<ExplainedAuthorization | null> {
  const outcome = await getAuthorizationOutcome(context, question);
  if (outcome === null) return null;
  const { isAuthorized, idpConfigId, at, failureCode, facts } = outcome;
  const isByLink = context.actor.type === "authorization_link";
  const config =
    idpConfigId === null
      ? null
      : await inTenant(context, (db) =>
          db.idpConfig.findUnique({
            where: { id: idpConfigId },
            select: { provider: true, clientId: true, directoryId: true },
          }),
        );
  const explain = (code: string): ToldDiagnosis => {
    const { whoCanMend, ...diagnosis } = explainAuthorizationFailure(
      { code, facts },
      {
        provider: config?.provider ?? "other",
        systemEmailAddress: facts.address,
        callbackEndpoint: callbackEndpoint(),
        clientId: config?.clientId,
        directoryId: config?.directoryId ?? undefined,
      },
    );
    const told = { ...diagnosis, whoCanMend: whoCanMendLabels[whoCanMend] };
    return isByLink ? tellByLink(told, whoCanMend) : told;
  };
  return {
    isAuthorized,
    at,
    idpConfigId: config === null ? null : idpConfigId,
    failure: isAuthorized ? null : explain(failureCode ?? "provider_refused"),
    replay: isReplay ? { ...explain("state_used"), reference: [] } : null,
  };
}

/** For whoever has no account here: there is one button, and what is set up here is for others to mend. */
function tellByLink(told: ToldDiagnosis, whoCanMend: WhoCanMend): ToldDiagnosis {
  return {
    ...told,
    whoCanMend: whoCanMend === "helpdesk_admin" ? "The helpdesk that sent you the link" : told.whoCanMend,
    nextSteps: told.nextSteps.map((step) => step.replace(/Press Submit( in IdP Config)?( again)?/, "Press Try again")),
  };
}
