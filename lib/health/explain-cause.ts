import { describeVerdict } from "@/lib/diagnosis/describe-verdict";
import type { ExplainedFailure } from "@/lib/diagnosis/explain-authorization-failure";
import { causeSlugSchema, type Diagnosis, type DiagnosisContext, type Owner } from "@/lib/diagnosis/schema";
import { failures, isFailureCode } from "@/lib/errors";
import { callbackEndpoint } from "@/lib/grant/provider-client";
import { splitProviderWords } from "@/lib/grant/refresh-failure";
import type { HealthReason } from "@/lib/system-email/health-schema";
import { guessProvider } from "@/lib/verification/read-diagnosis-facts";
import { judgeEverHealthy } from "@/lib/verification/read-failure-facts";
import type { CauseGroup, FirstHalf } from "./cause-group";
import { chooseNextStep, type NextSteps } from "./choose-next-step";
import { explainAuthorizationCause } from "./explain-authorization-cause";
import { settingReasons } from "./setting-reasons";

export type ExplainedCause = NextSteps & {
  title: string;
  /** What it means, in a sentence or two. */
  meaning: string;
  owner: Owner;
  /** The steps and commands; null where the button says all there is to do. */
  diagnosis: ExplainedFailure | null;
};

/** What a cause means and what is next, with the values of the first mailbox that it concerns. */
export function explainCause(group: CauseGroup, first: FirstHalf | null): ExplainedCause {
  const told = settingReasons[group.reason];
  if (told !== undefined)
    return { ...told, ...chooseNextStep(group, null), title: withConfig(told.title, group), diagnosis: null };
  const diagnosis = explainAuthorizationCause(group, first) ?? (first === null ? null : diagnoseGroup(group, first));
  const chosen = chooseNextStep(group, diagnosis);
  // Of one mailbox that was never authorized there is no token to try it with.
  const isUntried = group.reason === "idp_config_refused" && group.emailCount === 1 && first?.resourceOwner === null;
  const steps = isUntried ? { ...chosen, afterwards: null } : chosen;
  if (diagnosis !== null) {
    const { title, explanation, owner } = diagnosis;
    return { title: withConfig(title, group), meaning: explanation, owner, ...steps, diagnosis };
  }
  const { failureCode: code, reason } = group;
  return {
    title: withConfig(code !== null && isFailureCode(code) ? failures[code].title : "The cause is not known", group),
    meaning: first?.detail == null ? meaningOf(reason) : splitProviderWords(first.detail).sentence,
    owner: reason === "grant_ended" ? "mailbox_owner" : "helpdesk_admin",
    ...steps,
    diagnosis: null,
  };
}

/** The cause was found when it failed; its words and steps are those of today. Null where none was found. */
function diagnoseGroup(group: CauseGroup, first: FirstHalf): Diagnosis | null {
  const { cause, reason } = group;
  const slug = causeSlugSchema.safeParse(cause);
  if (!slug.success || slug.data === "unknown") return null;
  const context: DiagnosisContext = {
    mailbox: first.address,
    mailboxType: first.mailboxType,
    host: first.host,
    port: first.port,
    security: first.security,
    history: judgeHistory(group, first),
    callbackEndpoint: callbackEndpoint(),
    ...(first.clientId === null ? {} : { clientId: first.clientId }),
    ...(first.directoryId === null ? {} : { directoryId: first.directoryId }),
    ...(first.resourceOwner === null ? {} : { resourceOwner: first.resourceOwner }),
  };
  const verdict = { cause: slug.data, alternatives: [], confidence: 1, evidence: [] };
  const stage = reason.startsWith("check_") ? first.protocol : "refresh";
  return describeVerdict(verdict, { stage, provider: first.provider ?? guessProvider(first.host), context });
}

/** Where one of several mailboxes has worked, that one has not is no reason to doubt what it has in common with them. */
function judgeHistory({ hasWorked }: CauseGroup, first: FirstHalf): DiagnosisContext["history"] {
  return first.lastHealthyAt === null && hasWorked ? {} : judgeEverHealthy(first);
}

function meaningOf(reason: HealthReason): string {
  switch (reason) {
    case "grant_ended":
      return "The provider no longer accepts the Grant, so that somebody has to sign in and consent once more.";
    case "idp_config_refused":
    case "refresh_refused":
      return "The provider refuses the IdP Config itself, so that no access token is renewed.";
    case "refresh_failing":
      return "The access token has ended and the provider gives no new one at present. Mailgrant keeps trying.";
    case "check_failing":
      return "The last check failed in a way that may pass by itself. Mailgrant keeps trying.";
    default:
      return "The last check failed in a way that does not pass by itself.";
  }
}

/** What is wrong at an IdP Config carries its name, because a tenant may have several. */
function withConfig(title: string, { reason, idpConfigName }: CauseGroup): string {
  return idpConfigName !== null && namedReasons.has(reason) ? `${title} (IdP Config ${idpConfigName})` : title;
}

const namedReasons: ReadonlySet<HealthReason> = new Set([
  "idp_config_disabled",
  "idp_config_refused",
  "idp_config_edited",
  "refresh_refused",
  "refresh_failing",
]);
