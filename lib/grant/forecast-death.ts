import type { GrantStatus } from "@/lib/db/generated/enums";
import type { ProviderName } from "@/lib/providers/presets";

/** When a Grant ends if nothing is done, and by what. */
export type Forecast = {
  at: Date;
  reason: "refresh_token_expires" | "idle" | "short_lived" | "credential_expires";
};

export type ForecastFacts = {
  status: GrantStatus;
  authorizedAt: Date;
  lastRefreshedAt: Date | null;
  refreshTokenIssuedAt: Date;
  refreshTokenExpiresAt: Date | null;
  idpConfig: {
    provider: ProviderName;
    /** Since when Grants of the IdP Config are known to end after seven days. */
    shortLivedSince: Date | null;
    clientCredentials: readonly { createdAt: Date; expiresOn: Date | null; refusedAt: Date | null }[];
  };
};

/** What of an IdP Config a forecast is made from, to be selected with it. */
export const forecastFields = {
  provider: true,
  shortLivedSince: true,
  clientCredentials: { select: { createdAt: true, expiresOn: true, refusedAt: true } },
} as const;

const msPerDay = 86_400_000;

/** Google's "Testing" publishing status ends every Grant after this long ("Using OAuth 2.0", Refresh token expiration). */
export const testingDays = 7;

/** Microsoft's inactive time of a refresh token ("Refresh tokens in the Microsoft identity platform", Token lifetime). */
const microsoftIdleDays = 90;

/** Google drops a refresh token that was not used for six months ("Using OAuth 2.0", Refresh token expiration). */
const googleIdleMonths = 6;

/**
 * When a Grant will end by itself, as far as that can be known: the end of its refresh token where the provider told
 * it, the provider's idle limit, Google's seven days where they were seen, and the end of the Client Credential that
 * is used. The earliest wins. Null where nothing is known, and for a Grant that needs another authorization already.
 */
export function forecastDeath(facts: ForecastFacts, now: Date): Forecast | null {
  if (facts.status === "needs_reauthorization") return null;
  const ends = [
    ...endsOf("refresh_token_expires", facts.refreshTokenExpiresAt),
    ...endsOf("short_lived", findTestingEnd(facts, now)),
    ...endsOf("credential_expires", findCredentialEnd(facts)),
    ...endsOf("idle", findIdleEnd(facts)),
  ];
  return ends.toSorted((one, other) => one.at.getTime() - other.at.getTime())[0] ?? null;
}

function endsOf(reason: Forecast["reason"], at: Date | null): Forecast[] {
  return at === null ? [] : [{ reason, at }];
}

/** Counted from the last use of the refresh token, which is what both providers count from. */
function findIdleEnd({ idpConfig, lastRefreshedAt, refreshTokenIssuedAt }: ForecastFacts): Date | null {
  const usedAt = new Date(Math.max(lastRefreshedAt?.getTime() ?? 0, refreshTokenIssuedAt.getTime()));
  switch (idpConfig.provider) {
    case "microsoft":
      return new Date(usedAt.getTime() + microsoftIdleDays * msPerDay);
    case "google":
      return addMonths(usedAt, googleIdleMonths);
    case "other":
      return null;
  }
}

/** A Grant that outlived the seven days has shown that they do not hold for it. */
function findTestingEnd({ idpConfig, authorizedAt }: ForecastFacts, now: Date): Date | null {
  if (idpConfig.provider !== "google" || idpConfig.shortLivedSince === null) return null;
  const end = new Date(authorizedAt.getTime() + testingDays * msPerDay);
  return end > now ? end : null;
}

/** Of the newest one that the provider does not refuse, because that one is tried first and kept. */
function findCredentialEnd({ idpConfig }: ForecastFacts): Date | null {
  const usable = idpConfig.clientCredentials.filter(({ refusedAt }) => refusedAt === null);
  const newestFirst = usable.toSorted((one, other) => other.createdAt.getTime() - one.createdAt.getTime());
  return newestFirst[0]?.expiresOn ?? null;
}

/** The same day some months later, or the last day of that month where it is shorter. */
function addMonths(from: Date, months: number): Date {
  const to = new Date(from);
  to.setUTCMonth(from.getUTCMonth() + months);
  if (to.getUTCDate() !== from.getUTCDate()) to.setUTCDate(0);
  return to;
}
