import { systemClock } from "@/lib/clock";
import { isEqualInConstantTime, sha256 } from "@/lib/crypto/hash";
import type { Half } from "@/lib/db/generated/enums";
import type { Failure } from "@/lib/errors";
import { hashState } from "@/lib/oauth/build-authorization-url";
import { Secret } from "@/lib/secret";
import { findTenant } from "@/lib/tenancy/find-tenant";
import { mayDo } from "@/lib/tenancy/require-permission";
import { type AcceptFailure, acceptAuthorization } from "./accept-authorization";
import { consumePendingAuthorization, type PendingAuthorization } from "./consume-pending-authorization";
import { recordOutcome } from "./record-outcome";

/** Where an authorization came from, and so where the browser goes back to. */
export type DialogPlace = { tenantSlug: string; systemEmailId: string; half: Half; outcomeId: string };

export type AuthorizationEnd =
  /** The half's tab tells a success, its dialog a failure or a replay, with everything still filled in. */
  | { kind: "dialog"; place: DialogPlace; isAuthorized: boolean; isReplay: boolean }
  /** Nobody is signed in here any more: sign in, then the dialog tells it. */
  | { kind: "sign_in"; place: DialogPlace }
  /** There is no dialog that this browser may see. */
  | { kind: "nowhere"; code: "state_unknown" | "session_other" };

/**
 * Ends an authorization with what came to the Callback Endpoint. The state is consumed first, whatever comes of
 * it. Only a callback that fits the user, their browser session, the time, the address and the Config Signature
 * goes on to the exchange, and only tokens that pass every check replace the Grant.
 */
export async function completeAuthorization(
  parameters: URLSearchParams,
  session: { userId: string; sessionId: string } | null,
  requestId: string,
): Promise<AuthorizationEnd> {
  const state = parameters.get("state");
  if (state === null || state === "") return { kind: "nowhere", code: "state_unknown" };
  const found = await consumePendingAuthorization(hashState(new Secret(state)));
  if (found.kind === "unknown") return { kind: "nowhere", code: "state_unknown" };
  if (found.kind === "used") {
    // Whose it was may be told that it was used; to anybody else it is as unknown as any other state.
    if (session?.userId !== found.userId) return { kind: "nowhere", code: "state_unknown" };
    const { tenantSlug, systemEmailId, half, outcomeId } = found;
    const place: DialogPlace = { tenantSlug, systemEmailId, half, outcomeId };
    return { kind: "dialog", place, isAuthorized: false, isReplay: true };
  }
  const { pending, tenantSlug } = found;
  const { systemEmailId, half } = pending;
  const failure = await finish(pending, tenantSlug, parameters, session, requestId);
  const outcomeId = await recordOutcome(pending, failure, requestId);
  const place: DialogPlace = { tenantSlug, systemEmailId, half, outcomeId };
  if (failure?.code === "session_gone") return { kind: "sign_in", place };
  if (session?.userId !== pending.userId) return { kind: "nowhere", code: "session_other" };
  return { kind: "dialog", place, isAuthorized: failure === null, isReplay: false };
}

type EndFailure = AcceptFailure | Failure<"session_gone" | "session_other" | "state_expired" | "forbidden">;

async function finish(
  pending: PendingAuthorization,
  tenantSlug: string,
  parameters: URLSearchParams,
  session: { userId: string; sessionId: string } | null,
  requestId: string,
): Promise<EndFailure | null> {
  if (session === null) {
    return { code: "session_gone", message: "Your Mailgrant session ended while you were at the provider." };
  }
  if (session.userId !== pending.userId || !isEqualInConstantTime(sha256(session.sessionId), pending.sessionHash)) {
    return { code: "session_other", message: "This sign-in was started in another browser session." };
  }
  if (pending.expiresAt < systemClock()) {
    return { code: "state_expired", message: "More than ten minutes passed between Submit and the provider's answer." };
  }
  const context = await findTenant(pending.userId, tenantSlug, requestId);
  if (context === null || !mayDo(context, "grant:write")) {
    return { code: "forbidden", message: "Your role no longer allows to authorize mailboxes." };
  }
  const accepted = await acceptAuthorization(context, pending, parameters);
  return accepted.ok ? null : accepted.failure;
}
