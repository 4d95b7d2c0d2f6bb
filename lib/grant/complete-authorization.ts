import { systemClock } from "@/lib/clock";
import { isEqualInConstantTime, sha256 } from "@/lib/crypto/hash";
import type { Half } from "@/lib/db/generated/enums";
import type { Failure } from "@/lib/errors";
import { hashState } from "@/lib/oauth/build-authorization-url";
import { fail, type Result, succeed } from "@/lib/result";
import { Secret } from "@/lib/secret";
import type { AuthorizerContext } from "@/lib/tenancy/context";
import { findTenant } from "@/lib/tenancy/find-tenant";
import { mayDo } from "@/lib/tenancy/require-permission";
import { type AcceptFailure, acceptAuthorization } from "./accept-authorization";
import {
  consumePendingAuthorization,
  type FoundState,
  type PendingAuthorization,
} from "./consume-pending-authorization";
import { findAuthorizationLink } from "./find-authorization-link";
import { recordOutcome } from "./record-outcome";

/** Where an authorization came from, and so where the browser goes back to. */
export type DialogPlace = { tenantSlug: string; systemEmailId: string; half: Half; outcomeId: string };

export type AuthorizationEnd =
  /** The half's tab tells a success, its dialog a failure or a replay, with everything still filled in. */
  | { kind: "dialog"; place: DialogPlace; isAuthorized: boolean; isReplay: boolean }
  /** The page of the Authorization Link tells it. */
  | { kind: "link"; linkId: string; outcomeId: string; isReplay: boolean }
  /** Nobody is signed in here any more: sign in, then the dialog tells it. */
  | { kind: "sign_in"; place: DialogPlace }
  /** There is no dialog that this browser may see. */
  | { kind: "nowhere"; code: "state_unknown" | "session_other" };

/** Who came back: the session of a signed-in user, and this browser's session of each link that it has opened, by link id. */
export type Comer = {
  session: { userId: string; sessionId: string } | null;
  linkSessions: ReadonlyMap<string, string>;
};

/**
 * Ends an authorization with what came to the Callback Endpoint. The state is consumed first, whatever comes of
 * it. Only a callback that fits the user or link, their browser session, the time, the address and the Config Signature
 * goes on to the exchange, and only tokens that pass every check replace the Grant.
 */
export async function completeAuthorization(
  parameters: URLSearchParams,
  session: Comer["session"],
  requestId: string,
  linkSessions: Comer["linkSessions"] = new Map(),
): Promise<AuthorizationEnd> {
  const state = parameters.get("state");
  if (state === null || state === "") return { kind: "nowhere", code: "state_unknown" };
  const found = await consumePendingAuthorization(hashState(new Secret(state)));
  if (found.kind === "unknown") return { kind: "nowhere", code: "state_unknown" };
  const comer = { session, linkSessions };
  if (found.kind === "used") return endReplay(found, comer);
  const cameBackAt = systemClock();
  const { pending, tenantSlug } = found;
  const { systemEmailId, half, linkId } = pending;
  const failure = await finish(pending, tenantSlug, parameters, comer, requestId);
  const outcomeId = await recordOutcome(pending, failure, { cameBackAt, requestId });
  const place: DialogPlace = { tenantSlug, systemEmailId, half, outcomeId };
  if (failure?.code === "session_gone") return { kind: "sign_in", place };
  if (!isWhoStarted(pending, comer)) return { kind: "nowhere", code: "session_other" };
  if (linkId !== null) return { kind: "link", linkId, outcomeId, isReplay: false };
  return { kind: "dialog", place, isAuthorized: failure === null, isReplay: false };
}

/** Whose it was may be told that it was used; to anybody else it is as unknown as any other state. */
function endReplay(used: Extract<FoundState, { kind: "used" }>, comer: Comer): AuthorizationEnd {
  const { tenantSlug, systemEmailId, half, outcomeId, linkId } = used;
  if (!isWhoStarted(used, comer)) return { kind: "nowhere", code: "state_unknown" };
  if (linkId !== null) return { kind: "link", linkId, outcomeId, isReplay: true };
  const place: DialogPlace = { tenantSlug, systemEmailId, half, outcomeId };
  return { kind: "dialog", place, isAuthorized: false, isReplay: true };
}

type Authorizer = { userId: string | null; linkId: string | null };

function isWhoStarted({ userId, linkId }: Authorizer, { session, linkSessions }: Comer): boolean {
  return linkId === null ? session?.userId === userId : linkSessions.has(linkId);
}

type EndFailure =
  | AcceptFailure
  | Failure<"session_gone" | "session_other" | "state_expired" | "forbidden" | "link_unusable">;

async function finish(
  pending: PendingAuthorization,
  tenantSlug: string,
  parameters: URLSearchParams,
  comer: Comer,
  requestId: string,
): Promise<EndFailure | null> {
  if (pending.linkId === null && comer.session === null) {
    return { code: "session_gone", message: "Your Mailgrant session ended while you were at the provider." };
  }
  const sessionId = pending.linkId === null ? comer.session?.sessionId : comer.linkSessions.get(pending.linkId);
  const isSameSession = isEqualInConstantTime(sha256(sessionId ?? ""), pending.sessionHash);
  if (!isWhoStarted(pending, comer) || !isSameSession) {
    return { code: "session_other", message: "This sign-in was started in another browser session." };
  }
  if (pending.expiresAt < systemClock()) {
    return { code: "state_expired", message: "More than ten minutes passed between Submit and the provider's answer." };
  }
  const context = await findAuthorizer(pending, tenantSlug, requestId);
  if (!context.ok) return context.failure;
  const accepted = await acceptAuthorization(context.value, pending, parameters);
  return accepted.ok ? null : accepted.failure;
}

/** Whoever started it, as they may act now. A link that was good when it was opened stays so until it is used or withdrawn. */
async function findAuthorizer(
  { userId, linkId }: PendingAuthorization,
  tenantSlug: string,
  requestId: string,
): Promise<Result<AuthorizerContext, Failure<"forbidden" | "link_unusable">>> {
  if (linkId !== null) {
    const link = await findAuthorizationLink({ id: linkId }, requestId);
    if (link === null || link.isUsed)
      return fail({ code: "link_unusable", message: "The link has been used already." });
    if (link.withdrawn !== null) return fail({ code: "link_unusable", message: "The link was withdrawn." });
    return succeed(link.context);
  }
  const context = userId === null ? null : await findTenant(userId, tenantSlug, requestId);
  if (context === null || !mayDo(context, "grant:authorize")) {
    return fail({ code: "forbidden", message: "Your role no longer allows to authorize mailboxes." });
  }
  return succeed(context);
}
