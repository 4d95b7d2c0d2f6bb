export type ProviderFailureCode =
  | "consent_declined"
  | "admin_approval_needed"
  | "redirect_uri_mismatch"
  | "client_secret_wrong"
  | "client_secret_expired"
  | "idp_configuration"
  | "needs_reauthorization"
  | "provider_unavailable"
  | "provider_refused"
  | "state_used"
  | "state_expired";

/** Codes of the standard, and our own for what never was an answer, after which the same may succeed later. */
export const transientErrors = new Set([
  "network_error",
  "deadline_passed",
  "unreadable_answer",
  "temporarily_unavailable",
  "server_error",
  "slow_down",
]);

/** Entra's own troubles and its throttling: nobody has to mend anything. */
export const transientNumbers = new Set(["50033", "50196", "90006", "90012", "90024", "90033", "90055"]);

/** Codes that say that somebody has to be in front of the provider. */
export const signInAgainErrors = new Set([
  "invalid_grant",
  "interaction_required",
  "login_required",
  "consent_required",
  "account_selection_required",
]);

/** What a refresh may answer; every other cause ends in somebody signing in again. */
export const refreshFailures = new Set<ProviderFailureCode>([
  "provider_refused",
  "client_secret_wrong",
  "client_secret_expired",
  "idp_configuration",
]);

/** What the numbers behind AADSTS are. */
export const entraFailures = listFailures([
  ["consent_declined", ["65004"]],
  ["admin_approval_needed", ["65001", "90093", "90094", "90095", "900941"]],
  ["redirect_uri_mismatch", ["50011", "500112", "500113"]],
  ["client_secret_wrong", ["7000215", "50012"]],
  ["client_secret_expired", ["7000222"]],
  ["state_used", ["54005"]],
  ["state_expired", ["70008"]],
  [
    "idp_configuration",
    [
      // The registration: unknown, disabled, without a secret, or on the wrong platform.
      ...[
        "700016",
        "70001",
        "70002",
        "7000112",
        "7000216",
        "7000218",
        "700025",
        "9002325",
        "9002326",
        "9002327",
        "90112",
      ],
      // The directory and the endpoint.
      ...["50194", "90002", "90023", "900023", "900144", "9001023", "9002313"],
      // The scopes and their resource.
      ...["28000", "28003", "65005", "650052", "650053", "650057", "70011", "700022", "500011", "500014"],
    ],
  ],
]);

/** What OAuth's, OpenID Connect's and Google's codes are, where no number says it better. */
export const oauthFailures = listFailures([
  ["consent_declined", ["access_denied"]],
  ["admin_approval_needed", ["consent_required", "admin_policy_enforced"]],
  ["redirect_uri_mismatch", ["redirect_uri_mismatch"]],
  ["client_secret_wrong", ["invalid_client"]],
  [
    "idp_configuration",
    [
      "address_refused",
      "unauthorized_client",
      "deleted_client",
      "disabled_client",
      "org_internal",
      "invalid_scope",
      "invalid_request",
      "invalid_resource",
      "invalid_target",
      "invalid_tenant",
      "unsupported_grant_type",
      "unsupported_response_type",
    ],
  ],
]);

function listFailures(
  table: readonly (readonly [ProviderFailureCode, readonly string[]])[],
): ReadonlyMap<string, ProviderFailureCode> {
  return new Map(table.flatMap(([code, names]) => names.map((name) => [name, code] as const)));
}
