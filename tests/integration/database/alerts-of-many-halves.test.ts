import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { evaluateAlerts } from "@/lib/alerts/evaluate-alerts";
import { findTrouble } from "@/lib/alerts/find-trouble";
import type { HalfRow } from "@/lib/alerts/read-halves";
import { alertFactsSchema } from "@/lib/alerts/schema";
import { reachedDays } from "@/lib/alerts/warning-days";
import { addSeconds } from "@/lib/clock";
import { disconnect } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { runAlone } from "@/lib/db/run-alone";
import { forecastDeath, forecastFields } from "@/lib/grant/forecast-death";
import type { UserContext } from "@/lib/tenancy/context";
import { manyEmails, seedManyHalves } from "./many-halves";
import { newTenantContext } from "./new-tenant";

let context: UserContext;
beforeAll(async () => {
  context = await newTenantContext();
  await seedManyHalves(context);
  // As a server at work does by itself within a minute.
  await runAlone("ANALYZE");
}, 180_000);
afterAll(disconnect);

/** What is told of, by key, as it stands in the alerts that are open. */
async function readOpen() {
  const alerts = await inTenant(context, (db) =>
    db.alert.findMany({ where: { resolvedAt: null }, include: { subjects: { where: { leftAt: null } } } }),
  );
  return toTold(alerts.map((alert) => ({ ...alert, facts: alertFactsSchema.parse(alert.facts) })));
}

type Subject = { systemEmailId: string; half: string; address: string; state: string };
type Told = {
  key: string;
  kind: string;
  daysLeft: number | null;
  facts: { endsAt?: string | undefined };
  subjects: readonly Subject[];
};

