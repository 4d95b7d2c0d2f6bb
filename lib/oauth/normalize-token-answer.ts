import { z } from "zod";

/** An answer of a token endpoint in the one form that RFC 6749 §5.1 describes, with what else it told apart. */
export type NormalizedTokenAnswer = {
  body: Record<string, unknown>;
  idToken: string | null;
  /** How long the refresh token lasts, where the provider says so (Google's `refresh_token_expires_in`). */
  refreshTokenExpiresInSeconds: number | null;
};

/**
 * Brings a successful token answer into the standard's form, because providers stray from it: no token type, a
 * lifetime that is text or absent, scopes as a list, an empty refresh token, a missing content type. Null where
 * the answer is no success, among them an error that comes with HTTP status 200.
 */
export function normalizeTokenAnswer(answer: { status: number; text: string }): NormalizedTokenAnswer | null {
  if (answer.status < 200 || answer.status > 299) return null;
  let json: unknown;
  try {
    json = JSON.parse(answer.text);
  } catch {
    return null;
  }
  const parsed = tokenAnswerSchema.safeParse(json);
  if (!parsed.success) return null;
  const { id_token: idToken, refresh_token_expires_in: refreshTokenExpiresIn, ...rest } = parsed.data;
  const known = Object.entries(rest).filter(([, value]) => value !== undefined);
  return {
    body: Object.fromEntries(known),
    idToken: idToken ?? null,
    refreshTokenExpiresInSeconds: refreshTokenExpiresIn === undefined ? null : Math.floor(refreshTokenExpiresIn),
  };
}

/** Ten years. What claims to live longer, beyond what a date can hold, is taken for not told. */
const longestLifetimeSeconds = 315_360_000;

const filledText = z.string().min(1).optional().catch(undefined);

const lifetime = z.coerce.number().positive().max(longestLifetimeSeconds).optional().catch(undefined);

const tokenAnswerSchema = z.object({
  access_token: z.string().min(1),
  token_type: z
    .string()
    .regex(/^bearer$/i)
    .optional()
    .default("Bearer"),
  expires_in: lifetime,
  refresh_token_expires_in: lifetime,
  refresh_token: filledText,
  scope: z
    .union([z.string(), z.array(z.string()).transform((scopes) => scopes.join(" "))])
    .transform(keepScopes)
    .optional()
    .catch(undefined),
  id_token: filledText,
});

/** What is no scope by RFC 6749 §3.3, and what is beyond all measure, is left out: the scopes are kept with the Grant. */
function keepScopes(text: string): string {
  const mostScopes = 500;
  const scopes = text.split(/\s+/).filter((scope) => /^[\x21-\x7e]{1,500}$/.test(scope));
  return scopes.slice(0, mostScopes).join(" ");
}
