import type { CauseSlug } from "../schema";

/** What one of Entra's numbers means. */
export type EntraNumber = {
  cause: CauseSlug;
  confidence: number;
  alternatives: readonly CauseSlug[];
};

/**
 * AADSTS numbers and their causes, from "Microsoft Entra authentication and authorization error codes" and the texts
 * that Entra sends with them. A number that Microsoft uses for several things is sure only with its words; those
 * rules are in entra-app-words.ts and entra-grant-words.ts and are tried first. Numbers that are missing here are known to be none of our causes,
 * or not known at all; both are told as unknown.
 */
export const entraNumbers: ReadonlyMap<string, EntraNumber> = new Map([
  // A code settles it.
  ...mean("client_secret_expired", 0.95, ["7000222"]),
  ...mean("client_secret_wrong", 0.95, ["7000215"]),
  ...mean("client_secret_missing", 0.95, ["7000218", "7000216", "7000219"]),
  ...mean("public_client_secret", 0.95, ["700025"]),
  ...mean("app_not_found_in_tenant", 0.95, ["700016", "700011"]),
  ...mean("app_disabled", 0.95, ["7000112"]),
  ...mean("resource_principal_missing", 0.95, ["500011", "500014"]),
  ...mean("redirect_uri_mismatch", 0.95, ["50011", "500112", "500113", "500116", "500117", "900971"]),
  ...mean("spa_platform", 0.95, ["9002327", "9002326", "9002325"]),
  ...mean("single_tenant_app_on_common", 0.95, ["50194"]),
  ...mean("tenant_not_found", 0.95, ["90002", "900023", "900021"]),
  ...mean("account_not_in_tenant", 0.95, ["50020", "50034", "51004"]),
  ...mean("user_not_assigned_to_app", 0.95, ["50105", "501051"]),
  ...mean("consent_missing", 0.95, ["65001"]),
  ...mean("admin_consent_required", 0.95, ["90093", "90094", "90095", "900941"]),
  ...mean("consent_declined", 0.95, ["65004"]),
  ...mean("scope_invalid", 0.95, ["70011", "28002", "28003", "650053", "1002012"]),
  ...mean("mixed_resources_scopes", 0.95, ["28000", "700022"]),
  ...mean("malformed_token_request", 0.9, ["9002313"]),
  ...mean("auth_code_reused_or_expired", 0.95, ["54005"]),
  ...mean("auth_code_reused_or_expired", 0.9, ["70020"]),
  ...mean("refresh_token_inactive", 0.95, ["700082"]),
  ...mean("grant_revoked_password_changed", 0.95, ["50173"]),
  ...mean("grant_revoked_password_changed", 0.85, ["50132", "50133"], ["grant_expired_or_revoked", "password_expired"]),
  ...mean("mfa_required", 0.95, ["500121", "50072", "50074", "50076", "50078", "50079", "50158"]),
  ...mean("conditional_access_blocked", 0.95, [
    "53000",
    "53001",
    "53002",
    "53003",
    "53009",
    "530001",
    "530002",
    "530003",
    "530004",
    "530021",
    "530022",
    "530023",
    "530031",
    "530032",
  ]),
  ...mean("conditional_access_blocked", 0.85, [
    "50131",
    "53011",
    "530034",
    "50005",
    "50097",
    "50129",
    "50127",
    "50155",
  ]),
  ...mean("sign_in_frequency", 0.95, ["70043", "70044"]),
  ...mean("user_disabled", 0.95, ["50057", "500571", "500341"]),
  ...mean("account_locked", 0.95, ["50053"]),
  ...mean("password_expired", 0.95, ["50055", "50142", "50144"]),
  ...mean("idp_unavailable", 0.95, ["90033", "50033", "90006", "90012", "90024", "90025", "90090", "90091"]),
  ...mean("idp_throttled", 0.95, ["90055"]),
  ...mean("password_wrong", 0.95, ["50126"]),
  ...mean("client_id_unknown", 0.95, ["90112", "700038"]),
  ...mean("tls_version", 0.95, ["1002016"]),

  // The number leaves a doubt.
  ...mean("client_secret_wrong", 0.7, ["50012", "70002"], ["client_secret_missing", "malformed_token_request"]),
  ...mean("client_secret_wrong", 0.6, ["700027", "700030", "7000214"], ["malformed_token_request"]),
  ...mean(
    "client_secret_wrong",
    0.5,
    ["1000502", "700021", "700211", "700212", "700213", "7002138", "50013"],
    ["malformed_token_request"],
  ),
  ...mean("app_not_found_in_tenant", 0.85, ["70001"], ["app_disabled", "personal_accounts_not_enabled"]),
  ...mean("app_not_found_in_tenant", 0.85, ["7000229"], ["consent_missing"]),
  ...mean("app_disabled", 0.75, ["1000031", "7000113", "7000114"], ["admin_consent_required"]),
  ...mean("resource_principal_missing", 0.85, ["50001", "650052", "650054"], ["scope_invalid"]),
  ...mean("redirect_uri_mismatch", 0.75, ["70004", "90102"], ["malformed_token_request"]),
  ...mean("single_tenant_app_on_common", 0.85, ["9001023", "90130", "90124"], ["tenant_not_found"]),
  ...mean(
    "single_tenant_app_on_common",
    0.7,
    ["9002331", "9002332", "9002346"],
    ["personal_accounts_not_enabled", "tenant_not_found"],
  ),
  ...mean("personal_accounts_not_enabled", 0.85, ["500200"], ["account_not_in_tenant"]),
  ...mean("personal_accounts_not_enabled", 0.6, ["500207", "500208"], ["account_not_in_tenant"]),
  ...mean("tenant_not_found", 0.75, ["50059", "50128", "90019"], ["single_tenant_app_on_common"]),
  ...mean("tenant_not_found", 0.7, ["90038", "900382", "900432", "90051", "50049", "90043"]),
  ...mean("account_not_in_tenant", 0.9, ["500201", "16000", "16003", "50014"]),
  ...mean(
    "account_not_in_tenant",
    0.7,
    ["90027", "90072", "50177", "50178", "50197", "90125", "90126"],
    ["mfa_required"],
  ),
  ...mean(
    "account_not_in_tenant",
    0.5,
    ["50107", "81012", "500212", "500213", "500021", "500022", "50002"],
    ["conditional_access_blocked", "proxy_blocked"],
  ),
  ...mean("consent_missing", 0.7, ["90008", "65002", "9002341"], ["admin_consent_required"]),
  ...mean("admin_consent_required", 0.85, ["90099", "90097"], ["consent_missing"]),
  ...mean("admin_consent_required", 0.6, ["650056", "650051"], ["consent_missing", "scope_invalid"]),
  ...mean(
    "scope_invalid",
    0.6,
    ["650057", "65005", "700023", "90009"],
    ["consent_missing", "resource_principal_missing"],
  ),
  ...mean("malformed_token_request", 0.5, ["700024"], ["client_secret_expired", "client_secret_wrong"]),
  ...mean(
    "malformed_token_request",
    0.75,
    ["90014", "900144", "70003", "501481", "50147", "501491", "901002", "50148"],
    ["auth_code_reused_or_expired"],
  ),
  ...mean("malformed_token_request", 0.7, [
    "90004",
    "90005",
    "90013",
    "90100",
    "90121",
    "90023",
    "900561",
    "90056",
    "90015",
  ]),
  ...mean(
    "malformed_token_request",
    0.55,
    ["50027", "700005", "700051", "700054", "70005", "70007", "7000012"],
    ["auth_code_reused_or_expired", "grant_expired_or_revoked"],
  ),
  ...mean("auth_code_reused_or_expired", 0.6, ["70019", "70018", "50089"], ["grant_expired_or_revoked"]),
  ...mean("refresh_token_inactive", 0.85, ["70008"], ["auth_code_reused_or_expired", "grant_expired_or_revoked"]),
  ...mean("grant_expired_or_revoked", 0.75, ["70000"], ["consent_missing", "malformed_token_request"]),
  ...mean("grant_expired_or_revoked", 0.7, ["700081", "50085", "50139"], ["refresh_token_inactive"]),
  ...mean("spa_platform", 0.7, ["700084"], ["refresh_token_inactive", "grant_expired_or_revoked"]),
  ...mean("mfa_required", 0.7, ["53004", "700020", "50161", "50170", "50169"], ["conditional_access_blocked"]),
  ...mean(
    "conditional_access_blocked",
    0.6,
    ["130501", "53010", "530035", "50187", "135011", "700003", "53008"],
    ["legacy_auth_blocked_by_policy", "mfa_required"],
  ),
  ...mean("password_expired", 0.6, ["50135", "50125"], ["mfa_required", "grant_revoked_password_changed"]),
  ...mean("idp_unavailable", 0.8, ["50087", "40010", "50166", "80002", "80014", "501621"]),
  ...mean("idp_unavailable", 0.6, ["51005", "80001", "80005", "80007", "50000", "90036", "90092", "20033", "50086"]),
  ...mean("idp_throttled", 0.85, ["50196"]),
  ...mean("idp_throttled", 0.5, ["50088"], ["mfa_required"]),
  ...mean("password_wrong", 0.75, ["50064", "50056"], ["password_expired"]),
]);

function mean(
  cause: CauseSlug,
  confidence: number,
  numbers: readonly string[],
  alternatives: readonly CauseSlug[] = [],
): [string, EntraNumber][] {
  return numbers.map((number) => [number, { cause, confidence, alternatives }]);
}