function toTold(alerts: readonly Told[]): Map<string, unknown> {
  const told = alerts.map(({ key, kind, daysLeft, facts, subjects }) => {
    const names = subjects.map(({ address, half, state }) => `${address} ${half} ${state}`).toSorted();
    return [key, { kind, daysLeft, endsAt: facts.endsAt, subjects: names }] as const;
  });
  return new Map(told.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

describe("the alerts of thousands of halves of many kinds", () => {
  test("are what the plain definition says that they are, which looks at every half and Grant", async () => {
    const now = new Date();
    const plain = await tellPlainly(now);
    await evaluateAlerts(context, now);
    const open = await readOpen();
    expect([...open.keys()]).toEqual([...plain.keys()]);
    expect(open).toEqual(plain);
    const counts = (prefix: string) => [...plain.keys()].filter((key) => key.startsWith(prefix)).length;
    expect(counts("credential:"), "credentials").toBeGreaterThanOrEqual(4);
    expect(counts("certificate:"), "certificates").toBeGreaterThanOrEqual(8);
    expect(counts("grant:"), "Grants").toBeGreaterThan(200);
    expect(counts("short_lived:"), "short-lived").toBeGreaterThanOrEqual(1);
    expect(counts("server:") + counts("check:") + counts("ended:") + counts("idp_config:"), "trouble").toBeGreaterThan(
      20,
    );
  }, 120_000);

  test("and are so again when much has changed", async () => {
    await inTenant(context, async (db) => {
      const half = manyEmails / 2;
      await db.$executeRaw`DELETE FROM system_emails WHERE name = 'Desk' AND hashtext(address) % 7 = 0`;
      await db.$executeRaw`UPDATE half_checks SET is_healthy = true, since = now() WHERE is_healthy = false
        AND system_email_id IN (SELECT id FROM system_emails ORDER BY id LIMIT ${half}::int)`;
      await db.$executeRaw`UPDATE grants SET refresh_token_issued_at = now(), last_refreshed_at = now(), refresh_token_expires_at = NULL
        WHERE hashtext(id::text) % 2 = 0`;
      await db.$executeRaw`UPDATE client_credentials SET expires_on = current_date + 400
        WHERE idp_config_id = (SELECT id FROM idp_configs WHERE name = 'Config 0')`;
      await db.$executeRaw`UPDATE remote_mailboxes SET status = 'disabled' WHERE host = 'IMAP-3.acme.test'`;
    });
    const now = addSeconds(new Date(), 2 * 3600);
    const plain = await tellPlainly(now);
    await evaluateAlerts(context, now);
    expect(onlyEnds(await readOpen())).toEqual(onlyEnds(plain));
    const over = await inTenant(context, (db) =>
      db.alert.groupBy({ by: ["kind", "resolution"], where: { resolvedAt: { not: null } }, _count: true }),
    );
    expect(over).toContainEqual(expect.objectContaining({ kind: "credential_expiring", resolution: "recovered" }));
    expect(over).toContainEqual(expect.objectContaining({ kind: "certificate_expiring", resolution: "closed" }));
    expect(over).toContainEqual(expect.objectContaining({ kind: "grant_ending", resolution: "recovered" }));
  }, 120_000);
});

function onlyEnds(told: Map<string, unknown>): Map<string, unknown> {
  return new Map([...told].filter(([key]) => /^(credential|certificate|grant|short_lived):/.test(key)));
}

/** What is wrong and what ends, worked out from every half, Grant and check that there is. */
async function tellPlainly(now: Date): Promise<Map<string, unknown>> {
  const { halves, configs, grants, certificates } = await inTenant(context, async (db) => ({
    halves: await db.$queryRaw<HalfRow[]>`
      SELECT s.system_email_id AS "systemEmailId", s.half::text AS half, s.address, lower(s.server) AS server,
        lower(r.host) || ':' || r.port AS "receivesFrom", s.state, s.reason, s.since, s.cause,
        s.failure_code AS "failureCode", s.serving_half::text AS "servingHalf", s.idp_config_id AS "idpConfigId", s.idp_config_name AS "idpConfigName", s.grant_id AS "grantId"
      FROM half_states s JOIN remote_mailboxes r ON r.system_email_id = s.system_email_id ORDER BY s.address, s.half`,
    configs: await db.idpConfig.findMany({ include: { clientCredentials: true } }),
    grants: await db.grant.findMany({
      orderBy: { id: "asc" },
      include: { idpConfig: { select: { id: true, ...forecastFields } } },
    }),
    // Of each server what its newest check showed that came as far as its certificate.
    certificates: await db.$queryRaw<{ server: string; from: string; until: string }[]>`
      SELECT DISTINCT ON (1) lower(s.server) AS server, leaf->>'validFrom' AS from, leaf->>'validUntil' AS until
      FROM half_states s JOIN (
          SELECT system_email_id, half, stages, checked_at AS at FROM half_checks
          UNION ALL SELECT system_email_id, half, stages, finished_at FROM verifications
        ) k ON k.system_email_id = s.system_email_id AND k.half = s.half
        CROSS JOIN LATERAL (SELECT k.stages->0->'tls'->'chain'->0 AS leaf) l
      WHERE s.state <> 'disabled' AND leaf IS NOT NULL ORDER BY 1, k.at DESC`,
  }));
  const inUse = halves.filter(({ state }) => state !== "disabled");
  const told: Told[] = [
    ...findTrouble(
      halves.map((half) => ({ ...half, refusedDetail: null, tokenEndsAt: null })),
      [],
      now,
    ).conditions,
  ].map((condition) => ({ ...condition, subjects: condition.subjects }));
  for (const { id, enabled, refusedAt, clientCredentials } of configs) {
    const [newest] = clientCredentials.toSorted((one, other) => Number(other.createdAt) - Number(one.createdAt));
    const endsAt = newest?.expiresOn ?? null;
    const daysLeft = endsAt === null || !enabled || refusedAt !== null ? null : reachedDays(endsAt, now);
    if (endsAt === null || daysLeft === null) continue;
    const subjects = inUse.filter(({ idpConfigId }) => idpConfigId === id);
    told.push({
      key: `credential:${id}`,
      kind: "credential_expiring",
      daysLeft,
      facts: { endsAt: endsAt.toISOString() },
      subjects,
    });
  }
  for (const { server, from, until } of certificates) {
    const daysLeft = reachedDays(new Date(until), now, { since: new Date(from), share: 0.25 });
    if (daysLeft === null) continue;
    const subjects = inUse.filter((half) => half.server === server);
    told.push({
      key: `certificate:${server}`,
      kind: "certificate_expiring",
      daysLeft,
      facts: { endsAt: new Date(until).toISOString() },
      subjects,
    });
  }
  return toTold([...told, ...endingGrants(grants, inUse, now)]);
}

type Grant = Parameters<typeof forecastDeath>[0] & { id: string; systemEmailId: string; idpConfig: { id: string } };

function endingGrants(grants: readonly Grant[], inUse: readonly HalfRow[], now: Date): Told[] {
  const told = new Map<string, Told & { daysLeft: number }>();
  const working = new Map<string, HalfRow[]>();
  for (const half of inUse) {
    if (half.state === "broken" || half.state === "needs_reauthorization") continue;
    if (half.grantId !== null) working.set(half.grantId, [...(working.get(half.grantId) ?? []), half]);
  }
  for (const grant of grants) {
    const death = forecastDeath({ ...grant, idpConfig: { ...grant.idpConfig, clientCredentials: [] } }, now);
    const works = working.get(grant.id) ?? [];
    if (death === null || works.length === 0) continue;
    const since = death.reason === "short_lived" ? grant.authorizedAt : grant.refreshTokenIssuedAt;
    const daysLeft = reachedDays(death.at, now, { since, share: 0.5 });
    if (daysLeft === null) continue;
    const key = death.reason === "short_lived" ? `short_lived:${grant.idpConfig.id}` : `grant:${grant.systemEmailId}`;
    const before = told.get(key);
    const isSooner = before === undefined || daysLeft < before.daysLeft;
    told.set(key, {
      key,
      kind: "grant_ending",
      daysLeft: isSooner ? daysLeft : before.daysLeft,
      facts: { endsAt: isSooner ? death.at.toISOString() : before.facts.endsAt },
      subjects: [...(before?.subjects ?? []), ...works],
    });
  }
  return [...told.values()];
}
