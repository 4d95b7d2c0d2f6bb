import "server-only";
import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import type { UserContext } from "@/lib/tenancy/context";
import { findTenant } from "@/lib/tenancy/find-tenant";
import { requestId } from "./request";
import { currentSession, type Session } from "./sign-in";

/** The signed-in session, or the way to the sign-in page and back. */
export const requireSession = cache(async (): Promise<Session> => {
  const session = await currentSession();
  if (session !== null) return session;
  const path = (await headers()).get("x-path");
  redirect(path === null ? "/sign-in" : `/sign-in?next=${encodeURIComponent(path)}`);
});

/**
 * The tenant of the URL for the signed-in user. A tenant that does not exist and one that they are no member of
 * end in the same 404.
 */
export const requireTenant = cache(async (slug: string): Promise<UserContext> => {
  const session = await requireSession();
  const context = await findTenant(session.userId, slug, await requestId());
  return context ?? notFound();
});
