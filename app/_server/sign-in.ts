import "server-only";
import NextAuth, { AuthError, CredentialsSignin, type NextAuthConfig } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { z } from "zod";
import { environment } from "@/lib/env";
import type { Failure } from "@/lib/errors";
import { log } from "@/lib/log";
import { fail, type Result, succeed } from "@/lib/result";
import { Secret } from "@/lib/secret";
import { checkSignIn } from "@/lib/tenancy/check-sign-in";
import { endAllSessions, endSession } from "@/lib/tenancy/end-session";
import { isSessionLive } from "@/lib/tenancy/is-session-live";
import { sessionSeconds, startSession } from "@/lib/tenancy/start-session";
import { clientAddress } from "./request";

/** Who is signed in, in which browser session. */
export type Session = { userId: string; sessionId: string };

type SignInFailure = Failure<"unauthenticated" | "rate_limited">;

/** Carries the reason of a refused sign-in through next-auth. */
class SignInRefused extends CredentialsSignin {
  constructor(readonly failure: SignInFailure) {
    super(failure.message);
  }
}

const credentialsSchema = z.object({ email: z.string(), password: z.string() });
const tokenSchema = z.object({ userId: z.uuid(), sessionId: z.uuid() });

// Worked out at the first request and not at import: a build has no environment. There is no route of
// next-auth's own; signing in and out are server actions, which check where the form came from.
const nextAuth = NextAuth((): NextAuthConfig => {
  const { authSecret, publicUrl } = environment();
  return {
    secret: authSecret.reveal(),
    trustHost: true,
    useSecureCookies: publicUrl.startsWith("https://"),
    session: { strategy: "jwt", maxAge: sessionSeconds },
    pages: { signIn: "/sign-in" },
    logger: { error: logUnexpected, warn: () => undefined, debug: () => undefined },
    providers: [
      Credentials({
        credentials: { email: {}, password: {} },
        async authorize(given) {
          const { email, password } = credentialsSchema.parse(given);
          const checked = await checkSignIn(email, new Secret(password), await clientAddress());
          if (!checked.ok) throw new SignInRefused(checked.failure);
          return { id: checked.value.userId };
        },
      }),
    ],
    callbacks: {
      // Only who and which session; whether it goes on, and what they may do, is read from the database at every request.
      async jwt({ token, user }) {
        if (!user?.id) return token;
        const sessionId = await startSession(user.id, { clientAddress: await clientAddress() });
        return { userId: user.id, sessionId };
      },
      session: ({ session, token }) => ({ ...session, token }),
    },
  };
});

/**
 * The session that the cookie of this request names, or null; it may have ended. For `enterTenant`, which looks whether it
 * goes on in the same breath as at the tenant.
 */
export async function namedSession(): Promise<Session | null> {
  const session = await nextAuth.auth();
  const parsed = z.object({ token: tokenSchema }).safeParse(session);
  return parsed.success ? parsed.data.token : null;
}

/** The session of this request, or null where there is none or it has ended. */
export async function currentSession(): Promise<Session | null> {
  const session = await namedSession();
  return session !== null && (await isSessionLive(session)) ? session : null;
}

/** Signs in by email address and password; the session cookie is set on the answer. */
export async function signIn(email: string, password: string): Promise<Result<null, SignInFailure>> {
  try {
    await nextAuth.signIn("credentials", { email, password, redirect: false });
    return succeed(null);
  } catch (error) {
    if (error instanceof SignInRefused) return fail(error.failure);
    throw error;
  }
}

/**
 * Signs out: the session ends for every process, so that a copy of its cookie is of no use, and the cookie is removed by
 * the answer. `isEverywhere` ends all other sessions of the person too.
 */
export async function signOut({ isEverywhere }: { isEverywhere: boolean }): Promise<void> {
  // An ended session ends no others.
  const session = await currentSession();
  if (session !== null) await (isEverywhere ? endAllSessions(session.userId) : endSession(session));
  await nextAuth.signOut({ redirect: false });
}

/** A wrong password and a cookie of another time, or of nobody's, are no errors of ours. */
function logUnexpected(error: Error): void {
  // By its type: the names of classes do not survive the build.
  if (error instanceof SignInRefused || (error instanceof AuthError && error.type === "JWTSessionError")) return;
  log.error({ err: error }, "signing in failed unexpectedly");
}
