import type { GrantStatus } from "@/lib/db/generated/enums";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";

/** What a Grant has to fit to be of use: the System Email, its half and the IdP Config as they are now. */
export type GrantSurroundings = {
  address: string;
  strictMatching: boolean;
  idpConfigId: string | null;
  idpConfig: { enabled: boolean; configSignature: string; name: string } | null;
};

export type GrantFacts = {
  status: GrantStatus;
  idpConfigId: string;
  configSignature: string;
  authorizedAddress: string;
  resourceOwner: string;
  strictMatching: boolean;
  failureDetail: string | null;
};

export type StandingFailure = Failure<"needs_authorization" | "needs_reauthorization" | "idp_config_disabled">;

/**
 * Whether a Grant may be used as things stand now, and if not, why. It is worked out anew at each use and not
 * stored, so that no change of the address, the IdP Config or Strict Matching can be forgotten, and undoing
 * one makes the Grant count again.
 */
export function judgeStanding(grant: GrantFacts | null, now: GrantSurroundings): Result<null, StandingFailure> {
  if (grant === null) {
    return fail({ code: "needs_authorization", message: `Nobody has authorized ${now.address} yet.` });
  }
  if (now.idpConfig !== null && !now.idpConfig.enabled) {
    return fail({ code: "idp_config_disabled", message: `The IdP Config "${now.idpConfig.name}" is disabled.` });
  }
  const reason = findReason(grant, now);
  return reason === null ? succeed(null) : fail({ code: "needs_reauthorization", message: reason });
}

function findReason(grant: GrantFacts, now: GrantSurroundings): string | null {
  if (grant.status === "needs_reauthorization")
    return grant.failureDetail ?? "The provider no longer accepts the Grant.";
  if (grant.authorizedAddress !== now.address) {
    return `The Grant was given for ${grant.authorizedAddress}; the address is ${now.address} now.`;
  }
  if (now.idpConfigId !== grant.idpConfigId) return "Another IdP Config has been chosen since the Grant was given.";
  if (now.idpConfig?.configSignature !== grant.configSignature)
    return "The IdP Config has changed since it issued the Grant.";
  if (now.strictMatching && !grant.strictMatching && grant.resourceOwner.toLowerCase() !== now.address) {
    return `Strict Matching is on, and ${grant.resourceOwner} is not ${now.address}.`;
  }
  return null;
}
