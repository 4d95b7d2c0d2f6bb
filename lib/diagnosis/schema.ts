import { z } from "zod";

/** Where it failed: asking for consent, the first token, a later one, one of the mail protocols, or the way there. */
export const diagnosisStageSchema = z.enum(["authorize", "token", "refresh", "imap", "pop3", "smtp", "network"]);
export type DiagnosisStage = z.infer<typeof diagnosisStageSchema>;

export const diagnosisProviderSchema = z.enum(["microsoft", "google", "other"]);
export type DiagnosisProvider = z.infer<typeof diagnosisProviderSchema>;

/** Who can do what has to be done. */
export const ownerSchema = z.enum([
  "org_admin_of_idp",
  "helpdesk_admin",
  "mailbox_owner",
  "network",
  "provider",
  "wait",
]);
export type Owner = z.infer<typeof ownerSchema>;

/** Every cause that is known, in the order in which a mailbox is connected; the last group is seen by our own checks. */
export const causeSlugSchema = z.enum([
  // The app's registration and the authorization request
  "client_secret_expired",
  "client_secret_wrong",
  "client_secret_missing",
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
  "account_not_in_tenant",
  "user_not_assigned_to_app",
  "consent_missing",
  "admin_consent_required",
  "consent_declined",
  "scope_invalid",
  "mixed_resources_scopes",
  "malformed_token_request",
  "auth_code_reused_or_expired",
  // Keeping a Grant alive
  "refresh_token_inactive",
  "grant_revoked_password_changed",
  "grant_expired_or_revoked",
  "mfa_required",
  "conditional_access_blocked",
  "sign_in_frequency",
  "user_disabled",
  "account_locked",
  "password_expired",
  "idp_unavailable",
  "idp_throttled",
  "google_testing_7_days",
  "google_not_a_test_user",
  "google_org_internal",
  "google_admin_policy",
  "google_app_blocked",
  "google_disallowed_useragent",
  "google_delegation_missing",
  // The mail protocols
  "xoauth2_token_rejected",
  "wrong_audience_scopes",
  "access_token_expired",
  "mailbox_access_denied",
  "service_principal_missing",
  "basic_auth_disabled",
  "legacy_auth_blocked_by_policy",
  "password_wrong",
  "app_password_required",
  "web_login_required",
  "auth_mechanism_unsupported",
  "plaintext_auth_refused",
  "imap_disabled",
  "pop_disabled",
  "too_many_connections",
  "throttled",
  "too_many_logins",
  "mail_server_unavailable",
  "smtp_auth_disabled_tenant",
  "smtp_auth_disabled_mailbox",
  "smtp_not_authenticated",
  "send_as_denied",
  "submission_quota_exceeded",
  "outbound_sender_blocked",
  // The network and TLS
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
  "html_instead_of_json",
  // What our own checks see as well
  "folder_missing",
  "archive_read_only",
  "starttls_missing",
  "protocol_mismatch",
  "line_too_long",
  "egress_refused",
  "message_refused",
  // Nothing that is known
  "unknown",
]);
export type CauseSlug = z.infer<typeof causeSlugSchema>;

/** More than this is no error message; what is longer is refused at the edge and cut off inside. */
export const maxRawCharacters = 200_000;

const word = z.string().max(500);

/** What is known around the failure. Nothing in it is needed; each value makes the answer surer or its steps more exact. */
export const diagnosisContextSchema = z.strictObject({
  mailbox: word.optional().describe("The mailbox's address."),
  clientId: word.optional(),
  directoryId: word.optional().describe("Microsoft's Directory (tenant) ID."),
  host: word.optional(),
  port: z.number().int().min(1).max(65_535).optional(),
  security: z.enum(["tls", "starttls", "none"]).optional(),
  callbackEndpoint: z.string().max(2000).optional().describe("The redirect URI."),
  resourceOwner: word.optional().describe("Who signed in and consented."),
  mailboxType: z.enum(["user", "shared"]).optional(),
  signsInBy: z.enum(["token", "password"]).optional(),
  tokenClaims: z
    .strictObject({
      aud: word.optional(),
      scp: z.string().max(4000).optional(),
      roles: z.array(word).max(100).optional(),
      upn: word.optional(),
      oid: word.optional(),
      tid: word.optional(),
      exp: z.number().optional().describe("Seconds since 1970."),
    })
    .optional()
    .describe("Claims of the access token that was used; never the token itself."),
  otherProtocols: z
    .strictObject({
      imap: z.enum(["healthy", "failed"]).optional(),
      pop3: z.enum(["healthy", "failed"]).optional(),
      smtp: z.enum(["healthy", "failed"]).optional(),
    })
    .optional()
    .describe("How the mailbox's other protocols do with the same Grant."),
  history: z
    .strictObject({
      failedInRow: z.number().int().nonnegative().optional().describe("How many checks in a row failed, this one too."),
      lastHealthySecondsAgo: z.number().nonnegative().optional(),
      everHealthy: z.boolean().optional().describe("Whether it has worked at all since it was set up."),
      comesAndGoes: z.boolean().optional(),
    })
    .optional(),
  nowSeconds: z.number().optional().describe("When it failed, in seconds since 1970; with it a token's exp is judged."),
});
export type DiagnosisContext = z.infer<typeof diagnosisContextSchema>;

/** What is to be diagnosed: any text, from any client, and where it failed. */
export const diagnosisRequestSchema = z.strictObject({
  stage: diagnosisStageSchema,
  provider: diagnosisProviderSchema,
  raw: z
    .string()
    .max(maxRawCharacters, `at most ${maxRawCharacters} characters`)
    .describe("What was said, word for word: an answer, a log, an exception, a page."),
  context: diagnosisContextSchema.optional(),
});
export type DiagnosisRequest = z.infer<typeof diagnosisRequestSchema>;

/** A line to run, and in one sentence what it changes. */
export const commandSchema = z.strictObject({
  command: z.string(),
  changes: z.string(),
  shell: z.enum(["powershell", "azure-cli", "bash"]),
});
export type Command = z.infer<typeof commandSchema>;

/** The cause of a failure, who can mend it, and the exact next steps, in order. */
export const diagnosisSchema = z.strictObject({
  cause: causeSlugSchema,
  alternatives: z.array(causeSlugSchema).describe("Other causes that the text allows, the likelier first."),
  owner: ownerSchema.describe("Who can mend it."),
  transient: z.boolean().describe("It may pass by itself, without anybody mending anything."),
  confidence: z.number().min(0).max(1).describe("0.8 or more: sure."),
  title: z.string(),
  explanation: z.string(),
  steps: z.array(z.string()),
  commands: z.array(commandSchema),
  evidence: z.array(z.string()).describe("What in the text settled it, without secrets."),
  fromText: z
    .array(z.strictObject({ name: z.string(), value: z.string() }))
    .optional()
    .describe("Values in the steps and commands that were found in the text; left out where there are none."),
});
export type Diagnosis = z.infer<typeof diagnosisSchema>;
