import { z } from "zod";
import type { Database } from "@/lib/db/client";
import { type ForecastFacts, forecastDeath, forecastFields } from "@/lib/grant/forecast-death";
import { stageSchema } from "@/lib/mail/schema";
import type { Condition, KnownAlert, Resolution, Subject } from "./condition";
import type { AlertKind } from "./schema";
import { reachedDays } from "./warning-days";

export const endKinds: readonly AlertKind[] = ["credential_expiring", "certificate_expiring", "grant_ending"];

/** Of a certificate: those that last three months are renewed a month before they end. */
const certificateShare = 0.25;
/** Of a refresh token: one that is replaced at each refresh never comes near its end. */
const grantShare = 0.5;

export type Ends = { conditions: Condition[]; resolve: (alert: KnownAlert) => Resolution };

/** What of the transaction's tenant ends soon: Client Credentials, certificates of mail servers, and Grants. */
export async function findEnds(db: Database, now: Date): Promise<Ends> {
  const halves = await readHalvesInUse(db);
  const credentials = await findCredentialEnds(db, halves, now);
  const certificates = await findCertificateEnds(db, halves, now);
  const grants = await findGrantEnds(db, halves, now);
  const configs = await db.idpConfig.findMany({ select: { id: true, enabled: true, refusedAt: true } });
  return {
    conditions: [...credentials, ...certificates, ...grants],
    resolve: (alert) => {
      if (alert.kind === "certificate_expiring")
        return halves.some(({ server }) => server === alert.server) ? "recovered" : "closed";
      if (alert.kind === "grant_ending") return endOfGrant(alert, halves);
      const config = configs.find(({ id }) => id === alert.idpConfigId);
      if (config === undefined || !config.enabled) return "closed";
      return config.refusedAt === null ? "recovered" : "superseded";
    },
  };
}

type HalfInUse = Subject & { server: string; idpConfigId: string | null; grantId: string | null };

function readHalvesInUse(db: Database): Promise<HalfInUse[]> {
  return db.$queryRaw<HalfInUse[]>`
    SELECT system_email_id AS "systemEmailId", half::text AS half, address, state, since, lower(server) AS server,
      idp_config_id AS "idpConfigId", grant_id AS "grantId"
    FROM half_states WHERE tenant_id = current_tenant_id() AND state <> 'disabled' ORDER BY address, half`;
}

/** The newest one of an IdP Config counts: older ones are there to be replaced. A refused IdP Config has its own alert. */
async function findCredentialEnds(db: Database, halves: readonly HalfInUse[], now: Date): Promise<Condition[]> {
  const configs = await db.idpConfig.findMany({
    where: { enabled: true, refusedAt: null },
    select: {
      id: true,
      name: true,
      clientCredentials: { orderBy: { createdAt: "desc" }, take: 1, select: { expiresOn: true } },
    },
  });
  return configs.flatMap(({ id, name, clientCredentials: [newest] }) => {
    const endsAt = newest?.expiresOn ?? null;
    const daysLeft = endsAt === null ? null : reachedDays(endsAt, now);
    if (endsAt === null || daysLeft === null) return [];
    const subjects = halves.filter(({ idpConfigId }) => idpConfigId === id).map(toSubject);
    const facts = { name, endsAt: endsAt.toISOString(), hasEnded: endsAt <= now };
    return [
      {
        ...nothing,
        key: `credential:${id}`,
        kind: "credential_expiring" as const,
        idpConfigId: id,
        facts,
        daysLeft,
        subjects,
      },
    ];
  });
}

const certificateSchema = z
  .array(stageSchema)
  .transform((stages) => stages.find(({ name }) => name === "tls")?.tls?.chain[0]);

