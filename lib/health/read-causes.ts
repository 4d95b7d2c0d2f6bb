import { z } from "zod";
import type { Database } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { joinByHash } from "@/lib/db/join-by-hash";
import { sql } from "@/lib/db/sql";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { lookedAt } from "@/lib/verification/read-failure-facts";
import { type CauseGroup, causeGroupSchema, type FirstHalf, firstHalfSchema } from "./cause-group";
import { type ExplainedCause, explainCause } from "./explain-cause";

/** So many are shown: whoever has more begins with the worst. */
const shownAtMost = 12;
const namedHalves = 4;

const countedSchema = causeGroupSchema.extend({ causeCount: z.number(), isTakenOn: z.boolean() });

/**
 * One thing that is wrong, whatever the number of mailboxes that it stops, and its remedy. `takenOn` is the alert by
 * which somebody has taken all of it on.
 */
export type CauseRow = CauseGroup & ExplainedCause & Pick<FirstHalf, "takenOn">;

/** An alert `a` of what is wrong, with a half `j` that it concerns, which somebody has acknowledged or snoozed. */
const isTakenOn = sql`a.tenant_id = current_tenant_id() AND a.resolved_at IS NULL AND j.left_at IS NULL
  AND a.kind IN ('mailbox_broken', 'mailbox_trouble', 'idp_config_refused')
  AND (a.acknowledged_at IS NOT NULL OR a.snoozed_at IS NOT NULL)`;

/**
 * What needs a hand now, one row a cause, in the order of harm: what does not pass by itself before what may, both ways
 * before one, receiving before sending, many mailboxes before few, long before short; then what was never set up, and
 * last what somebody has taken on. `total` counts those that are not among the rows, too. Call it within the tenant.
 */
export async function readCauses(
  db: Database,
  { key = null }: { key?: string | null } = {},
): Promise<{ rows: CauseRow[]; total: number }> {
  await joinByHash(db);
  const groups = z.array(countedSchema).parse(
    await db.$queryRaw<unknown[]>`
      SELECT h.cause_key AS key, min(h.state) AS health, min(h.reason) AS reason, min(h.cause) AS cause,
        min(h.failure_code) AS "failureCode", min(h.idp_config_id::text) AS "idpConfigId",
        min(h.idp_config_name) AS "idpConfigName", min(h.server) AS server, min(h.since) AS since,
        count(DISTINCT h.system_email_id)::integer AS "emailCount",
        (count(*) FILTER (WHERE h.half = 'remote_mailbox'))::integer AS "receivingCount",
        (count(*) FILTER (WHERE h.half = 'outgoing_smtp'))::integer AS "sendingCount",
        bool_or(h.last_healthy_at IS NOT NULL) AS "hasWorked",
        bool_and((h.system_email_id, h.half) IN (
          SELECT j.system_email_id, j.half FROM alerts a
            JOIN alert_subjects j ON j.tenant_id = a.tenant_id AND j.alert_id = a.id
          WHERE ${isTakenOn})) AS "isTakenOn",
        to_json((array_agg(json_build_object('systemEmailId', h.system_email_id, 'address', h.address, 'half', h.half,
          'serving', h.serving_half) ORDER BY h.half, h.address))[1:${namedHalves}::integer]) AS halves,
        (count(*) OVER ())::integer AS "causeCount"
      FROM half_states h
      WHERE h.tenant_id = current_tenant_id() AND h.cause_key IS NOT NULL
        AND (${key}::text IS NULL OR h.cause_key = ${key})
      GROUP BY h.cause_key
      ORDER BY
        "isTakenOn",
        CASE min(h.state) WHEN 'degraded' THEN 1 WHEN 'not_verified' THEN 2 ELSE 0 END,
        min(h.reason) <> 'authorization_failed',
        count(*) > count(DISTINCT h.system_email_id) DESC, bool_or(h.half = 'remote_mailbox') DESC, "emailCount" DESC, since
      LIMIT ${shownAtMost}`,
  );
  const firsts = await readFirstHalves(db, groups);
  return {
    rows: groups.map(({ causeCount: _, isTakenOn: isTaken, ...group }, index) => {
      const first = firsts[index] ?? null;
      return { ...group, ...explainCause(group, first), takenOn: isTaken ? (first?.takenOn ?? null) : null };
    }),
    total: groups[0]?.causeCount ?? 0,
  };
}

