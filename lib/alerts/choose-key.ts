import type { CauseSlug } from "@/lib/diagnosis/schema";
import type { FailureCode } from "@/lib/errors";
import type { HalfRow } from "./read-halves";

type Cause = CauseSlug | FailureCode;

/** The IdP Config itself is at fault: the same alert as when the provider refuses it. */
const registration = causes(
  "client_secret_expired",
  "client_secret_wrong",
  "client_secret_missing",
  "public_client_secret",
  "client_id_unknown",
  "app_not_found_in_tenant",
  "app_disabled",
  "resource_principal_missing",
  "tenant_not_found",
  "single_tenant_app_on_common",
  "idp_configuration",
);

/** Somebody mends it in the directory or the registration, once for every mailbox of the IdP Config. */
const directory = causes(
  "admin_consent_required",
  "conditional_access_blocked",
  "scope_invalid",
  "mixed_resources_scopes",
  "wrong_audience_scopes",
  "google_testing_7_days",
  "google_org_internal",
  "google_admin_policy",
  "google_app_blocked",
  "google_delegation_missing",
  "service_principal_missing",
  "legacy_auth_blocked_by_policy",
  "smtp_auth_disabled_tenant",
  "wrong_audience",
  "scopes_missing",
);

/** The mail server or the way to it. */
const server = causes(
  "dns",
  "refused",
  "host_unreachable",
  "timeout",
  "connection_reset",
  "tls_plain_port",
  "tls_self_signed",
  "tls_untrusted_issuer",
  "tls_expired",
  "tls_hostname_mismatch",
  "tls_version",
  "proxy_blocked",
  "mail_server_unavailable",
  "auth_mechanism_unsupported",
  "plaintext_auth_refused",
  "basic_auth_disabled",
  "starttls_missing",
  "protocol_mismatch",
  "egress_refused",
  "host_unknown",
  "connection_refused",
  "connection_lost",
  "deadline_passed",
  "tls_failed",
  "protocol_violation",
  "mechanism_missing",
  "server_unavailable",
);

/** The key of the alert that tells of an IdP Config which its provider refuses. */
export function idpConfigKey(idpConfigId: string): string {
  return `idp_config:${idpConfigId}`;
}

/**
 * The alert that a half in trouble belongs to, by its cause and what mends it, so that one mending resolves one alert:
 * the IdP Config, something in its directory, the mail server, or else the System Email, whose halves share one.
 */
export function chooseKey(half: HalfRow, isOpen: (key: string) => boolean): string {
  const { reason, cause, idpConfigId } = half;
  const ownKey = `system_email:${half.systemEmailId}`;
  if (idpConfigId === null) return isOf(server, cause) && isOfCheck(reason) ? `server:${half.server}` : ownKey;
  const configKey = idpConfigKey(idpConfigId);
  switch (reason) {
    case "idp_config_refused":
      return configKey;
    case "refresh_refused":
      // Of one Grant alone the provider may say what it otherwise says of an IdP Config; then this is no news of that.
      return isOpen(configKey) ? configKey : ownKey;
    case "idp_config_disabled":
    case "idp_config_edited":
      return `${configKey}:${reason}`;
    case "refresh_failing":
      return isOf(registration, cause) && isOpen(configKey) ? configKey : `${configKey}:${reason}`;
  }
  if (isOf(registration, cause)) return configKey;
  if (isOf(directory, cause)) return `${configKey}:${cause}`;
  return isOf(server, cause) && isOfCheck(reason) ? `server:${half.server}` : ownKey;
}

function isOfCheck(reason: string): boolean {
  return reason === "check_failed" || reason === "check_failing";
}

function isOf(scope: ReadonlySet<string>, cause: string | null): boolean {
  return cause !== null && scope.has(cause);
}

function causes(...names: Cause[]): ReadonlySet<string> {
  return new Set(names);
}