/** As each server showed it to the newest check of one of its halves that came so far. */
async function findCertificateEnds(db: Database, halves: readonly HalfInUse[], now: Date): Promise<Condition[]> {
  const checks = await db.$queryRaw<{ server: string; stages: unknown }[]>`
    SELECT DISTINCT ON (s.server) lower(s.server) AS server, v.stages
    FROM half_states s CROSS JOIN LATERAL (
      SELECT v.stages, v.finished_at FROM verifications v
      WHERE v.tenant_id = s.tenant_id AND v.system_email_id = s.system_email_id AND v.half = s.half
        AND v.stages @> '[{"name": "tls", "status": "passed"}]'
      ORDER BY v.finished_at DESC LIMIT 1) v
    WHERE s.tenant_id = current_tenant_id() AND s.state <> 'disabled'
    ORDER BY s.server, v.finished_at DESC`;
  return checks.flatMap(({ server, stages }) => {
    const certificate = certificateSchema.safeParse(stages).data;
    if (certificate === undefined) return [];
    const [endsAt, since] = [new Date(certificate.validUntil), new Date(certificate.validFrom)];
    if (Number.isNaN(endsAt.getTime()) || Number.isNaN(since.getTime())) return [];
    const daysLeft = reachedDays(endsAt, now, { since, share: certificateShare });
    if (daysLeft === null) return [];
    const subjects = halves.filter((half) => half.server === server).map(toSubject);
    return [
      {
        ...nothing,
        key: `certificate:${server}`,
        kind: "certificate_expiring" as const,
        server,
        facts: { endsAt: endsAt.toISOString(), hasEnded: endsAt <= now },
        daysLeft,
        subjects,
      },
    ];
  });
}

/** Of Grants that work; what ends with its Client Credential is told of that. */
async function findGrantEnds(db: Database, halves: readonly HalfInUse[], now: Date): Promise<Condition[]> {
  const inUse = halves.filter(({ state, grantId }) => grantId !== null && !ended.has(state));
  const grants = await db.grant.findMany({
    where: { status: "active" },
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
  const conditions = new Map<string, Condition>();
  for (const grant of grants) {
    const subjects = inUse.filter(({ grantId }) => grantId === grant.id).map(toSubject);
    const end = subjects.length === 0 ? null : forecast(grant, now);
    if (end === null) continue;
    // Google's seven days are mended for all of them at once, by publishing the app.
    const isShared = end.reason === "short_lived";
    const key = isShared ? `short_lived:${grant.idpConfig.id}` : `grant:${grant.systemEmailId}`;
    const before = conditions.get(key);
    const isFirst = before?.daysLeft == null || end.daysLeft < before.daysLeft;
    conditions.set(key, {
      ...nothing,
      key,
      kind: "grant_ending",
      idpConfigId: isShared ? grant.idpConfig.id : null,
      systemEmailId: isShared ? null : grant.systemEmailId,
      facts: isFirst
        ? { name: grant.idpConfig.name, endsAt: end.at.toISOString(), reason: end.reason }
        : (before?.facts ?? {}),
      daysLeft: isFirst ? end.daysLeft : (before?.daysLeft ?? null),
      subjects: [...(before?.subjects ?? []), ...subjects],
    });
  }
  return [...conditions.values()];
}

const ended: ReadonlySet<string> = new Set(["needs_reauthorization", "broken"]);

function forecast(grant: ForecastFacts, now: Date): { at: Date; reason: string; daysLeft: number } | null {
  const death = forecastDeath({ ...grant, idpConfig: { ...grant.idpConfig, clientCredentials: [] } }, now);
  if (death === null) return null;
  const since = death.reason === "short_lived" ? grant.authorizedAt : grant.refreshTokenIssuedAt;
  const daysLeft = reachedDays(death.at, now, { since, share: grantShare });
  return daysLeft === null ? null : { at: death.at, reason: death.reason, daysLeft };
}

function endOfGrant({ subjects }: KnownAlert, halves: readonly HalfInUse[]): Resolution {
  const states = subjects.flatMap(({ systemEmailId, half }) =>
    halves.filter((one) => one.systemEmailId === systemEmailId && one.half === half).map(({ state }) => state),
  );
  if (states.length === 0) return "closed";
  return states.some((state) => !ended.has(state)) ? "recovered" : "superseded";
}

const nothing = { cause: null, idpConfigId: null, systemEmailId: null, server: null };

function toSubject({ systemEmailId, half, address, state, since }: HalfInUse): Subject {
  return { systemEmailId, half, address, state, since };
}
