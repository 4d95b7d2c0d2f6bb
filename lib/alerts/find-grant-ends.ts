import type { Database } from "@/lib/db/client";
import { type ForecastFacts, forecastDeath } from "@/lib/grant/forecast-death";
import {
  type Condition,
  compareSubjects,
  type Findings,
  type KnownAlert,
  type Resolution,
  type Subject,
  subjectId,
} from "./condition";
import { grantMayEnd, grantShare } from "./grant-may-end";
import { groupHalves } from "./group-halves";
import type { HalfRow } from "./read-halves";
import { inTurn, type Turn } from "./take-turn";
import { reachedDays } from "./warning-days";

/** States in which a half does not work by its Grant as it is. */
const endedStates: ReadonlySet<string> = new Set(["needs_reauthorization", "broken"]);
const grantsAtOnce = 5000;
const beforeAll = "00000000-0000-0000-0000-000000000000";

/** A Grant that ends soon. */
export type GrantEnd = Suspect & { end: End };

/**
 * The Grants of the tenant that end soon, whatever they are used for. What ends with its Client Credential is told of
 * that. They are read in pages, each a transaction of its own.
 */
export async function findEndingGrants(turn: Turn, now: Date): Promise<GrantEnd[]> {
  const endings: GrantEnd[] = [];
  let after = beforeAll;
  for (;;) {
    const suspects = await inTurn(turn, (db) => readSuspects(db, after, now));
    for (const suspect of suspects) {
      const end = forecast(suspect, now);
      if (end !== null) endings.push({ ...suspect, end });
    }
    const last = suspects.at(-1);
    if (last === undefined || suspects.length < grantsAtOnce) return endings;
    after = last.id;
  }
}

/**
 * What is told of the Grants that end soon and work. `halves` are those that are not disabled, with those of these Grants
 * and all that an open alert of this kind concerns among them.
 */
export function findGrantEnds(grants: readonly GrantEnd[], halves: readonly HalfRow[]): Findings {
  const ids = new Set(grants.map(({ id }) => id));
  const halvesOf = groupHalves(halves, ({ state, grantId }) =>
    grantId === null || endedStates.has(state) || !ids.has(grantId) ? null : grantId,
  );
  const endings = new Map<string, Ending>();
  for (const grant of grants) {
    const subjects = halvesOf.get(grant.id) ?? [];
    if (subjects.length === 0) continue;
    // Google's seven days are mended for all of them at once, by publishing the app.
    const isShared = grant.end.reason === "short_lived";
    const key = isShared ? `short_lived:${grant.idpConfig.id}` : `grant:${grant.systemEmailId}`;
    const ending = endings.get(key);
    if (ending === undefined) {
      endings.set(key, { grant, subjects: [...subjects] });
      continue;
    }
    for (const subject of subjects) ending.subjects.push(subject);
    if (grant.end.daysLeft < ending.grant.end.daysLeft) ending.grant = grant;
  }
  return {
    kinds: ["grant_ending"],
    conditions: [...endings].map(([key, ending]) => toCondition(key, ending)),
    resolve: (alert) => resolve(alert, halves),
  };
}

type End = { at: Date; reason: string; daysLeft: number };
/** What ends under one key, by the Grant of them that ends first. */
type Ending = { grant: GrantEnd; subjects: Subject[] };

function toCondition(key: string, { grant, subjects }: Ending): Condition {
  const { end } = grant;
  const isShared = end.reason === "short_lived";
  return {
    key,
    kind: "grant_ending",
    cause: null,
    idpConfigId: isShared ? grant.idpConfig.id : null,
    systemEmailId: isShared ? null : grant.systemEmailId,
    server: null,
    facts: { name: grant.idpConfig.name, endsAt: end.at.toISOString(), reason: end.reason },
    daysLeft: end.daysLeft,
    subjects: subjects.toSorted(compareSubjects),
  };
}

type Suspect = ForecastFacts & {
  id: string;
  systemEmailId: string;
  idpConfig: ForecastFacts["idpConfig"] & { id: string; name: string };
};

/** One page of the Grants that may end before the first warning is due. */
async function readSuspects(db: Database, after: string, now: Date): Promise<Suspect[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT g.id FROM grants g JOIN idp_configs i ON i.tenant_id = g.tenant_id AND i.id = g.idp_config_id
    WHERE g.tenant_id = current_tenant_id() AND g.id > ${after}::uuid AND ${grantMayEnd(now)}
    ORDER BY g.id LIMIT ${grantsAtOnce}`;
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const grants = await db.grant.findMany({ where: { id: { in: ids } }, orderBy: { id: "asc" }, select });
  return grants.map(({ idpConfig, ...grant }) => ({ ...grant, idpConfig: { ...idpConfig, clientCredentials: [] } }));
}

const select = {
  id: true,
  systemEmailId: true,
  status: true,
  authorizedAt: true,
  lastRefreshedAt: true,
  refreshTokenIssuedAt: true,
  refreshTokenExpiresAt: true,
  idpConfig: { select: { id: true, name: true, provider: true, shortLivedSince: true } },
} as const;

function forecast(grant: Suspect, now: Date): End | null {
  const death = forecastDeath(grant, now);
  if (death === null) return null;
  const since = death.reason === "short_lived" ? grant.authorizedAt : grant.refreshTokenIssuedAt;
  const daysLeft = reachedDays(death.at, now, { since, share: grantShare });
  return daysLeft === null ? null : { at: death.at, reason: death.reason, daysLeft };
}

function resolve({ subjects }: KnownAlert, halves: readonly HalfRow[]): Resolution {
  const concerned = new Set(subjects.map(subjectId));
  const states = halves.filter((half) => concerned.has(subjectId(half))).map(({ state }) => state);
  if (states.length === 0) return "closed";
  return states.some((state) => !endedStates.has(state)) ? "recovered" : "superseded";
}
