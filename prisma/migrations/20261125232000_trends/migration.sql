-- How every half stands, since when and why, in one place; and how refreshes and checks went, hour by hour.

-- Since when a half is on or off, and since when a System Email has the settings that it has.
ALTER TABLE "system_emails" ADD COLUMN "config_since" TIMESTAMPTZ(3) NOT NULL DEFAULT now();
ALTER TABLE "remote_mailboxes" ADD COLUMN "status_since" TIMESTAMPTZ(3) NOT NULL DEFAULT now();
ALTER TABLE "outgoing_smtps" ADD COLUMN "status_since" TIMESTAMPTZ(3) NOT NULL DEFAULT now();

-- What the diagnosis makes of the provider's words, so that Grants which ended for the same cause are told together.
ALTER TABLE "grants" ADD COLUMN "failure_cause" TEXT;
ALTER TABLE "idp_configs" ADD COLUMN "refused_cause" TEXT;

-- An hour has one of sixteen rows, so that what ends at once in one tenant does not wait for each other.
CREATE TABLE "refresh_hours" (
  "tenant_id" UUID NOT NULL REFERENCES "tenants" ("id") ON DELETE CASCADE,
  "hour" TIMESTAMPTZ(3) NOT NULL,
  "shard" SMALLINT NOT NULL,
  "refreshed_count" INTEGER NOT NULL DEFAULT 0,
  "transient_count" INTEGER NOT NULL DEFAULT 0,
  "permanent_count" INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY ("tenant_id", "hour", "shard")
) WITH (fillfactor = 50);
CREATE INDEX "refresh_hours_hour_idx" ON "refresh_hours" ("hour");

CREATE TABLE "check_hours" (
  "tenant_id" UUID NOT NULL REFERENCES "tenants" ("id") ON DELETE CASCADE,
  "hour" TIMESTAMPTZ(3) NOT NULL,
  "shard" SMALLINT NOT NULL,
  "passed_count" INTEGER NOT NULL DEFAULT 0,
  "transient_count" INTEGER NOT NULL DEFAULT 0,
  "permanent_count" INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY ("tenant_id", "hour", "shard")
) WITH (fillfactor = 50);
CREATE INDEX "check_hours_hour_idx" ON "check_hours" ("hour");

