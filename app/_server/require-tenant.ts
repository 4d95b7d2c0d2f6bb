import "server-only";
import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import type { UserContext } from "@/lib/tenancy/context";
import { enterTenant } from "@/lib/tenancy/enter-tenant";
import { requestId } from "./request";
import { currentSession, namedSession, type Session } from "./sign-in";

/** The signed-in session, or the way to the sign-in page and back. */
export const requireSession = cache(async (): Promise<Session> => {
  return (await currentSession()) ?? goToSignIn();
});

/**
 * The tenant of the URL for the signed-in user. A tenant that does not exist and one that they are no member of
 * end in the same 404; without a session, or with one that has ended, the way leads to the sign-in page and back.
 */
export const requireTenant = cache(async (slug: string): Promise<UserContext> => {
  const session = (await namedSession()) ?? (await goToSignIn());
  const entered = await enterTenant(session, slug, await requestId());
  if (entered.ok) return entered.value;
  return entered.failure.code === "not_found" ? notFound() : goToSignIn();
});

async function goToSignIn(): Promise<never> {
  const sent = await headers();
  const path = sent.get("x-path");
  // Whoever pressed a button is told why it came to nothing; whoever followed a link knows.
  const query = new URLSearchParams({
    ...(path === null ? {} : { next: path }),
    ...(sent.has("next-action") ? { reason: "session_ended" } : {}),
  });
  redirect(query.size === 0 ? "/sign-in" : `/sign-in?${query}`);
}