/** The first half of each group, in their order. */
async function readFirstHalves(db: Database, groups: readonly CauseGroup[]): Promise<(FirstHalf | null)[]> {
  const wanted = groups.flatMap(({ halves: [first] }) => (first === undefined ? [] : [first]));
  if (wanted.length === 0) return [];
  const rows = await db.$queryRaw<unknown[]>`
    SELECT h.system_email_id AS "systemEmailId", h.half::text AS half, h.address, e.mailbox_type::text AS "mailboxType",
      h.protocol, s.host, s.port, s.security, c.provider::text AS provider, c.client_id AS "clientId",
      c.directory_id AS "directoryId", g.resource_owner AS "resourceOwner",
      e.config_version AS "configVersion", h.last_healthy_at AS "lastHealthyAt", (
        SELECT v.config_version FROM (
          SELECT v.config_version, v.is_healthy, v.finished_at FROM verifications v
          WHERE v.tenant_id = h.tenant_id AND v.system_email_id = h.system_email_id AND v.half = h.half
          ORDER BY v.finished_at DESC LIMIT ${lookedAt}) v
        WHERE v.is_healthy ORDER BY v.finished_at DESC LIMIT 1) AS "healthyVersion",
      CASE WHEN h.reason = 'idp_config_refused' THEN c.refused_detail
        WHEN h.reason IN ('grant_ended', 'refresh_refused', 'refresh_failing') THEN g.failure_detail END AS detail,
      f.facts AS "authorizationFacts",
      (SELECT json_build_object('alertId', a.id, 'as', CASE WHEN a.snoozed_at IS NULL THEN 'acknowledged' ELSE 'snoozed' END,
          'by', COALESCE(a.snoozed_by, a.acknowledged_by, ''), 'until', a.snoozed_until)
        FROM alerts a JOIN alert_subjects j ON j.tenant_id = a.tenant_id AND j.alert_id = a.id
        WHERE j.system_email_id = h.system_email_id AND j.half = h.half AND ${isTakenOn}
        LIMIT 1) AS "takenOn"
    FROM half_states h
      JOIN system_emails e ON e.tenant_id = h.tenant_id AND e.id = h.system_email_id
      JOIN remote_mailboxes r ON r.tenant_id = h.tenant_id AND r.system_email_id = h.system_email_id
      JOIN outgoing_smtps o ON o.tenant_id = h.tenant_id AND o.system_email_id = h.system_email_id
      CROSS JOIN LATERAL (SELECT CASE WHEN h.half = 'remote_mailbox' THEN r.host ELSE o.host END AS host,
        CASE WHEN h.half = 'remote_mailbox' THEN r.port ELSE o.port END AS port,
        (CASE WHEN h.half = 'remote_mailbox' THEN r.security ELSE o.security END)::text AS security) s
      LEFT JOIN idp_configs c ON c.tenant_id = h.tenant_id AND c.id = h.idp_config_id
      LEFT JOIN grants g ON g.tenant_id = h.tenant_id AND g.id = h.grant_id
      LEFT JOIN authorization_outcomes f ON f.tenant_id = h.tenant_id AND f.id = h.failed_authorization_id
    WHERE h.tenant_id = current_tenant_id()
      AND h.system_email_id = ANY (${wanted.map(({ systemEmailId }) => systemEmailId)}::uuid[])`;
  const halves = z.array(firstHalfSchema).parse(rows);
  return groups.map(
    ({ halves: [first] }) =>
      halves.find(({ systemEmailId, half }) => systemEmailId === first?.systemEmailId && half === first.half) ?? null,
  );
}

/** The cause of a key, for a list that is narrowed to it; null where nothing has that cause any more. */
export async function getCause(context: TenantContext, key: string): Promise<CauseRow | null> {
  requirePermission(context, "system_email:read");
  const { rows } = await inTenant(context, (db) => readCauses(db, { key }));
  return rows[0] ?? null;
}
