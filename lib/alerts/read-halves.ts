import type { Database } from "@/lib/db/client";
import type { Half } from "@/lib/db/generated/enums";

/** How a half stands, by the view half_states, with what alerts need beside. */
export type HalfRow = {
  systemEmailId: string;
  half: Half;
  address: string;
  /** `host:port` of its mail server. */
  server: string;
  /** That of the System Email's Remote Mailbox; null where it has none. */
  receivesFrom: string | null;
  state: string;
  reason: string;
  since: Date | null;
  cause: string | null;
  idpConfigId: string | null;
  idpConfigName: string | null;
  /** Our sentence with the provider's words, while it refuses the IdP Config. */
  refusedDetail: string | null;
  /** When the access token ends, or ended; null without a Grant. */
  tokenEndsAt: Date | null;
};

/**
 * The halves of the transaction's tenant that are in trouble, and those that an open alert concerns, however they are
 * by now. A half that is gone is not among them.
 */
export function readHalves(db: Database): Promise<HalfRow[]> {
  return db.$queryRaw<HalfRow[]>`
    SELECT s.system_email_id AS "systemEmailId", s.half::text AS half, s.address, lower(s.server) AS server,
      CASE WHEN r.host <> '' THEN lower(r.host) || ':' || r.port END AS "receivesFrom", s.state, s.reason, s.since, s.cause, s.idp_config_id AS "idpConfigId", s.idp_config_name AS "idpConfigName",
      c.refused_detail AS "refusedDetail", g.access_token_expires_at AS "tokenEndsAt"
    FROM half_states s
      JOIN remote_mailboxes r ON r.tenant_id = s.tenant_id AND r.system_email_id = s.system_email_id
      LEFT JOIN idp_configs c ON c.tenant_id = s.tenant_id AND c.id = s.idp_config_id
      LEFT JOIN grants g ON g.tenant_id = s.tenant_id AND g.id = s.grant_id
    WHERE s.tenant_id = current_tenant_id() AND (
      s.state IN ('degraded', 'broken', 'needs_reauthorization')
      OR (s.system_email_id, s.half) IN (
        SELECT j.system_email_id, j.half FROM alert_subjects j
          JOIN alerts a ON a.tenant_id = j.tenant_id AND a.id = j.alert_id
        WHERE a.resolved_at IS NULL AND j.left_at IS NULL))
    ORDER BY s.address, s.half`;
}
