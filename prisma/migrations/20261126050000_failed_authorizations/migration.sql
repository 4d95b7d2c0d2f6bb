-- A half whose last authorization failed, and which has no Grant that counts, is told by the cause of that failure until
-- somebody has mended it or an authorization succeeds.
ALTER TABLE "authorization_outcomes"
  -- What was tried, as it was then; null for what ended in a release before this one.
  ADD COLUMN "idp_config_id" UUID,
  ADD COLUMN "config_signature" TEXT,
  -- What the diagnosis makes of a failure: a slug, or our own code.
  ADD COLUMN "cause" TEXT,
  -- It failed for a cause that lasts, and nothing newer has ended since: one of a half at most.
  ADD COLUMN "is_last_failure" BOOLEAN NOT NULL DEFAULT false;
CREATE UNIQUE INDEX "authorization_outcomes_last_failure_idx"
  ON "authorization_outcomes" ("tenant_id", "system_email_id", "half") WHERE "is_last_failure";

DROP VIEW "email_states";
DROP VIEW "half_states";

-- The one judge of how the halves stand: lists, filters, counts, the Health page and alerts all read it. Row-level
-- security holds in it as in the tables that it is made from.
--
-- state: healthy, degraded, broken, needs_reauthorization, not_verified or disabled. reason: which of the rules below
-- decided. cause: what is to blame, as a slug of the diagnosis or, where there is none, a failure code; null where
-- nothing is. cause_key: halves with the same one have one cause, and one remedy; null where nothing is to be mended.
CREATE VIEW "half_states" WITH (security_invoker = true) AS
  SELECT j.*,
    CASE j.remedy
      WHEN 'idp_config' THEN concat_ws(':', j.reason, j.cause, j.idp_config_id)
      WHEN 'server' THEN concat_ws(':', j.reason, j.cause, j.server)
      WHEN 'mailbox' THEN concat_ws(':', j.reason, j.cause)
      WHEN 'email' THEN concat_ws(':', j.reason, j.cause, j.system_email_id)
    END AS cause_key
  FROM (
    SELECT h.tenant_id, h.system_email_id, h.half, h.address, h.protocol, h.server, h.is_borrowed, h.serving_half,
      -- A simple CASE works its operand out once, which counts where there are thousands of halves.
      CASE w.reason
        WHEN 'check_passed' THEN 'healthy'
        WHEN 'disabled' THEN 'disabled'
        WHEN 'check_failed' THEN 'broken'
        WHEN 'idp_config_disabled' THEN 'broken'
        WHEN 'idp_config_refused' THEN 'broken'
        WHEN 'refresh_refused' THEN 'broken'
        WHEN 'check_failing' THEN 'degraded'
        WHEN 'refresh_failing' THEN 'degraded'
        WHEN 'grant_ended' THEN 'needs_reauthorization'
        WHEN 'address_changed' THEN 'needs_reauthorization'
        WHEN 'idp_config_changed' THEN 'needs_reauthorization'
        WHEN 'idp_config_edited' THEN 'needs_reauthorization'
        WHEN 'owner_differs' THEN 'needs_reauthorization'
        WHEN 'reauthorization_failed' THEN 'needs_reauthorization'
        ELSE 'not_verified'
      END AS state,
      w.reason,
      CASE w.reason
        WHEN 'disabled' THEN h.status_since
        WHEN 'never_authorized' THEN h.status_since
        WHEN 'no_password' THEN GREATEST(h.status_since, h.config_since)
        WHEN 'idp_config_disabled' THEN c.updated_at
        WHEN 'grant_ended' THEN COALESCE(g.failed_at, g.authorized_at)
        WHEN 'address_changed' THEN h.config_since
        WHEN 'idp_config_changed' THEN h.config_since
        WHEN 'idp_config_edited' THEN GREATEST(c.updated_at, g.authorized_at)
        WHEN 'owner_differs' THEN h.config_since
        WHEN 'authorization_failed' THEN f.created_at
        WHEN 'reauthorization_failed' THEN f.created_at
        WHEN 'idp_config_refused' THEN COALESCE(f.refused_at, c.refused_at)
        WHEN 'refresh_refused' THEN g.access_token_expires_at
        WHEN 'refresh_failing' THEN g.access_token_expires_at
        WHEN 'never_checked' THEN GREATEST(h.status_since, g.authorized_at)
        WHEN 'settings_changed' THEN h.config_since
        WHEN 'authorized_since' THEN g.authorized_at
        ELSE COALESCE(k.since, k.checked_at)
      END AS since,
      CASE w.reason
        WHEN 'idp_config_disabled' THEN 'idp_config_disabled'
        WHEN 'authorization_failed' THEN f.cause
        WHEN 'reauthorization_failed' THEN f.cause
        WHEN 'idp_config_refused' THEN COALESCE(f.refused_cause, c.refused_cause, c.refused_code)
        WHEN 'grant_ended' THEN COALESCE(g.failure_cause, g.failure_code)
        WHEN 'refresh_refused' THEN COALESCE(g.failure_cause, g.failure_code)
        WHEN 'refresh_failing' THEN COALESCE(g.failure_cause, g.failure_code)
        WHEN 'check_failed' THEN COALESCE(k.cause, k.failure_code)
        WHEN 'check_failing' THEN COALESCE(k.cause, k.failure_code)
      END AS cause,
      CASE w.reason
        WHEN 'authorization_failed' THEN f.failure_code
        WHEN 'reauthorization_failed' THEN f.failure_code
        WHEN 'idp_config_refused' THEN COALESCE(f.refused_code, c.refused_code)
        WHEN 'grant_ended' THEN g.failure_code
        WHEN 'refresh_refused' THEN g.failure_code
        WHEN 'refresh_failing' THEN g.failure_code
        WHEN 'check_failed' THEN k.failure_code
        WHEN 'check_failing' THEN k.failure_code
      END AS failure_code,
      -- What has to be mended, so that halves which share it are told together.
      CASE w.reason
        WHEN 'idp_config_disabled' THEN 'idp_config'
        WHEN 'idp_config_refused' THEN 'idp_config'
        WHEN 'idp_config_edited' THEN 'idp_config'
        WHEN 'refresh_refused' THEN 'idp_config'
        WHEN 'refresh_failing' THEN 'idp_config'
        -- Who signed in is a matter of one mailbox, what else the provider says one of the IdP Config.
        WHEN 'authorization_failed' THEN CASE f.failure_code WHEN 'wrong_account' THEN 'email' ELSE 'idp_config' END
        WHEN 'reauthorization_failed' THEN CASE f.failure_code WHEN 'wrong_account' THEN 'email' ELSE 'idp_config' END
        WHEN 'check_failed' THEN 'server'
        WHEN 'check_failing' THEN 'server'
        WHEN 'grant_ended' THEN 'mailbox'
        WHEN 'address_changed' THEN 'mailbox'
        WHEN 'idp_config_changed' THEN 'mailbox'
        WHEN 'owner_differs' THEN 'mailbox'
        WHEN 'never_authorized' THEN 'mailbox'
        WHEN 'no_password' THEN 'mailbox'
      END AS remedy,
      CASE WHEN h.is_by_token THEN COALESCE(f.idp_config_id, c.id) END AS idp_config_id,
      CASE WHEN h.is_by_token THEN COALESCE(f.idp_config_name, c.name) END AS idp_config_name,
      g.id AS grant_id, k.checked_at, k.last_healthy_at, COALESCE(k.failed_in_row, 0) AS failed_in_row,
      f.id AS failed_authorization_id
    FROM (
      SELECT e.tenant_id, e.id AS system_email_id, e.address, e.config_version, e.config_since, s.*
      FROM system_emails e
        JOIN remote_mailboxes r ON r.tenant_id = e.tenant_id AND r.system_email_id = e.id
        JOIN outgoing_smtps o ON o.tenant_id = e.tenant_id AND o.system_email_id = e.id
        CROSS JOIN LATERAL (
          SELECT 'remote_mailbox'::half AS half, r.protocol::text AS protocol, r.host || ':' || r.port AS server, r.status,
            r.status_since, r.authentication = 'basic' AS is_by_password, r.authentication <> 'basic' AS is_by_token,
            r.strict_matching, r.idp_config_id, r.basic_password_sealed IS NOT NULL AS has_password,
            false AS is_borrowed, 'remote_mailbox'::half AS serving_half
          UNION ALL
          SELECT 'outgoing_smtp', 'smtp', o.host || ':' || o.port, o.status,
            o.status_since, r.authentication = 'basic', r.authentication <> 'basic',
            r.strict_matching, r.idp_config_id, r.basic_password_sealed IS NOT NULL,
            true, 'remote_mailbox'
          WHERE o.authentication = 'same_as_remote_mailbox'
          UNION ALL
          SELECT 'outgoing_smtp', 'smtp', o.host || ':' || o.port, o.status,
            o.status_since, o.authentication = 'basic', o.authentication NOT IN ('basic', 'none'),
            o.strict_matching, o.idp_config_id, o.basic_password_sealed IS NOT NULL,
            false, 'outgoing_smtp'
          WHERE o.authentication <> 'same_as_remote_mailbox'
        ) s
    ) h
      LEFT JOIN idp_configs c ON c.tenant_id = h.tenant_id AND c.id = h.idp_config_id
      LEFT JOIN grants g ON h.is_by_token AND g.tenant_id = h.tenant_id AND g.system_email_id = h.system_email_id
        AND g.half = h.serving_half
      LEFT JOIN half_checks k ON k.tenant_id = h.tenant_id AND k.system_email_id = h.system_email_id AND k.half = h.half
      -- There is one where the last authorization failed for a cause that would be met again as things stand now: the
      -- IdP Config is the one that was tried, as it was then, nothing that counts has come since, and nobody has mended it.
      -- They are few, and read once by themselves, so that the planner has not two tables more to think about.
      LEFT JOIN (
        SELECT f.tenant_id, f.system_email_id, f.half, f.id, f.created_at, f.failure_code, f.facts->>'address' AS address,
          COALESCE(f.cause, f.failure_code) AS cause, c.id AS idp_config_id, c.name AS idp_config_name,
          s.is_of_secret AND c.refused_at IS NOT NULL AS is_refused, c.refused_at, c.refused_code,
          COALESCE(c.refused_cause, c.refused_code) AS refused_cause
        FROM authorization_outcomes f
          JOIN idp_configs c ON c.tenant_id = f.tenant_id AND c.id = f.idp_config_id
          CROSS JOIN LATERAL (
            SELECT f.failure_code IN ('client_secret_wrong', 'client_secret_expired') AS is_of_secret) s
        WHERE f.is_last_failure AND c.enabled AND c.config_signature = f.config_signature
          -- The newest Client Credential is the one that is tried.
          AND (NOT s.is_of_secret OR EXISTS (
            SELECT FROM client_credentials k WHERE k.tenant_id = c.tenant_id AND k.idp_config_id = c.id
              AND k.refused_at IS NOT NULL AND NOT EXISTS (SELECT FROM client_credentials n
                WHERE n.tenant_id = k.tenant_id AND n.idp_config_id = k.idp_config_id AND n.created_at > k.created_at)))
        OFFSET 0
      ) f ON h.is_by_token AND f.tenant_id = h.tenant_id AND f.system_email_id = h.system_email_id
        AND f.half = h.serving_half AND f.address = h.address
        AND (h.idp_config_id IS NULL OR h.idp_config_id IN (f.idp_config_id, g.idp_config_id))
        AND (f.failure_code <> 'wrong_account' OR h.strict_matching)
        AND (g.id IS NULL OR (f.created_at > GREATEST(g.authorized_at, g.failed_at)
          AND NOT grant_stands(g, h.address, h.strict_matching, c)))
      CROSS JOIN LATERAL (SELECT CASE
        WHEN h.status = 'disabled' THEN 'disabled'
        -- That a Client Secret is refused is said of the IdP Config, which has one remedy for all of its mailboxes.
        WHEN f.id IS NOT NULL THEN CASE WHEN f.is_refused THEN 'idp_config_refused'
          WHEN g.id IS NULL THEN 'authorization_failed' ELSE 'reauthorization_failed' END
        WHEN h.is_by_token AND g.id IS NULL THEN 'never_authorized'
        -- The order in which lib/grant/standing.ts says why a Grant does not count.
        WHEN h.is_by_token AND NOT grant_stands(g, h.address, h.strict_matching, c) THEN CASE
          WHEN NOT c.enabled THEN 'idp_config_disabled'
          WHEN g.status = 'needs_reauthorization' THEN 'grant_ended'
          WHEN g.authorized_address <> h.address THEN 'address_changed'
          WHEN h.idp_config_id IS DISTINCT FROM g.idp_config_id THEN 'idp_config_changed'
          WHEN c.config_signature IS DISTINCT FROM g.config_signature THEN 'idp_config_edited'
          ELSE 'owner_differs' END
        WHEN h.is_by_token AND c.refused_at IS NOT NULL THEN 'idp_config_refused'
        -- Of one Grant alone the provider may say what it otherwise says of an IdP Config.
        WHEN h.is_by_token AND g.access_token_expires_at <= now()
          AND g.failure_code IN ('idp_configuration', 'client_secret_wrong', 'client_secret_expired') THEN 'refresh_refused'
        -- What a check found says nothing about newer settings, nor about an authorization that came after it.
        WHEN k.is_healthy = false AND k.config_version = h.config_version AND g.authorized_at > k.checked_at
          THEN 'authorized_since'
        WHEN k.is_healthy = false AND k.config_version = h.config_version AND k.is_transient IS NOT TRUE THEN 'check_failed'
        WHEN h.is_by_token AND g.access_token_expires_at <= now() AND g.failure_code IS NOT NULL THEN 'refresh_failing'
        WHEN k.is_healthy IS NULL AND h.is_by_password AND NOT h.has_password THEN 'no_password'
        WHEN k.is_healthy IS NULL THEN 'never_checked'
        WHEN k.config_version IS DISTINCT FROM h.config_version THEN 'settings_changed'
        WHEN k.is_healthy = false THEN 'check_failing'
        ELSE 'check_passed' END AS reason) w
  ) j;
GRANT SELECT ON "half_states" TO mailgrant_tenant, mailgrant_system;

-- How every System Email stands: as its worst half does.
CREATE VIEW "email_states" WITH (security_invoker = true) AS
  SELECT tenant_id, system_email_id, worst_state(
      min(state) FILTER (WHERE half = 'remote_mailbox'), min(state) FILTER (WHERE half = 'outgoing_smtp')) AS state
  FROM half_states GROUP BY tenant_id, system_email_id;
GRANT SELECT ON "email_states" TO mailgrant_tenant, mailgrant_system;
