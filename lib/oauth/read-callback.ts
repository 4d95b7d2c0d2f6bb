import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import { Secret } from "@/lib/secret";
import { toProviderFailure } from "./classify-provider-error";
import { cleanProviderText } from "./clean-provider-text";
import { matchesIssuer } from "./matches-issuer";
import type { ProviderClient } from "./provider-client";
import type { ProviderFailureCode } from "./provider-error-codes";
import { readCallbackError } from "./read-provider-error";

export type CallbackFailure = Failure<ProviderFailureCode | "state_unknown" | "issuer_mismatch">;

/**
 * Reads what came to the Callback Endpoint (RFC 6749 §4.1.2) and gives the authorization code. The state has to
 * be the expected one and, where the provider names itself or promised to, `iss` has to be its issuer (RFC 9207
 * §2.4); both are checked before an error is believed, so that nobody else can tell us that we failed.
 */
export function readCallback(
  client: ProviderClient,
  parameters: URLSearchParams,
  expectedState: Secret,
): Result<Secret, CallbackFailure> {
  if (["state", "iss", "code", "error"].some((name) => parameters.getAll(name).length > 1)) {
    return fail({ code: "provider_refused", message: "The answer at the Callback Endpoint repeats a parameter." });
  }
  if (parameters.get("state") !== expectedState.reveal()) {
    return fail({ code: "state_unknown", message: "The answer at the Callback Endpoint has another state." });
  }
  const issuerFailure = checkIssuer(client, parameters.get("iss"));
  if (issuerFailure !== null) return fail(issuerFailure);

  const error = readCallbackError(parameters, [expectedState]);
  if (error !== null) return fail(toProviderFailure(error, "callback"));
  const code = parameters.get("code");
  if (code === null || code === "") {
    return fail({ code: "provider_refused", message: "The provider sent neither a code nor an error." });
  }
  return succeed(new Secret(code));
}

function checkIssuer(client: ProviderClient, issuer: string | null): Failure<"issuer_mismatch"> | null {
  const message = "The answer came from another provider than the one that was asked.";
  if (issuer === null || issuer === "") {
    if (client.isIssuerPromised !== true) return null;
    return { code: "issuer_mismatch", message, facts: { expected: client.issuer ?? "", actual: "" } };
  }
  if (client.issuer === undefined || matchesIssuer(issuer, client.issuer)) return null;
  return {
    code: "issuer_mismatch",
    message,
    facts: { expected: client.issuer, actual: cleanProviderText(issuer, [], 200) },
  };
}
