import { causeSet } from "@/lib/health/cause-set";

/** The IdP Config itself is at fault: the same alert as when the provider refuses it. */
export const registrationCauses = causeSet(
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
export const directoryCauses = causeSet(
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

/** The mail server or the way to it is at fault, whoever signs in. */
export const serverCauses = causeSet(
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
