import { z } from "zod";
import type { Database } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { type CauseGroup, causeGroupSchema, type FirstHalf, firstHalfSchema } from "./cause-group";
import { type ExplainedCause, explainCause } from "./explain-cause";

/** So many are shown: whoever has more begins with the worst. */
const shownAtMost = 12;
const namedHalves = 4;

const countedSchema = causeGroupSchema.extend({ causeCount: z.number() });

/** One thing that is wrong, whatever the number of mailboxes that it stops, and its remedy. */
export type CauseRow = CauseGroup & ExplainedCause;

/**
 * What needs a hand now, one row a cause, in the order of harm: what does not pass by itself before what may, receiving
 * before sending, many mailboxes before few, long before short; what was never set up comes last. `total` counts those
 * that are not among the rows, too. Call it within the tenant.
 */
export async function readCauses(
  db: Database,
  { key = null }: { key?: string | null } = {},
): Promise<{ rows: CauseRow[]; total: number }> {
  const groups = z.array(countedSchema).parse(
    await db.$queryRaw<unknown[]>`
      SELECT h.cause_key AS key, min(h.state) AS health, min(h.reason) AS reason, min(h.cause) AS cause,
        min(h.failure_code) AS "failureCode", min(h.idp_config_id::text) AS "idpConfigId",
        min(h.idp_config_name) AS "idpConfigName", min(h.server) AS server, min(h.since) AS since,
        count(DISTINCT h.system_email_id)::integer AS "emailCount",
        (count(*) FILTER (WHERE h.half = 'remote_mailbox'))::integer AS "receivingCount",
        (count(*) FILTER (WHERE h.half = 'outgoing_smtp'))::integer AS "sendingCount",
        to_json((array_agg(json_build_object('systemEmailId', h.system_email_id, 'address', h.address, 'half', h.half,
          'serving', h.serving_half) ORDER BY h.half, h.address))[1:${namedHalves}::integer]) AS halves,
        (count(*) OVER ())::integer AS "causeCount"
      FROM half_states h
      WHERE h.tenant_id = current_tenant_id() AND h.cause_key IS NOT NULL
        AND (${key}::text IS NULL OR h.cause_key = ${key})
      GROUP BY h.cause_key
      ORDER BY
        CASE min(h.state) WHEN 'degraded' THEN 1 WHEN 'not_verified' THEN 2 ELSE 0 END,
        bool_or(h.half = 'remote_mailbox') DESC, "emailCount" DESC, since
      LIMIT ${shownAtMost}`,
  );
  const firsts = await readFirstHalves(db, groups);
  return {
    rows: groups.map(({ causeCount: _, ...group }, index) => ({
      ...group,
      ...explainCause(group, firsts[index] ?? null),
    })),
    total: groups[0]?.causeCount ?? 0,
  };
}

/** The first half of each group, in their order. */
async function readFirstHalves(db: Database, groups: readonly CauseGroup[]): Promise<(FirstHalf | null)[]> {
  const wanted = groups.flatMap(({ halves: [first] }) => (first === undefined ? [] : [first]));
  if (wanted.length === 0) return [];
  const rows = await db.$queryRaw<unknown[]>`
    SELECT h.system_email_id AS "systemEmailId", h.half::text AS half, h.address, e.mailbox_type::text AS "mailboxType",
      h.protocol, s.host, s.port, c.provider::text AS provider, c.client_id AS "clientId",
      c.directory_id AS "directoryId", g.resource_owner AS "resourceOwner",
      CASE WHEN h.reason = 'idp_config_refused' THEN c.refused_detail
        WHEN h.reason IN ('grant_ended', 'refresh_refused', 'refresh_failing') THEN g.failure_detail END AS detail
    FROM half_states h
      JOIN system_emails e ON e.tenant_id = h.tenant_id AND e.id = h.system_email_id
      JOIN remote_mailboxes r ON r.tenant_id = h.tenant_id AND r.system_email_id = h.system_email_id
      JOIN outgoing_smtps o ON o.tenant_id = h.tenant_id AND o.system_email_id = h.system_email_id
      CROSS JOIN LATERAL (SELECT CASE WHEN h.half = 'remote_mailbox' THEN r.host ELSE o.host END AS host,
        CASE WHEN h.half = 'remote_mailbox' THEN r.port ELSE o.port END AS port) s
      LEFT JOIN idp_configs c ON c.tenant_id = h.tenant_id AND c.id = h.idp_config_id
      LEFT JOIN grants g ON g.tenant_id = h.tenant_id AND g.id = h.grant_id
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
