import type { Diagnosis } from "@/lib/diagnosis/schema";
import type { HealthReason } from "@/lib/system-email/health-schema";
import type { CauseGroup } from "./cause-group";
import { causeSet } from "./cause-set";
import type { NextStep } from "./setting-reasons";

/** What the button of a cause does: one of these where its reason lies outside what is set here. */
export type CauseStep = NextStep | "show_command" | "show_steps" | "open_settings" | "see_check";

/** The first thing to do about a cause, and what may be tried when that is done; null where nothing more is. */
export type NextSteps = { next: CauseStep; afterwards: "retry" | "reauthorize" | null };

/**
 * What is to be done about a cause that a provider or a server named: what mends it, and only where it may pass by itself
 * to try again. `diagnosis` is what was found, with its commands; null where nothing was.
 */
export function chooseNextStep(group: CauseGroup, diagnosis: Diagnosis | null): NextSteps {
  const next = chooseFirst(group, diagnosis);
  if (next === "retry") return { next, afterwards: null };
  if (group.reason === "grant_ended") return { next, afterwards: next === "reauthorize" ? null : "reauthorize" };
  return { next, afterwards: triedAgain.has(group.reason) ? "retry" : null };
}

function chooseFirst(group: CauseGroup, diagnosis: Diagnosis | null): CauseStep {
  const { health, reason, cause, failureCode, idpConfigId } = group;
  if (health === "degraded") return "retry";
  const isOf = (these: ReadonlySet<string>) => [cause, failureCode].some((word) => word !== null && these.has(word));
  if (idpConfigId !== null && isOf(secretCauses)) return "replace_secret";
  if (reason === "idp_config_refused" || reason === "refresh_refused") return "open_idp_config";
  const hasCommand = (diagnosis?.commands.length ?? 0) > 0;
  if (idpConfigId !== null && isOf(configCauses)) return "open_idp_config";
  if (isOf(settingCauses)) return "open_settings";
  if (isOf(passwordCauses)) return idpConfigId === null ? "enter_password" : "open_settings";
  if (reason === "grant_ended" && !isOf(elsewhereCauses)) return "reauthorize";
  if (hasCommand) return "show_command";
  return diagnosis === null ? "see_check" : "show_steps";
}

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
