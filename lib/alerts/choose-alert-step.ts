import { describeVerdict } from "@/lib/diagnosis/describe-verdict";
import { explainAuthorizationFailure } from "@/lib/diagnosis/explain-authorization-failure";
import { causeSlugSchema } from "@/lib/diagnosis/schema";
import { isFailureCode } from "@/lib/errors";
import { type CauseStep, chooseNextStep, type NextSteps, type Remedy } from "@/lib/health/choose-next-step";
import { placeStep } from "@/lib/health/place-step";
import { type HealthReason, healthReasonSchema } from "@/lib/system-email/health-schema";
import { countMailboxes, type Told } from "./alert-words";

/** What somebody is to do next: where, below the tenant's Admin Panel, and in a sentence. */
export type AlertStep = { label: string; path: string; sentence: string };

/**
 * The next step of an alert in a list or a message: of what is wrong the one that Health and the page of the alert offer,
 * and of what ends on a day what is done before that day. Steps and commands themselves are on the alert's own page.
 */
export function chooseAlertStep(alert: Told & { id: string }): AlertStep {
  const { id, kind, idpConfigId, systemEmailId, facts, subjects } = alert;
  const [subject] = subjects;
  const half = subject?.half ?? "remote_mailbox";
  const emailCount = countMailboxes(alert);
  const { next, afterwards } = chooseByKind(alert);
  const own = `/alerts/${id}`;
  const { label, path } = placeStep({
    next,
    first: {
      systemEmailId: systemEmailId ?? subject?.systemEmailId ?? "",
      half,
      serving: facts.serving ?? half,
    },
    emailCount,
    reason: readReason(alert),
    idpConfigId: idpConfigId ?? facts.usedConfigId ?? null,
    listPath: next === "reauthorize" ? "/emails?state=needs_reauthorization" : own,
    commandCount: 0,
  });
  const sentence = kind === "certificate_expiring" ? renewCertificate : sentences[next](emailCount);
  const then = afterwards === "reauthorize" ? ` ${sentences.reauthorize(emailCount)}` : "";
  return {
    label: next === "retry" ? "See and retry" : label,
    path: path ?? (next === "retry" ? own : `${own}#steps`),
    sentence: `${sentence}${then}`,
  };
}

function chooseByKind(alert: Told): NextSteps {
  const { kind, cause, idpConfigId, facts } = alert;
  switch (kind) {
    case "credential_expiring":
      return { next: "replace_secret", afterwards: null };
    case "certificate_expiring":
      return { next: "open_settings", afterwards: null };
    case "grant_ending":
      // Of all Grants of an IdP Config that end alike the registration is the reason.
      return idpConfigId === null
        ? { next: "reauthorize", afterwards: null }
        : { next: "open_idp_config", afterwards: "reauthorize" };
    default: {
      const config = idpConfigId ?? facts.usedConfigId ?? null;
      const known = { reason: readReason(alert), cause, failureCode: facts.failureCode ?? null, idpConfigId: config };
      return chooseNextStep(known, findRemedy(alert));
    }
  }
}

/** Why the halves stand as they do. What an older release kept may have no reason, and what ends soon stands well yet. */
function readReason({ kind, idpConfigId, facts }: Told): HealthReason {
  const isOfConfig = idpConfigId !== null && (kind === "idp_config_refused" || kind === "grant_ending");
  const usual = kind === "mailbox_trouble" ? "check_failing" : "check_failed";
  return healthReasonSchema.safeParse(facts.reason).data ?? (isOfConfig ? "idp_config_refused" : usual);
}

/** What the diagnosis says of an alert's cause; null where nobody found one. */
function findRemedy(alert: Told): Remedy | null {
  const { cause, facts } = alert;
  const slug = causeSlugSchema.safeParse(cause).data;
  if (slug !== undefined && slug !== "unknown") {
    const verdict = { cause: slug, alternatives: [], confidence: 1, evidence: [] };
    return describeVerdict(verdict, { stage: "refresh", provider: "other" });
  }
  const code = facts.failureCode ?? cause;
  const isOfAuthorization = readReason(alert) === "reauthorization_failed";
  if (!isOfAuthorization || code === null || !isFailureCode(code)) return null;
  return explainAuthorizationFailure({ code }, { provider: "other" });
}

const showSteps = () => "The alert has the steps for whoever can mend it, with the values filled in.";
const renewCertificate = "Whoever runs the server has to renew its certificate before that day.";

const sentences: Readonly<Record<CauseStep, (emailCount: number) => string>> = {
  authorize: () => "Sign in as the mailbox, or send a link to whoever can.",
  reauthorize: (count) =>
    `Sign in as ${count > 1 ? "each mailbox" : "the mailbox"} once more, or send a link to whoever can.`,
  replace_secret: () => "Create a new client secret at the provider and add it here. Nobody has to authorize anew.",
  open_idp_config: () => "Look at what the provider answered, and change what it asks for there or in the IdP Config.",
  enable_idp_config: () => "Enable the IdP Config. Nobody has to authorize anew.",
  ask_administrator: showSteps,
  enter_password: () => "Enter the user name and the password anew.",
  open_settings: () => "Compare the host, the port and the way of signing in with what the provider publishes.",
  show_command: showSteps,
  show_steps: showSteps,
  see_check: () => "The failed check shows what the server said, what that means, and who can mend it.",
  retry: () => "It may pass by itself, and Mailgrant keeps trying. The alert has a button to try at once.",
};
