import { randomUUID } from "node:crypto";

/** An error as Entra's token endpoint words it. */
export interface EntraError {
  readonly status: number;
  readonly error: string;
  /** The number behind "AADSTS". */
  readonly code: number;
  readonly message: string;
}

interface TokenErrorContext {
  readonly error: string;
  readonly description: string;
  /** What oidc-provider says about the cause, for its own log. */
  readonly detail: string;
  readonly clientId: string;
}

/**
 * The Entra error for what oidc-provider refused at the token endpoint. The table is keyed by oidc-provider's
 * `error_detail` or `error_description`; a cause that it does not know keeps its own `error` with a code of the same family.
 */
export function entraTokenError(context: TokenErrorContext): EntraError {
  const causes = causeTable(context.clientId);
  const known = causes[context.detail] ?? causes[context.description];
  if (known) return known;
  if (/code_verifier|PKCE/.test(context.detail)) {
    return invalidGrant(501481, "The code_verifier does not match the code_challenge of the authorization request.");
  }
  const byError = errorTable[context.error];
  return (
    byError ?? { status: 400, error: context.error, code: 9002313, message: "Invalid request. Request is malformed." }
  );
}

/** The JSON body that goes with an Entra error. */
export function entraErrorBody({ error, code, message }: Omit<EntraError, "status">): Record<string, unknown> {
  const traceId = randomUUID();
  const correlationId = randomUUID();
  const timestamp = `${new Date().toISOString().replace("T", " ").slice(0, 19)}Z`;
  return {
    error,
    error_description: `AADSTS${code}: ${message} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
    error_codes: [code],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId,
    error_uri: `https://login.microsoftonline.com/error?code=${code}`,
  };
}

/** What `/{directory}/…` answers when nobody knows that directory. */
export function unknownDirectory(directory: string): EntraError {
  return {
    status: 400,
    error: "invalid_tenant",
    code: 90002,
    message: `Tenant '${directory}' not found. Check that the directory (tenant) ID is the right one.`,
  };
}

/** What the token endpoint answers while it is paused. */
export const temporarilyUnavailable: EntraError = {
  status: 503,
  error: "temporarily_unavailable",
  code: 90033,
  message: "A transient error has occurred. Please try again.",
};

function causeTable(clientId: string): Record<string, EntraError> {
  return {
    "client not found": {
      status: 400,
      error: "unauthorized_client",
      code: 700016,
      message: `Application with identifier '${clientId}' was not found in the directory.`,
    },
    "invalid secret provided": invalidClient(
      7000215,
      `Invalid client secret provided. The secret sent must be the client secret value, not the client secret ID, for a secret of app '${clientId}'.`,
    ),
    "could not authenticate the client - its client secret is expired": invalidClient(
      7000222,
      `The provided client secret keys for app '${clientId}' are expired. Create a new secret for the app.`,
    ),
    "the provided authentication mechanism does not match the registered client authentication method": invalidClient(
      7000218,
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    ),
    "authorization code already consumed": invalidGrant(54005, "The authorization code was already redeemed."),
    "authorization code is expired": invalidGrant(70008, "The provided authorization code has expired."),
    "authorization code not found": invalidGrant(70000, "The provided authorization code is malformed or was revoked."),
    "authorization code redirect_uri mismatch": invalidGrant(
      500112,
      "The reply address does not match the reply address of the authorization request.",
    ),
    "refresh token already used": invalidGrant(
      70000,
      "The provided grant was revoked: the refresh token was used before.",
    ),
    "refresh token not found": invalidGrant(70000, "The provided grant has expired or was revoked."),
    "refresh token is expired": invalidGrant(700082, "The refresh token has expired due to inactivity."),
    "grant not found": invalidGrant(50173, "The provided grant has expired due to it being revoked."),
  };
}

const errorTable: Record<string, EntraError> = {
  invalid_client: invalidClient(700027, "The client could not be authenticated: the assertion failed validation."),
  invalid_grant: invalidGrant(70000, "The provided grant is invalid."),
  invalid_scope: { status: 400, error: "invalid_scope", code: 70011, message: "The provided scope is not valid." },
  invalid_request: { status: 400, error: "invalid_request", code: 900144, message: "A required parameter is missing." },
  unsupported_grant_type: {
    status: 400,
    error: "unsupported_grant_type",
    code: 70003,
    message: "The app requested an unsupported grant type.",
  },
};

function invalidClient(code: number, message: string): EntraError {
  return { status: 401, error: "invalid_client", code, message };
}

function invalidGrant(code: number, message: string): EntraError {
  return { status: 400, error: "invalid_grant", code, message };
}
