import type { Database } from "@/lib/db/client";
import { type ForecastFacts, forecastDeath, forecastFields } from "@/lib/grant/forecast-death";

/** How far the time line looks ahead. */
export const lookAheadDays = 90;
const msPerDay = 86_400_000;

export type ExpiryKind = "access_tokens" | "grants" | "client_credential";

/** What ends, on one day, by one IdP Config. */
export type Expiry = {
  kind: ExpiryKind;
  at: Date;
  idpConfigId: string;
  idpConfigName: string;
  /** How many Grants end, or depend on the Client Credential. */
  grantCount: number;
  /** Why Grants end; null for the other kinds. */
  reason: "refresh_token_expires" | "idle" | "short_lived" | null;
};

/**
 * What ends by itself within 90 days, the soonest first: access tokens that are not renewed, Grants, and the Client
 * Credential that is in use. That a Grant would end for want of use is no expiry while it is refreshed by itself, and
 * one that ends with its Client Credential is told of that. Call it within the tenant.
 */
export async function readExpiries(db: Database, now: Date): Promise<Expiry[]> {
  const configs = await db.idpConfig.findMany({
    where: { grants: { some: {} } },
    select: { id: true, name: true, enabled: true, refusedAt: true, ...forecastFields },
  });
  const until = new Date(now.getTime() + lookAheadDays * msPerDay);
  const grants = await findEndingGrants(db, { configs, until });
  const counts = await db.grant.groupBy({ by: ["idpConfigId"], where: { status: "active" }, _count: true });
  const countOf = new Map(counts.map(({ idpConfigId, _count }) => [idpConfigId, _count]));
  const expiries = configs.flatMap((config) => {
    const own = grants.filter(({ idpConfigId }) => idpConfigId === config.id);
    const isRenewed = isRenewing(config);
    return [
      ...endOfCredential(config, countOf.get(config.id) ?? 0),
      ...own.flatMap((grant) =>
        endsOfGrant({ ...grant, idpConfig: { ...config, clientCredentials: [] } }, { now, isRenewed }),
      ),
    ].map((end) => ({ ...end, idpConfigId: config.id, idpConfigName: config.name }));
  });
  return gather(expiries.filter(({ at }) => at > now && at <= until));
}

type Config = { id: string; enabled: boolean; refusedAt: Date | null; shortLivedSince: Date | null };

function isRenewing({ enabled, refusedAt }: Config): boolean {
  return enabled && refusedAt === null;
}

/** Those of which anything but the idle limit is known, or that are not kept in use: few, where all is well. */
function findEndingGrants(db: Database, { configs, until }: { configs: readonly Config[]; until: Date }) {
  const suspects = configs.filter((config) => !isRenewing(config) || config.shortLivedSince !== null);
  return db.grant.findMany({
    where: {
      status: "active",
      OR: [
        { refreshTokenExpiresAt: { lte: until } },
        { refreshDueAt: null },
        { idpConfigId: { in: suspects.map(({ id }) => id) } },
      ],
    },
    select: {
      idpConfigId: true,
      status: true,
      authorizedAt: true,
      accessTokenExpiresAt: true,
      lastRefreshedAt: true,
      refreshTokenIssuedAt: true,
      refreshTokenExpiresAt: true,
      refreshDueAt: true,
    },
  });
}

type End = Pick<Expiry, "kind" | "at" | "reason" | "grantCount">;

function endOfCredential({ clientCredentials }: ForecastFacts["idpConfig"], grantCount: number): End[] {
  const usable = clientCredentials.filter(({ refusedAt }) => refusedAt === null);
  const [newest] = usable.toSorted((one, other) => other.createdAt.getTime() - one.createdAt.getTime());
  if (newest?.expiresOn == null) return [];
  return [{ kind: "client_credential", at: newest.expiresOn, reason: null, grantCount }];
}

function endsOfGrant(
  grant: ForecastFacts & { accessTokenExpiresAt: Date; refreshDueAt: Date | null },
  { now, isRenewed }: { now: Date; isRenewed: boolean },
): End[] {
  const ends: End[] = [];
  if (!isRenewed) ends.push({ kind: "access_tokens", at: grant.accessTokenExpiresAt, reason: null, grantCount: 1 });
  const death = forecastDeath(grant, now);
  if (death === null || death.reason === "credential_expires") return ends;
  const isKeptInUse = isRenewed && grant.refreshDueAt !== null;
  if (death.reason !== "idle" || !isKeptInUse) {
    ends.push({ kind: "grants", at: death.at, reason: death.reason, grantCount: 1 });
  }
  return ends;
}

/** Of the same kind, day, IdP Config and reason one is made, at the moment of the first of them. */
function gather(expiries: readonly Expiry[]): Expiry[] {
  const gathered = new Map<string, Expiry>();
  for (const expiry of expiries.toSorted((one, other) => one.at.getTime() - other.at.getTime())) {
    const key = [expiry.kind, expiry.at.toISOString().slice(0, 10), expiry.idpConfigId, expiry.reason].join(" ");
    const first = gathered.get(key);
    gathered.set(key, first === undefined ? expiry : { ...first, grantCount: first.grantCount + expiry.grantCount });
  }
  return [...gathered.values()];
}
