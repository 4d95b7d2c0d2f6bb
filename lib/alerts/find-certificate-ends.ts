import { z } from "zod";
import type { Database } from "@/lib/db/client";
import { stageSchema } from "@/lib/mail/schema";
import { type Condition, compareSubjects, type Findings, type KnownAlert } from "./condition";
import { groupHalves } from "./group-halves";
import { type FoundHalf, type HalfRow, readHalvesOf } from "./read-halves";
import { inTurn, type Turn } from "./take-turn";
import { reachedDays } from "./warning-days";

/** Those that last three months are renewed a month before they end. */
const certificateShare = 0.25;
/** All halves of a server see the same certificate, so that a few of them are asked, and of each its last checks. */
const halvesAsked = 20;
const checksAsked = 24;
const serversAtOnce = 100;

/**
 * The certificates of the tenant's mail servers that end soon, as each server showed its own to the newest check that
 * came so far. Where no check comes so far any more, an alert of `open` stays: nobody has seen a new one. `halves` are
 * those that are not disabled, with those of each server among them that are asked.
 */
export async function findCertificateEnds(
  turn: Turn,
  { halves, open }: { halves: readonly FoundHalf[]; open: readonly KnownAlert[] },
  now: Date,
): Promise<Findings> {
  const byServer = groupHalves(halves, ({ isAsked, server }) => (isAsked ? server : null));
  const shown = await readCertificates(turn, byServer);
  const ending = [...shown].flatMap(([server, { validFrom, validUntil }]) => {
    const daysLeft = reachedDays(validUntil, now, { since: validFrom, share: certificateShare });
    if (daysLeft === null) return [];
    const condition: Bare = {
      key: `certificate:${server}`,
      kind: "certificate_expiring",
      cause: null,
      idpConfigId: null,
      systemEmailId: null,
      server,
      facts: { endsAt: validUntil.toISOString(), hasEnded: validUntil <= now },
      daysLeft,
    };
    return [condition];
  });
  const unseen = open.flatMap((alert): Bare[] => {
    const { kind, server, facts } = alert;
    if (kind !== "certificate_expiring" || server === null || shown.has(server) || !byServer.has(server)) return [];
    const endsAt = new Date(facts.endsAt ?? now);
    const daysLeft = reachedDays(endsAt, now) ?? alert.daysLeft;
    return [{ ...alert, server, facts: { ...facts, hasEnded: endsAt <= now }, daysLeft }];
  });
  const found = [...ending, ...unseen];
  const concerned =
    found.length === 0
      ? []
      : await readHalvesOf(
          turn,
          found.map(({ server }) => server),
        );
  const halvesOf = groupHalves(concerned, ({ server }) => server);
  return {
    kinds: ["certificate_expiring"],
    conditions: found.map((bare) => ({
      ...bare,
      subjects: (halvesOf.get(bare.server) ?? []).toSorted(compareSubjects),
    })),
    resolve: ({ server }) => (server !== null && byServer.has(server) ? "recovered" : "closed"),
  };
}

/** What is told of a server, before the halves that it concerns are read. */
type Bare = Omit<Condition, "subjects"> & { server: string };

type Certificate = { validFrom: Date; validUntil: Date };

const certificateSchema = z.array(stageSchema).transform((stages): Certificate | null => {
  const leaf = stages.find(({ name }) => name === "tls")?.tls?.chain[0];
  if (leaf === undefined) return null;
  const [validFrom, validUntil] = [new Date(leaf.validFrom), new Date(leaf.validUntil)];
  return Number.isNaN(validFrom.getTime()) || Number.isNaN(validUntil.getTime()) ? null : { validFrom, validUntil };
});

async function readCertificates(
  turn: Turn,
  byServer: ReadonlyMap<string, readonly HalfRow[]>,
): Promise<Map<string, Certificate>> {
  const servers = [...byServer.values()];
  const certificates = new Map<string, Certificate>();
  for (let from = 0; from < servers.length; from += serversAtOnce) {
    const asked = servers.slice(from, from + serversAtOnce).flatMap((halves) => {
      const healthyFirst = halves.toSorted(
        (one, other) => Number(isHealthy(other)) - Number(isHealthy(one)) || compareSubjects(one, other),
      );
      return healthyFirst.slice(0, halvesAsked);
    });
    for (const { server, stages } of await inTurn(turn, (db) => readShown(db, asked))) {
      const certificate = certificateSchema.safeParse(stages).data ?? null;
      if (certificate !== null) certificates.set(server, certificate);
    }
  }
  return certificates;
}

/** What each server showed last. A scheduled check that passed keeps its stages with the half, every other one with itself. */
function readShown(db: Database, asked: readonly HalfRow[]): Promise<{ server: string; stages: unknown }[]> {
  return db.$queryRaw<{ server: string; stages: unknown }[]>`
    SELECT DISTINCT ON (asked.server) asked.server, shown.stages
    FROM unnest(${asked.map(({ systemEmailId }) => systemEmailId)}::uuid[], ${asked.map(({ half }) => half)}::text[],
        ${asked.map(({ server }) => server)}::text[]) AS asked(system_email_id, half, server)
      CROSS JOIN LATERAL (
        SELECT k.stages, k.checked_at AS at FROM half_checks k
        WHERE k.tenant_id = current_tenant_id() AND k.system_email_id = asked.system_email_id AND k.half = asked.half::half
        UNION ALL
        (SELECT v.stages, v.finished_at FROM verifications v
        WHERE v.tenant_id = current_tenant_id() AND v.system_email_id = asked.system_email_id AND v.half = asked.half::half
        ORDER BY v.finished_at DESC LIMIT ${checksAsked})
      ) shown
    WHERE shown.stages @> '[{"name": "tls", "status": "passed"}]'
    ORDER BY asked.server, shown.at DESC`;
}

function isHealthy({ state }: HalfRow): boolean {
  return state === "healthy";
}
