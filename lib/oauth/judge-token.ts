import type { Failure } from "@/lib/errors";
import { type ProviderName, presets } from "@/lib/providers/presets";
import { fail, type Result, succeed } from "@/lib/result";
import type { Secret } from "@/lib/secret";
import { cleanProviderText } from "./clean-provider-text";
import { compareScopes } from "./compare-scopes";
import type { ResourceOwner } from "./find-resource-owner";

export type JudgedTokens = { refreshToken: Secret };

export type TokenVerdict = Failure<"wrong_account" | "scopes_missing" | "wrong_audience" | "no_refresh_token">;

/**
 * Decides whether what came back may become a Grant, and gives the refresh token if so. In this order:
 *
 * - Strict Matching: an address of the resource owner is the System Email's, in any case of letters;
 * - the scopes that were asked for were granted, those of OpenID Connect and `offline_access` aside, because
 *   providers leave these out of their answer;
 * - a readable audience is one of the provider's mail service;
 * - there is a refresh token.
 *
 * The facts of a failure name what was expected and what came.
 */
export function judgeToken(question: {
  provider: ProviderName;
  tokens: { refreshToken: Secret | null; scopes: readonly string[]; audience: string | null };
  askedScopes: readonly string[];
  resourceOwner: ResourceOwner;
  systemEmailAddress: string;
  isStrictMatching: boolean;
}): Result<JudgedTokens, TokenVerdict> {
  const { provider, tokens, askedScopes, resourceOwner, systemEmailAddress, isStrictMatching } = question;
  if (isStrictMatching && !isSamePerson(resourceOwner, systemEmailAddress)) {
    return fail({
      code: "wrong_account",
      message: `${resourceOwner.address} signed in, but this is the mailbox of ${systemEmailAddress}.`,
      facts: { expected: systemEmailAddress, actual: resourceOwner.address },
    });
  }
  const { missing } = compareScopes(askedScopes, tokens.scopes);
  if (missing.length > 0) {
    return fail({
      code: "scopes_missing",
      message: `Not granted: ${missing.join(", ")}.`,
      facts: { missing: missing.join(" "), granted: cleanProviderText(tokens.scopes.join(" "), [], 600) },
    });
  }
  if (tokens.audience !== null && !isForMail(provider, tokens.audience)) {
    const actual = cleanProviderText(tokens.audience, [], 200);
    return fail({
      code: "wrong_audience",
      message: `The access token is for ${actual}, not for mail.`,
      facts: { expected: presets[provider].acceptedAudiences.join(" "), actual },
    });
  }
  if (tokens.refreshToken === null) {
    return fail({ code: "no_refresh_token", message: "The provider sent an access token but no refresh token." });
  }
  return succeed({ refreshToken: tokens.refreshToken });
}

function isSamePerson(owner: ResourceOwner, address: string): boolean {
  const wanted = address.trim().toLowerCase();
  return [owner.address, ...owner.alsoKnownAs].some((known) => known.trim().toLowerCase() === wanted);
}

/** Whether the audience of an access token, perhaps several separated by spaces, is the provider's mail service. */
export function isForMail(provider: ProviderName, audience: string): boolean {
  const accepted: readonly string[] = presets[provider].acceptedAudiences;
  if (accepted.length === 0) return true;
  const withoutSlash = (text: string) => text.toLowerCase().replace(/\/+$/, "");
  const allowed = new Set(accepted.map(withoutSlash));
  return audience.split(" ").some((one) => allowed.has(withoutSlash(one)));
}
