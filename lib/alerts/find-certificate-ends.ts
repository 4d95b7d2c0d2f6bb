import { z } from "zod";
import type { Database } from "@/lib/db/client";
import { stageSchema } from "@/lib/mail/schema";
import type { Condition, KnownAlert } from "./condition";
import { groupHalves, type HalfInUse, toSubject } from "./read-halves-in-use";
import { reachedDays } from "./warning-days";

/** Those that last three months are renewed a month before they end. */
const certificateShare = 0.25;
/** All halves of a server see the same certificate, so that a few of them are asked, and of each its last checks. */
const halvesAsked = 20;
const checksAsked = 24;

/**
 * The certificates of the tenant's mail servers that end soon, as each server showed its own to the newest check that
 * came so far. Where no check comes so far any more, an alert of `open` stays: nobody has seen a new one.
 */
export async function findCertificateEnds(
  db: Database,
  { halves, open }: { halves: readonly HalfInUse[]; open: readonly KnownAlert[] },
  now: Date,
): Promise<Condition[]> {
  const byServer = groupHalves(halves, ({ server }) => server);
  const subjectsOf = (server: string) => (byServer.get(server) ?? []).map(toSubject);
  const shown = await readCertificates(db, byServer);
  const ending = [...shown].flatMap(([server, { validFrom, validUntil }]) => {
    const daysLeft = reachedDays(validUntil, now, { since: validFrom, share: certificateShare });
    if (daysLeft === null) return [];
    const condition: Condition = {
      key: `certificate:${server}`,
      kind: "certificate_expiring",
      cause: null,
      idpConfigId: null,
      systemEmailId: null,
      server,
      facts: { endsAt: validUntil.toISOString(), hasEnded: validUntil <= now },
      daysLeft,
      subjects: subjectsOf(server),
    };
    return [condition];
  });
  const unseen = open.flatMap((alert): Condition[] => {
    const { kind, server, facts } = alert;
    if (kind !== "certificate_expiring" || server === null || shown.has(server) || !byServer.has(server)) return [];
    const endsAt = new Date(facts.endsAt ?? now);
    const daysLeft = reachedDays(endsAt, now) ?? alert.daysLeft;
    return [{ ...alert, facts: { ...facts, hasEnded: endsAt <= now }, daysLeft, subjects: subjectsOf(server) }];
  });
  return [...ending, ...unseen];
}

type Certificate = { validFrom: Date; validUntil: Date };

const certificateSchema = z.array(stageSchema).transform((stages): Certificate | null => {
  const leaf = stages.find(({ name }) => name === "tls")?.tls?.chain[0];
  if (leaf === undefined) return null;
  const [validFrom, validUntil] = [new Date(leaf.validFrom), new Date(leaf.validUntil)];
  return Number.isNaN(validFrom.getTime()) || Number.isNaN(validUntil.getTime()) ? null : { validFrom, validUntil };
});

/** What each server showed last. A scheduled check that passed keeps its stages with the half, every other one with itself. */
async function readCertificates(
  db: Database,
  byServer: ReadonlyMap<string, readonly HalfInUse[]>,
): Promise<Map<string, Certificate>> {
  const asked = [...byServer.values()].flatMap((halves) => {
    const healthyFirst = halves.toSorted((one, other) => Number(isHealthy(other)) - Number(isHealthy(one)));
    return healthyFirst.slice(0, halvesAsked);
  });
  const rows = await db.$queryRaw<{ server: string; stages: unknown }[]>`
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
  return new Map(
    rows.flatMap(({ server, stages }) => {
      const certificate = certificateSchema.safeParse(stages).data ?? null;
      return certificate === null ? [] : [[server, certificate]];
    }),
  );
}

function isHealthy({ state }: HalfInUse): boolean {
  return state === "healthy";
}
