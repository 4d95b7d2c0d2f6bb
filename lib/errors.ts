/**
 * Every failure code of the product, with the HTTP status that it has on the wire and whether the same
 * call may succeed later without anybody mending anything. Rooms build their failure unions from these
 * codes, so a code without a status does not compile.
 */
export const failures = {
  // Asking
  invalid_request: { status: 400, retryable: false, title: "The request is not valid" },
  unauthenticated: { status: 401, retryable: false, title: "Not signed in" },
  forbidden: { status: 403, retryable: false, title: "Your role does not allow this" },
  forbidden_scope: { status: 403, retryable: false, title: "The key's scopes do not allow this" },
  not_found: { status: 404, retryable: false, title: "Not found" },
  conflict: { status: 409, retryable: false, title: "It conflicts with something that exists" },
  internal: { status: 500, retryable: true, title: "Something went wrong here" },
  rate_limited: { status: 429, retryable: true, title: "Too many requests" },
  database_unavailable: { status: 503, retryable: true, title: "The database cannot be reached right now" },
  forbidden_network: { status: 403, retryable: false, title: "The key may not be used from this address" },
  method_not_allowed: { status: 405, retryable: false, title: "The path knows no such method" },
  too_large: { status: 413, retryable: false, title: "The request is too large" },
  unsupported_media_type: { status: 415, retryable: false, title: "The request is not JSON" },
  idempotency_key_reused: { status: 422, retryable: false, title: "The Idempotency-Key belongs to another request" },
  request_under_way: { status: 409, retryable: true, title: "The same request is still under way" },
  lease_lost: { status: 409, retryable: false, title: "The lease is no longer yours" },
  cursor_expired: { status: 410, retryable: false, title: "What comes after the cursor is gone" },
  link_unusable: { status: 410, retryable: false, title: "The link was used or withdrawn, or has expired" },

  // A grant and its provider
  needs_authorization: { status: 409, retryable: false, title: "The mailbox is not authorized" },
  needs_reauthorization: { status: 409, retryable: false, title: "The mailbox has to be authorized again" },
  idp_configuration: { status: 409, retryable: false, title: "The IdP Config is refused by the provider" },
  idp_config_disabled: { status: 409, retryable: false, title: "The IdP Config is disabled" },
  refresh_pending: { status: 503, retryable: true, title: "The token is still being refreshed" },
  provider_unavailable: { status: 503, retryable: true, title: "The provider cannot be reached" },

  // An authorization that came back
  state_unknown: { status: 400, retryable: false, title: "This sign-in is not one that Mailgrant started" },
  state_used: { status: 400, retryable: false, title: "This sign-in was already used" },
  state_expired: { status: 400, retryable: false, title: "This sign-in took too long" },
  session_gone: { status: 401, retryable: false, title: "Your Mailgrant session ended" },
  session_other: { status: 403, retryable: false, title: "This sign-in was started in another session" },
  config_changed: { status: 409, retryable: false, title: "The IdP Config changed in the meantime" },
  address_changed: { status: 409, retryable: false, title: "The address changed in the meantime" },
  issuer_mismatch: { status: 400, retryable: false, title: "The answer came from another provider" },
  consent_declined: { status: 400, retryable: false, title: "Consent was declined" },
  admin_approval_needed: { status: 400, retryable: false, title: "An administrator has to approve" },
  redirect_uri_mismatch: { status: 400, retryable: false, title: "The Callback Endpoint is not registered" },
  client_secret_wrong: { status: 400, retryable: false, title: "The Client Secret is wrong" },
  client_secret_expired: { status: 400, retryable: false, title: "The Client Secret has expired" },
  wrong_account: { status: 400, retryable: false, title: "Another account signed in" },
  resource_owner_unknown: { status: 400, retryable: false, title: "The provider did not say who signed in" },
  scopes_missing: { status: 400, retryable: false, title: "Not all permissions were granted" },
  wrong_audience: { status: 400, retryable: false, title: "The token is for another service" },
  no_refresh_token: { status: 400, retryable: false, title: "No refresh token came back" },
  provider_refused: { status: 400, retryable: false, title: "The provider refused" },

  // An outside address
  egress_refused: { status: 400, retryable: false, title: "The address is not allowed" },

  // A mail server
  host_unknown: { status: 502, retryable: true, title: "The host name is not known" },
  connection_refused: { status: 502, retryable: true, title: "Nothing answers on that port" },
  connection_lost: { status: 502, retryable: true, title: "The server closed the connection" },
  deadline_passed: { status: 504, retryable: true, title: "The server did not answer in time" },
  tls_failed: { status: 502, retryable: false, title: "No trustworthy TLS connection" },
  starttls_missing: { status: 502, retryable: false, title: "The server does not offer STARTTLS" },
  protocol_violation: { status: 502, retryable: false, title: "The server does not speak this protocol" },
  mechanism_missing: { status: 502, retryable: false, title: "The server does not offer the sign-in method" },
  authentication_failed: { status: 502, retryable: false, title: "The server refused the sign-in" },
  server_unavailable: { status: 502, retryable: true, title: "The server is not available right now" },
  folder_missing: { status: 502, retryable: false, title: "The folder does not exist" },
  folder_read_only: { status: 502, retryable: false, title: "The folder is read-only" },
  archive_read_only: { status: 502, retryable: false, title: "The archive folder is read-only" },
  mailbox_refused: { status: 502, retryable: false, title: "The mailbox did not open" },
  message_refused: { status: 502, retryable: false, title: "The server refused the message" },
} as const satisfies Record<string, { status: number; retryable: boolean; title: string }>;

export type FailureCode = keyof typeof failures;

/** Whether a code that was stored, perhaps by another release, is one of these. */
export function isFailureCode(code: string): code is FailureCode {
  return Object.hasOwn(failures, code);
}

/**
 * An expected failure: its code, a sentence for the person in front of it, and, where the sentence is not
 * enough, the facts it was made from. Neither ever holds a secret.
 */
export type Failure<Code extends FailureCode = FailureCode> = {
  code: Code;
  message: string;
  facts?: Record<string, string>;
  /** Where a request of the API is wrong, each mistake by its field; `message` says the same in one. */
  mistakes?: readonly Mistake[];
};

/** One mistake in a request. The pointer is a JSON Pointer into the body as a URI fragment, or a parameter's name. */
export type Mistake = { pointer: string; detail: string };
