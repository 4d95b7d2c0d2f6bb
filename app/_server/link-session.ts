import "server-only";
import { z } from "zod";
import { environment } from "@/lib/env";

const namePrefix = "mailgrant-link-";
const lifetimeSeconds = 3600;

/** The secret of an Authorization Link as it stands in a path: 32 bytes, base64url. */
export const linkTokenSchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

const cookieSchema = z
  .string()
  .regex(/^[0-9a-f-]{36}\.[A-Za-z0-9_-]{43}$/)
  .transform((value) => ({ sessionId: value.slice(0, 36), token: value.slice(37) }));

/**
 * The cookie of a browser that begins an authorization by a link: the session that alone may end it, and the link's
 * secret, by which the page is found again. Lax, so that it comes along when the provider sends the browser back.
 */
export function linkSessionCookie(linkId: string, session: { sessionId: string; token: string }): string {
  const secure = environment().publicUrl.startsWith("https://") ? "; Secure" : "";
  const value = `${session.sessionId}.${session.token}`;
  return `${namePrefix}${linkId}=${value}; Path=/; Max-Age=${lifetimeSeconds}; HttpOnly; SameSite=Lax${secure}`;
}

/** What this browser's cookies say of the links that it has begun with, by link id. */
export function readLinkSessions(
  cookies: readonly { name: string; value: string }[],
): Map<string, { sessionId: string; token: string }> {
  return new Map(
    cookies.flatMap(({ name, value }) => {
      const session = cookieSchema.safeParse(value);
      return name.startsWith(namePrefix) && session.success ? [[name.slice(namePrefix.length), session.data]] : [];
    }),
  );
}

/** The page of an Authorization Link, with how an authorization by it ended. */
export function linkPath(token: string, outcome?: { outcomeId: string; isReplay: boolean }): string {
  if (outcome === undefined) return `/authorize/${token}`;
  return `/authorize/${token}?outcome=${outcome.outcomeId}${outcome.isReplay ? "&replayed=1" : ""}`;
}
