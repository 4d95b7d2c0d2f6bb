import { addSeconds } from "@/lib/clock";
import type { Database } from "@/lib/db/client";
import { type ForecastFacts, forecastDeath, forecastFields } from "@/lib/grant/forecast-death";
import type { Condition } from "./condition";
import { groupHalves, type HalfInUse, toSubject } from "./read-halves-in-use";
import { firstWarningDays, reachedDays } from "./warning-days";

/** A refresh token that is replaced at each refresh never comes near its end. */
const grantShare = 0.5;
/** No provider's limit of idle time is shorter than this and the first warning together; see forecastDeath. */
const idleDays = 28;
const daySeconds = 86_400;

/** States in which a half does not work by its Grant as it is. */
export const endedStates: ReadonlySet<string> = new Set(["needs_reauthorization", "broken"]);

/** The Grants of the transaction's tenant that work and end soon; what ends with its Client Credential is told of that. */
export async function findGrantEnds(db: Database, halves: readonly HalfInUse[], now: Date): Promise<Condition[]> {
  const halvesOf = groupHalves(halves, ({ state, grantId }) => (endedStates.has(state) ? null : grantId));
  const conditions = new Map<string, Condition>();
  for (const grant of await readSuspects(db, now)) {
    const subjects = (halvesOf.get(grant.id) ?? []).map(toSubject);
    const end = subjects.length === 0 ? null : forecast(grant, now);
    if (end === null) continue;
    // Google's seven days are mended for all of them at once, by publishing the app.
    const isShared = end.reason === "short_lived";
    const key = isShared ? `short_lived:${grant.idpConfig.id}` : `grant:${grant.systemEmailId}`;
    const before = conditions.get(key);
    const isFirst = before?.daysLeft == null || end.daysLeft < before.daysLeft;
    conditions.set(key, {
      key,
      kind: "grant_ending",
      cause: null,
      idpConfigId: isShared ? grant.idpConfig.id : null,
      systemEmailId: isShared ? null : grant.systemEmailId,
      server: null,
      facts: isFirst
        ? { name: grant.idpConfig.name, endsAt: end.at.toISOString(), reason: end.reason }
        : (before?.facts ?? {}),
      daysLeft: isFirst ? end.daysLeft : (before?.daysLeft ?? null),
      subjects: [...(before?.subjects ?? []), ...subjects],
    });
  }
  return [...conditions.values()];
}

/** Those that may end before the first warning is due: few, where all is well. */
function readSuspects(db: Database, now: Date) {
  const until = addSeconds(now, firstWarningDays * daySeconds);
  const idleSince = addSeconds(now, -idleDays * daySeconds);
  return db.grant.findMany({
    where: {
      status: "active",
      OR: [
        { refreshTokenExpiresAt: { lte: until } },
        {
          refreshTokenIssuedAt: { lte: idleSince },
          OR: [{ lastRefreshedAt: null }, { lastRefreshedAt: { lte: idleSince } }],
        },
        { idpConfig: { shortLivedSince: { not: null } } },
      ],
    },
    select: {
      id: true,
      systemEmailId: true,
      status: true,
      authorizedAt: true,
      lastRefreshedAt: true,
      refreshTokenIssuedAt: true,
      refreshTokenExpiresAt: true,
      idpConfig: { select: { id: true, name: true, ...forecastFields } },
    },
  });
}

function forecast(grant: ForecastFacts, now: Date): { at: Date; reason: string; daysLeft: number } | null {
  const death = forecastDeath({ ...grant, idpConfig: { ...grant.idpConfig, clientCredentials: [] } }, now);
  if (death === null) return null;
  const since = death.reason === "short_lived" ? grant.authorizedAt : grant.refreshTokenIssuedAt;
  const daysLeft = reachedDays(death.at, now, { since, share: grantShare });
  return daysLeft === null ? null : { at: death.at, reason: death.reason, daysLeft };
}
