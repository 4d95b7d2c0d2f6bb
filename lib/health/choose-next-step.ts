import type { ExplainedFailure } from "@/lib/diagnosis/explain-authorization-failure";
import type { HealthReason } from "@/lib/system-email/health-schema";
import type { CauseGroup } from "./cause-group";
import { causeSet } from "./cause-set";
import { type NextStep, settingReasons } from "./setting-reasons";

/** What the button of a cause does: one of these where its reason lies outside what is set here. */
export type CauseStep = NextStep | "show_command" | "show_steps" | "open_settings" | "see_check";

/** The first thing to do about a cause, and what may be tried when that is done; null where nothing more is. */
export type NextSteps = { next: CauseStep; afterwards: "retry" | "reauthorize" | null };

/** What of a cause its next step follows from, as Health reads it and as an alert keeps it. */
export type StepFacts = Pick<CauseGroup, "reason" | "cause" | "failureCode" | "idpConfigId">;

/** Who can mend it, and with what commands. */
export type Remedy = Pick<ExplainedFailure, "owner" | "commands">;

/**
 * What is to be done about a cause, wherever it is told: on Health, in the list of alerts, on the page of one and in
 * e-mails. What mends it comes first, and only where it may pass by itself to try again. `remedy` is what the diagnosis
 * says of it; null where nothing was found.
 */
export function chooseNextStep(of: StepFacts, remedy: Remedy | null): NextSteps {
  const ofSetting = settingReasons[of.reason];
  if (ofSetting !== undefined) return { next: ofSetting.next, afterwards: null };
  const again = nextAuthorization[of.reason];
  if (again !== undefined) return { next: chooseForAuthorization(of, remedy, again), afterwards: null };
  const next = chooseFirst(of, remedy);
  if (next === "retry") return { next, afterwards: null };
  if (of.reason === "grant_ended") return { next, afterwards: next === "reauthorize" ? null : "reauthorize" };
  return { next, afterwards: triedAgain.has(of.reason) ? "retry" : null };
}

/** The last authorization failed: whoever is sent to the provider again before it is mended meets the same. */
function chooseForAuthorization(
  { cause, failureCode }: StepFacts,
  remedy: Remedy | null,
  again: "authorize" | "reauthorize",
): CauseStep {
  if (failureCode?.startsWith("client_secret") || cause?.startsWith("client_secret")) return "replace_secret";
  // The browser chose another account by itself; nothing in the IdP Config is known to be wrong.
  if (cause === "account_not_in_tenant") return again;
  const isOfScopes = [cause, failureCode].some((word) => word !== null && scopeCauses.has(word));
  if (remedy?.owner === "helpdesk_admin" || isOfScopes) return "open_idp_config";
  return remedy?.owner === "org_admin_of_idp" ? "ask_administrator" : again;
}

function chooseFirst({ reason, cause, failureCode, idpConfigId }: StepFacts, remedy: Remedy | null): CauseStep {
  if (mayPass.has(reason)) return "retry";
  const isOf = (these: ReadonlySet<string>) => [cause, failureCode].some((word) => word !== null && these.has(word));
  if (idpConfigId !== null && isOf(secretCauses)) return "replace_secret";
  if (reason === "idp_config_refused" || reason === "refresh_refused") return "open_idp_config";
  if (idpConfigId !== null && isOf(configCauses)) return "open_idp_config";
  if (isOf(settingCauses)) return "open_settings";
  if (isOf(passwordCauses)) return idpConfigId === null ? "enter_password" : "open_settings";
  if (reason === "grant_ended" && !isOf(elsewhereCauses)) return "reauthorize";
  if (remedy === null) return "see_check";
  return remedy.commands.length > 0 ? "show_command" : "show_steps";
}

/** What is tried again once the reason that a last authorization failed for is mended. */
const nextAuthorization: Readonly<Partial<Record<HealthReason, "authorize" | "reauthorize">>> = {
  authorization_failed: "authorize",
  reauthorization_failed: "reauthorize",
};

/** Mended by what the IdP Config asks for, whoever else has a part in it. */
const scopeCauses = causeSet("scopes_missing", "wrong_audience", "no_refresh_token");

/** The half is degraded: nothing has to be mended, as far as is known. */
const mayPass: ReadonlySet<HealthReason> = new Set(["check_failing", "refresh_failing"] satisfies HealthReason[]);

/** What a refresh or a check shows the mending of. */
const triedAgain: ReadonlySet<HealthReason> = new Set([
  "check_failed",
  "idp_config_refused",
  "refresh_refused",
] satisfies HealthReason[]);

const secretCauses = causeSet("client_secret_expired", "client_secret_wrong", "client_secret_missing");

/** Something in the IdP Config has to be changed, or compared with the registration that it tells of. */
const configCauses = causeSet(
  "public_client_secret",
  "client_id_unknown",
  "app_not_found_in_tenant",
  "app_disabled",
  "resource_principal_missing",
  "redirect_uri_mismatch",
  "spa_platform",
  "single_tenant_app_on_common",
  "personal_accounts_not_enabled",
  "tenant_not_found",
  "scope_invalid",
  "mixed_resources_scopes",
  "malformed_token_request",
  "wrong_audience_scopes",
  "wrong_audience",
  "scopes_missing",
  "idp_configuration",
);

/** Host, port, security, sign-in or folders of the half are not what the server has. */
const settingCauses = causeSet(
  "dns",
  "refused",
  "host_unknown",
  "connection_refused",
  "tls_plain_port",
  "tls_hostname_mismatch",
  "starttls_missing",
  "protocol_mismatch",
  "auth_mechanism_unsupported",
  "mechanism_missing",
  "plaintext_auth_refused",
  "basic_auth_disabled",
  "smtp_not_authenticated",
  "folder_missing",
  "archive_read_only",
);

const passwordCauses = causeSet("password_wrong", "app_password_required");

/** To sign in once more fails as well until somebody at the provider has done something. */
const elsewhereCauses = causeSet(
  "admin_consent_required",
  "conditional_access_blocked",
  "user_disabled",
  "user_not_assigned_to_app",
  "google_not_a_test_user",
  "google_org_internal",
  "google_admin_policy",
  "google_app_blocked",
  "google_testing_7_days",
  "google_delegation_missing",
);
