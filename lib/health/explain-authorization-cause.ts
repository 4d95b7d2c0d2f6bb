import { type ExplainedFailure, explainAuthorizationFailure } from "@/lib/diagnosis/explain-authorization-failure";
import type { Owner } from "@/lib/diagnosis/schema";
import { callbackEndpoint } from "@/lib/grant/provider-client";
import type { CauseGroup, FirstHalf } from "./cause-group";
import type { NextStep } from "./setting-reasons";

/** What is told of them, with the one step that there is. */
type AuthorizationCause = {
  title: string;
  meaning: string;
  owner: Owner;
  next: NextStep;
  diagnosis: ExplainedFailure;
};

/**
 * Halves whose last authorization failed: what the first one's provider said, and what mends it before anybody is sent
 * there again. Null for halves of any other reason.
 */
export function explainAuthorizationCause(group: CauseGroup, first: FirstHalf | null): AuthorizationCause | null {
  const again = nextAuthorization[group.reason];
  if (again === undefined) return null;
  const diagnosis = explainAuthorizationFailure(
    { code: group.failureCode ?? "provider_refused", facts: first?.authorizationFacts ?? {} },
    {
      provider: first?.provider ?? "other",
      systemEmailAddress: first?.address,
      callbackEndpoint: callbackEndpoint(),
      clientId: first?.clientId ?? undefined,
      directoryId: first?.directoryId ?? undefined,
    },
  );
  const { title, explanation, owner } = diagnosis;
  return { title, meaning: explanation, owner, next: nextStepOf(group, owner, again), diagnosis };
}

const nextAuthorization: Readonly<Partial<Record<CauseGroup["reason"], NextStep>>> = {
  authorization_failed: "authorize",
  reauthorization_failed: "reauthorize",
};

/** Mended by what the IdP Config asks for, whoever else has a part in it. */
const ofScopes: ReadonlySet<string> = new Set(["scopes_missing", "wrong_audience", "no_refresh_token"]);

function nextStepOf({ cause, failureCode }: CauseGroup, owner: Owner, again: NextStep): NextStep {
  if (failureCode?.startsWith("client_secret") || cause?.startsWith("client_secret")) return "replace_secret";
  // The browser chose another account by itself; nothing in the IdP Config is known to be wrong.
  if (cause === "account_not_in_tenant") return again;
  if (owner === "helpdesk_admin" || (failureCode !== null && ofScopes.has(failureCode))) return "open_idp_config";
  return owner === "org_admin_of_idp" ? "ask_administrator" : again;
}