DO $$
DECLARE
  tenant_table TEXT;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['refresh_hours', 'check_hours'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('CREATE POLICY tenant_rows ON %I TO mailgrant_tenant
      USING (tenant_id = current_tenant_id()) WITH CHECK (tenant_id = current_tenant_id())', tenant_table);
    EXECUTE format('CREATE POLICY system_rows ON %I TO mailgrant_system USING (true) WITH CHECK (true)', tenant_table);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO mailgrant_tenant, mailgrant_system', tenant_table);
  END LOOP;
END $$;

-- What an installation of old has by now.
SELECT set_config('role', 'mailgrant_system', true);
UPDATE "system_emails" SET "config_since" = "updated_at";
UPDATE "remote_mailboxes" h SET "status_since" = e."updated_at" FROM "system_emails" e
  WHERE e."tenant_id" = h."tenant_id" AND e."id" = h."system_email_id";
UPDATE "outgoing_smtps" h SET "status_since" = e."updated_at" FROM "system_emails" e
  WHERE e."tenant_id" = h."tenant_id" AND e."id" = h."system_email_id";
INSERT INTO "check_hours" ("tenant_id", "hour", "shard", "passed_count", "transient_count", "permanent_count")
  SELECT "tenant_id", date_trunc('hour', "finished_at", 'UTC'), 0, count(*) FILTER (WHERE "is_healthy"),
    count(*) FILTER (WHERE NOT "is_healthy" AND "is_transient"),
    count(*) FILTER (WHERE NOT "is_healthy" AND "is_transient" IS NOT TRUE)
  FROM "verifications" GROUP BY 1, 2;
SELECT set_config('role', 'none', true);

-- Whoever changes a status or the settings would have to remember the time as well; a trigger does not forget.
CREATE FUNCTION "note_status_since"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.status_since := now();
  RETURN NEW;
END
$$;
CREATE TRIGGER "status_since" BEFORE UPDATE OF "status" ON "remote_mailboxes" FOR EACH ROW
  WHEN (NEW.status IS DISTINCT FROM OLD.status) EXECUTE FUNCTION note_status_since();
CREATE TRIGGER "status_since" BEFORE UPDATE OF "status" ON "outgoing_smtps" FOR EACH ROW
  WHEN (NEW.status IS DISTINCT FROM OLD.status) EXECUTE FUNCTION note_status_since();

CREATE FUNCTION "note_config_since"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.config_since := now();
  RETURN NEW;
END
$$;
CREATE TRIGGER "config_since" BEFORE UPDATE OF "config_version" ON "system_emails" FOR EACH ROW
  WHEN (NEW.config_version IS DISTINCT FROM OLD.config_version) EXECUTE FUNCTION note_config_since();

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
        WHEN 'idp_config_refused' THEN c.refused_at
        WHEN 'refresh_refused' THEN g.access_token_expires_at
        WHEN 'refresh_failing' THEN g.access_token_expires_at
        WHEN 'never_checked' THEN GREATEST(h.status_since, g.authorized_at)
        WHEN 'settings_changed' THEN h.config_since
        WHEN 'authorized_since' THEN g.authorized_at
        ELSE COALESCE(k.since, k.checked_at)
      END AS since,
      CASE w.reason
        WHEN 'idp_config_disabled' THEN 'idp_config_disabled'
        WHEN 'idp_config_refused' THEN COALESCE(c.refused_cause, c.refused_code)
        WHEN 'grant_ended' THEN COALESCE(g.failure_cause, g.failure_code)
        WHEN 'refresh_refused' THEN COALESCE(g.failure_cause, g.failure_code)
        WHEN 'refresh_failing' THEN COALESCE(g.failure_cause, g.failure_code)
        WHEN 'check_failed' THEN COALESCE(k.cause, k.failure_code)
        WHEN 'check_failing' THEN COALESCE(k.cause, k.failure_code)
      END AS cause,
      CASE w.reason
        WHEN 'idp_config_refused' THEN c.refused_code
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
        WHEN 'check_failed' THEN 'server'
        WHEN 'check_failing' THEN 'server'
        WHEN 'grant_ended' THEN 'mailbox'
        WHEN 'address_changed' THEN 'mailbox'
        WHEN 'idp_config_changed' THEN 'mailbox'
        WHEN 'owner_differs' THEN 'mailbox'
        WHEN 'never_authorized' THEN 'mailbox'
        WHEN 'no_password' THEN 'mailbox'
      END AS remedy,
      CASE WHEN h.is_by_token THEN c.id END AS idp_config_id,
      CASE WHEN h.is_by_token THEN c.name END AS idp_config_name,
      g.id AS grant_id, k.checked_at, k.last_healthy_at, COALESCE(k.failed_in_row, 0) AS failed_in_row
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
      CROSS JOIN LATERAL (SELECT CASE
        WHEN h.status = 'disabled' THEN 'disabled'
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

-- The worse of two states; lib/system-email/health-schema.ts has the same order.
CREATE FUNCTION "worst_state"(one TEXT, other TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN 'needs_reauthorization' IN (one, other) THEN 'needs_reauthorization'
    WHEN 'broken' IN (one, other) THEN 'broken'
    WHEN 'degraded' IN (one, other) THEN 'degraded'
    WHEN 'not_verified' IN (one, other) THEN 'not_verified'
    WHEN 'healthy' IN (one, other) THEN 'healthy'
    ELSE 'disabled' END
$$;

-- How every System Email stands: as its worst half does.
CREATE VIEW "email_states" WITH (security_invoker = true) AS
  SELECT tenant_id, system_email_id, worst_state(
      min(state) FILTER (WHERE half = 'remote_mailbox'), min(state) FILTER (WHERE half = 'outgoing_smtp')) AS state
  FROM half_states GROUP BY tenant_id, system_email_id;
GRANT SELECT ON "email_states" TO mailgrant_tenant, mailgrant_system;

SELECT set_config('search_path', current_schema() || ', pg_temp', true);

-- Counts a refresh that ended. Call it last of all: whoever holds one of these rows waits for nothing else.
CREATE FUNCTION "count_refresh"(of_tenant UUID, refreshed INTEGER, transient INTEGER, permanent INTEGER) RETURNS VOID
LANGUAGE sql VOLATILE AS $$
  INSERT INTO refresh_hours AS h (tenant_id, hour, shard, refreshed_count, transient_count, permanent_count)
  VALUES (of_tenant, date_trunc('hour', now(), 'UTC'), (pg_backend_pid() % 16)::smallint, refreshed, transient, permanent)
  ON CONFLICT (tenant_id, hour, shard) DO UPDATE SET
    refreshed_count = h.refreshed_count + excluded.refreshed_count,
    transient_count = h.transient_count + excluded.transient_count,
    permanent_count = h.permanent_count + excluded.permanent_count
$$;

-- Counts a check that ended, as count_refresh does.
CREATE FUNCTION "count_check"(of_tenant UUID, passed INTEGER, transient INTEGER, permanent INTEGER) RETURNS VOID
LANGUAGE sql VOLATILE AS $$
  INSERT INTO check_hours AS h (tenant_id, hour, shard, passed_count, transient_count, permanent_count)
  VALUES (of_tenant, date_trunc('hour', now(), 'UTC'), (pg_backend_pid() % 16)::smallint, passed, transient, permanent)
  ON CONFLICT (tenant_id, hour, shard) DO UPDATE SET
    passed_count = h.passed_count + excluded.passed_count,
    transient_count = h.transient_count + excluded.transient_count,
    permanent_count = h.permanent_count + excluded.permanent_count
$$;

-- As before, and the refresh is counted in the same message where the caller says that nothing else comes after it.
CREATE OR REPLACE FUNCTION "write_refresh"(of_tenant UUID, of_grant UUID, seen_version INTEGER, by_owner TEXT, tokens JSON)
RETURNS SETOF JSON LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM set_config('mailgrant.tenant_id', of_tenant::text, true);
  RETURN QUERY UPDATE grants g SET status = 'active', version = g.version + 1,
      access_token_sealed = tokens->>'accessTokenSealed',
      access_token_expires_at = (tokens->>'accessTokenExpiresAt')::timestamptz,
      refresh_token_sealed = COALESCE(tokens->>'refreshTokenSealed', g.refresh_token_sealed),
      refresh_token_issued_at = (tokens->>'refreshTokenIssuedAt')::timestamptz,
      refresh_token_expires_at = (tokens->>'refreshTokenExpiresAt')::timestamptz,
      scopes = CASE WHEN tokens->>'scopes' IS NULL THEN g.scopes
        ELSE ARRAY(SELECT json_array_elements_text(tokens->'scopes')) END,
      audience = tokens->>'audience',
      issued_at = (tokens->>'issuedAt')::timestamptz, last_refreshed_at = (tokens->>'issuedAt')::timestamptz,
      refresh_due_at = (tokens->>'refreshDueAt')::timestamptz,
      failure_code = NULL, failure_cause = NULL, failure_detail = NULL, failed_at = NULL, failure_count = 0,
      next_attempt_at = NULL,
      lease_owner = CASE WHEN g.lease_owner = by_owner THEN NULL ELSE g.lease_owner END,
      lease_until = CASE WHEN g.lease_owner = by_owner THEN NULL ELSE g.lease_until END
    WHERE g.tenant_id = of_tenant AND g.id = of_grant AND g.version = seen_version
    RETURNING json_build_object('version', g.version);
  IF FOUND AND (tokens->>'isCounted')::boolean THEN PERFORM count_refresh(of_tenant, 1, 0, 0); END IF;
END
$$;
