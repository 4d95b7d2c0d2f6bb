import type { Half } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import type { AuthorizationDiagnosis } from "@/lib/diagnosis/explain-authorization-failure";
import { ownerLabels } from "@/lib/diagnosis/owner-words";
import type { TenantContext } from "@/lib/tenancy/context";
import { explainerOf } from "./explainer-of";
import { getAuthorizationOutcome } from "./get-authorization-outcome";

/** A diagnosis with what the page calls those who can mend it. */
export type ToldDiagnosis = AuthorizationDiagnosis & { whoCanMend: string };

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
  const { explain: diagnose, isConfigThere } = await inTenant(context, (db) => explainerOf(db, { idpConfigId, facts }));
  const explain = (code: string): ToldDiagnosis => {
    const diagnosis = diagnose(code);
    const told = { ...diagnosis, whoCanMend: ownerLabels[diagnosis.owner] };
    return isByLink ? tellByLink(told) : told;
  };
  return {
    isAuthorized,
    at,
    idpConfigId: isConfigThere ? idpConfigId : null,
    failure: isAuthorized ? null : explain(failureCode ?? "provider_refused"),
    replay: isReplay ? { ...explain("state_used"), reference: [] } : null,
  };
}

/** For whoever has no account here: there is one button, and what is set up here is for others to mend. */
function tellByLink(told: ToldDiagnosis): ToldDiagnosis {
  return {
    ...told,
    commands: [],
    whoCanMend: told.owner === "helpdesk_admin" ? "The helpdesk that sent you the link" : told.whoCanMend,
    steps: told.steps.map((step) => step.replace(/Press Submit( in IdP Config)?( again)?/, "Press Try again")),
  };
}
