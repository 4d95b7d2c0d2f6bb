-- Refreshing by itself: when a Grant falls due, who read it last, and how long its refresh token is said to last.

ALTER TABLE "grants"
  ADD COLUMN "refresh_due_at" TIMESTAMPTZ(3),
  ADD COLUMN "last_read_at" TIMESTAMPTZ(3),
  ADD COLUMN "refresh_token_expires_at" TIMESTAMPTZ(3),
  ADD COLUMN "forced_at" TIMESTAMPTZ(3);
CREATE INDEX "grants_due_idx" ON "grants" ("refresh_due_at") WHERE "refresh_due_at" IS NOT NULL;

ALTER TABLE "idp_configs"
  ADD COLUMN "refused_at" TIMESTAMPTZ(3),
  ADD COLUMN "refused_code" TEXT,
  ADD COLUMN "refused_detail" TEXT,
  ADD COLUMN "next_probe_at" TIMESTAMPTZ(3),
  ADD COLUMN "short_lived_since" TIMESTAMPTZ(3);
CREATE INDEX "idp_configs_probe_idx" ON "idp_configs" ("next_probe_at") WHERE "next_probe_at" IS NOT NULL;

ALTER TABLE "client_credentials"
  ADD COLUMN "refused_at" TIMESTAMPTZ(3),
  ADD COLUMN "warned_days" INTEGER;
CREATE INDEX "client_credentials_expires_idx" ON "client_credentials" ("expires_on") WHERE "expires_on" IS NOT NULL;

-- A provider's request to be left alone holds for all of its host, whoever asks, and so belongs to no tenant.
CREATE TABLE "provider_hosts" (
  "host" TEXT PRIMARY KEY,
  "paused_until" TIMESTAMPTZ(3) NOT NULL,
  "reason" TEXT NOT NULL
);

-- The host of an endpoint, with its port where one is written, as provider_hosts has it.
CREATE FUNCTION "provider_host"(endpoint TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE AS $$
  SELECT COALESCE(substring(lower(endpoint) FROM '^[a-z]+://([^/?#]+)'), '')
$$;

-- All that it takes to refresh a Grant, in one row, so that a refresh costs few round trips. Row-level security
-- holds in it as in the tables that it is made from.
CREATE VIEW "grant_refreshes" WITH (security_invoker = true) AS
  SELECT g.id, g.tenant_id, t.slug, t.name AS tenant_name, t.time_zone, t.data_key_sealed, e.id AS system_email_id,
    e.address, g.half::text AS half, g.version, g.status::text AS status, g.refresh_token_sealed,
    g.refresh_token_issued_at, g.refresh_token_expires_at, g.access_token_expires_at, g.issued_at, g.last_read_at,
    g.authorized_at, COALESCE(g.lease_until > clock_timestamp(), false) AS is_leased, g.next_attempt_at, g.failure_code, g.failure_detail, g.failure_count,
    g.config_signature = c.config_signature AS is_current, c.id AS idp_config_id, c.name AS idp_config_name,
    c.config_signature, c.provider::text AS provider, c.client_id, c.authorization_endpoint, c.token_endpoint, c.issuer,
    c.user_info_endpoint, c.revocation_endpoint, c.scopes, c.email_attribute, c.refused_at, c.refused_code,
    c.refused_detail, c.next_probe_at, c.short_lived_since, provider_host(c.token_endpoint) AS host,
    (SELECT h.paused_until FROM provider_hosts h
      WHERE h.host = provider_host(c.token_endpoint) AND h.paused_until > clock_timestamp()) AS paused_until,
    -- Newest first, but what the provider has refused comes last.
    (SELECT COALESCE(json_agg(json_build_object(
        'id', k.id, 'secretSealed', k.secret_sealed, 'isProven', k.proven_at IS NOT NULL,
        'isRefused', k.refused_at IS NOT NULL) ORDER BY k.refused_at IS NOT NULL, k.created_at DESC), '[]')
      FROM client_credentials k WHERE k.tenant_id = c.tenant_id AND k.idp_config_id = c.id) AS credentials
  FROM grants g
    JOIN idp_configs c ON c.tenant_id = g.tenant_id AND c.id = g.idp_config_id
    JOIN system_emails e ON e.tenant_id = g.tenant_id AND e.id = g.system_email_id
    JOIN tenants t ON t.id = g.tenant_id;
GRANT SELECT ON "grant_refreshes" TO mailgrant_tenant, mailgrant_system;

-- Authorization links: somebody without an account here consents.

ALTER TYPE "actor_type" ADD VALUE 'authorization_link';

CREATE TABLE "authorization_links" (
  "id" UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  "tenant_id" UUID NOT NULL REFERENCES "tenants" ("id") ON DELETE CASCADE,
  "system_email_id" UUID NOT NULL,
  "half" "half" NOT NULL,
  "idp_config_id" UUID NOT NULL,
  "token_hash" TEXT NOT NULL,
  "created_by_label" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "expires_at" TIMESTAMPTZ(3) NOT NULL,
  "used_at" TIMESTAMPTZ(3),
  FOREIGN KEY ("tenant_id", "idp_config_id") REFERENCES "idp_configs" ("tenant_id", "id") ON DELETE CASCADE,
  FOREIGN KEY ("tenant_id", "system_email_id") REFERENCES "system_emails" ("tenant_id", "id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "authorization_links_token_hash_key" ON "authorization_links" ("token_hash");
CREATE UNIQUE INDEX "authorization_links_tenant_id_id_key" ON "authorization_links" ("tenant_id", "id");
CREATE INDEX "authorization_links_email_idx" ON "authorization_links" ("tenant_id", "system_email_id", "created_at" DESC);

-- Who authorizes by a link is bound by the link and a cookie, not by an account.
ALTER TABLE "pending_authorizations"
  ALTER COLUMN "user_id" DROP NOT NULL,
  ADD COLUMN "link_id" UUID,
  ADD FOREIGN KEY ("tenant_id", "link_id") REFERENCES "authorization_links" ("tenant_id", "id") ON DELETE CASCADE,
  ADD CHECK (("user_id" IS NULL) <> ("link_id" IS NULL));
ALTER TABLE "authorization_outcomes"
  ALTER COLUMN "user_id" DROP NOT NULL,
  ADD COLUMN "link_id" UUID,
  ADD FOREIGN KEY ("tenant_id", "link_id") REFERENCES "authorization_links" ("tenant_id", "id") ON DELETE CASCADE,
  ADD CHECK (("user_id" IS NULL) <> ("link_id" IS NULL));

-- A Mail Worker's report of what a server said is kept as a Verification by that worker.
ALTER TABLE "verifications" ADD COLUMN "reported_by" TEXT;

-- Worker Keys

ALTER TABLE "worker_keys"
  ADD COLUMN "networks" TEXT[] NOT NULL DEFAULT '{}',
  ADD COLUMN "last_used_address" TEXT;

CREATE TABLE "credential_reads" (
  "id" BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- Goes with its Worker Key, which goes with its tenant; a second reference would cost every read a lock more.
  "tenant_id" UUID NOT NULL,
  "worker_key_id" UUID NOT NULL,
  "address" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "system_email_ids" UUID[] NOT NULL,
  "request_id" TEXT NOT NULL,
  FOREIGN KEY ("tenant_id", "worker_key_id") REFERENCES "worker_keys" ("tenant_id", "id") ON DELETE CASCADE
);
CREATE INDEX "credential_reads_key_idx" ON "credential_reads" ("tenant_id", "worker_key_id", "id" DESC);
CREATE INDEX "credential_reads_emails_idx" ON "credential_reads" USING gin ("system_email_ids");
CREATE INDEX "credential_reads_at_idx" ON "credential_reads" USING brin ("at");

CREATE TABLE "idempotency_keys" (
  "tenant_id" UUID NOT NULL,
  "worker_key_id" UUID NOT NULL,
  "key" TEXT NOT NULL,
  "request_hash" TEXT NOT NULL,
  "status" INTEGER,
  "answer_sealed" TEXT,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  PRIMARY KEY ("tenant_id", "worker_key_id", "key"),
  FOREIGN KEY ("tenant_id", "worker_key_id") REFERENCES "worker_keys" ("tenant_id", "id") ON DELETE CASCADE
);
CREATE INDEX "idempotency_keys_created_idx" ON "idempotency_keys" ("created_at");

-- How many requests a Worker Key (or its tenant) has made in the minute that ends then, for all instances together.
-- Nothing is lost with it, so it is not written to the log of the database.
CREATE UNLOGGED TABLE "request_counts" (
  "subject" UUID PRIMARY KEY,
  "used" INTEGER NOT NULL,
  "ends_at" TIMESTAMPTZ NOT NULL
) WITH (fillfactor = 50);

-- Fetching: which mailbox is due, who fetches it now, and how the last fetch ended.

CREATE TABLE "fetch_states" (
  "tenant_id" UUID NOT NULL,
  "system_email_id" UUID NOT NULL,
  "next_fetch_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "worker_key_id" UUID,
  "lease_until" TIMESTAMPTZ(3),
  "fence" BIGINT NOT NULL DEFAULT 0,
  "last_fetched_at" TIMESTAMPTZ(3),
  "last_fetched_count" INTEGER,
  "last_uid" TEXT,
  "last_error" TEXT,
  "failure_count" INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY ("tenant_id", "system_email_id"),
  FOREIGN KEY ("tenant_id", "system_email_id") REFERENCES "system_emails" ("tenant_id", "id") ON DELETE CASCADE
);
CREATE INDEX "fetch_states_due_idx" ON "fetch_states" ("tenant_id", "next_fetch_at");

-- Events: numbered without gaps within a tenant, in the order in which they were committed.

CREATE TABLE "event_counters" (
  "tenant_id" UUID PRIMARY KEY REFERENCES "tenants" ("id") ON DELETE CASCADE,
  "position" BIGINT NOT NULL
);

CREATE TABLE "events" (
  "tenant_id" UUID NOT NULL REFERENCES "tenants" ("id") ON DELETE CASCADE,
  "position" BIGINT NOT NULL,
  "id" UUID NOT NULL DEFAULT gen_random_uuid(),
  "at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "type" TEXT NOT NULL,
  "system_email_id" UUID,
  "idp_config_id" UUID,
  "data" JSONB NOT NULL DEFAULT '{}',
  PRIMARY KEY ("tenant_id", "position")
);
CREATE UNIQUE INDEX "events_id_key" ON "events" ("id");
CREATE INDEX "events_at_idx" ON "events" ("at");

-- Webhooks

CREATE TYPE "webhook_delivery_status" AS ENUM ('pending', 'delivered', 'dead');

CREATE TABLE "webhook_endpoints" (
  "id" UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  "tenant_id" UUID NOT NULL REFERENCES "tenants" ("id") ON DELETE CASCADE,
  "url" TEXT NOT NULL,
  "description" TEXT NOT NULL DEFAULT '',
  "event_types" TEXT[] NOT NULL,
  "enabled" BOOLEAN NOT NULL DEFAULT true,
  "secret_sealed" TEXT NOT NULL,
  "previous_secret_sealed" TEXT,
  "previous_secret_until" TIMESTAMPTZ(3),
  -- Events up to this position have been turned into deliveries.
  "position" BIGINT NOT NULL DEFAULT 0,
  -- When its server answered 410 Gone, which disabled it.
  "gone_at" TIMESTAMPTZ(3),
  -- Until then nothing is sent to it, because its server let somebody wait in vain a moment ago.
  "resting_until" TIMESTAMPTZ(3),
  "created_by_label" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX "webhook_endpoints_tenant_id_id_key" ON "webhook_endpoints" ("tenant_id", "id");

CREATE TABLE "webhook_deliveries" (
  "id" UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  "tenant_id" UUID NOT NULL REFERENCES "tenants" ("id") ON DELETE CASCADE,
  "webhook_endpoint_id" UUID NOT NULL,
  "event_id" UUID NOT NULL,
  "event_type" TEXT NOT NULL,
  -- The event's own; null for a test.
  "position" BIGINT,
  -- What is sent, word for word, at every attempt.
  "payload" TEXT NOT NULL,
  "status" "webhook_delivery_status" NOT NULL DEFAULT 'pending',
  "attempt_count" INTEGER NOT NULL DEFAULT 0,
  -- The last attempts: when, status, duration, what went wrong.
  "attempts" JSONB NOT NULL DEFAULT '[]',
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  -- When somebody took it to put it into the job queue; null while it has to be.
  "queued_at" TIMESTAMPTZ(3),
  "last_attempt_at" TIMESTAMPTZ(3),
  "finished_at" TIMESTAMPTZ(3),
  FOREIGN KEY ("tenant_id", "webhook_endpoint_id") REFERENCES "webhook_endpoints" ("tenant_id", "id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "webhook_deliveries_tenant_id_id_key" ON "webhook_deliveries" ("tenant_id", "id");
CREATE UNIQUE INDEX "webhook_deliveries_once_key" ON "webhook_deliveries" ("webhook_endpoint_id", "event_id");
CREATE INDEX "webhook_deliveries_newest_idx" ON "webhook_deliveries" ("tenant_id", "webhook_endpoint_id", "created_at" DESC);
CREATE INDEX "webhook_deliveries_pending_idx" ON "webhook_deliveries" ("queued_at") WHERE "status" = 'pending';
CREATE INDEX "webhook_deliveries_created_idx" ON "webhook_deliveries" ("created_at");

-- Row-level security, as for every table of a tenant.

DO $$
DECLARE
  tenant_table TEXT;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY[
    'authorization_links', 'credential_reads', 'idempotency_keys', 'fetch_states', 'event_counters', 'events',
    'webhook_endpoints', 'webhook_deliveries'
  ] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('CREATE POLICY tenant_rows ON %I TO mailgrant_tenant
      USING (tenant_id = current_tenant_id()) WITH CHECK (tenant_id = current_tenant_id())', tenant_table);
    EXECUTE format('CREATE POLICY system_rows ON %I TO mailgrant_system USING (true) WITH CHECK (true)', tenant_table);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO mailgrant_tenant, mailgrant_system', tenant_table);
  END LOOP;
END $$;

-- What an installation of old has by now. Row-level security holds for whoever owns the tables, too, so that this
-- runs as the role that sees every tenant.
SELECT set_config('role', 'mailgrant_system', true);
-- Spread over a day, so that not everything is refreshed in the first minute.
UPDATE "grants" SET "refresh_due_at" = now() + random() * interval '1 day' WHERE "status" = 'active';
INSERT INTO "fetch_states" ("tenant_id", "system_email_id") SELECT "tenant_id", "id" FROM "system_emails";
SELECT set_config('role', 'none', true);

-- Who read a token, and what happened, is only ever added; what is old is removed by acts that know every tenant.
REVOKE UPDATE ON "credential_reads", "events" FROM mailgrant_tenant, mailgrant_system;
REVOKE DELETE ON "credential_reads", "events" FROM mailgrant_tenant;

GRANT SELECT, INSERT, UPDATE ON "provider_hosts" TO mailgrant_tenant, mailgrant_system;
GRANT DELETE ON "provider_hosts" TO mailgrant_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON "request_counts" TO mailgrant_system;

-- The two questions of every credentials read, each in one round trip. They run as the roles that requests run
-- under, so that row-level security holds in them as everywhere. What they find comes as JSON, because a thousand
-- mailboxes of fifty columns each would keep the client busy for longer than the tokens themselves.

SELECT set_config('search_path', current_schema() || ', pg_temp', true);

-- Takes `points` of the minute that is counted for a Worker Key or a tenant. Whoever asks for more than there are
-- is counted, too, and gets on when the minute ends. Two who ask at once wait for each other no longer than this takes.
CREATE FUNCTION "take_points"(of_subject UUID, points INTEGER, OUT used_now INTEGER, OUT ends TIMESTAMPTZ)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  INSERT INTO request_counts AS c (subject, used, ends_at) VALUES (of_subject, points, now() + interval '1 minute')
  ON CONFLICT (subject) DO UPDATE SET
    used = LEAST(CASE WHEN c.ends_at > now() THEN c.used ELSE 0 END, 1000000000) + excluded.used,
    ends_at = CASE WHEN c.ends_at > now() THEN c.ends_at ELSE excluded.ends_at END
  RETURNING c.used, c.ends_at INTO used_now, ends;
END
$$;

-- The Worker Key of a hash, with its tenant; `from_address` is null where it is no address. One that is alive, used
-- from where it may be, has its use noted at most every 30 seconds, so that a busy worker does not write at every
-- read, and pays its points, where there is a limit: first its own, and only within those its tenant's, so that one
-- key which asks too much does not shut the others out.
CREATE FUNCTION "find_worker_key"(
  presented_hash TEXT, from_address TEXT, points INTEGER, points_of_key INTEGER, points_of_tenant INTEGER
) RETURNS SETOF JSON LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  k worker_keys;
  t tenants;
  is_alive BOOLEAN;
  is_allowed BOOLEAN;
  of_key RECORD;
  of_tenant RECORD;
  done TEXT;
BEGIN
  SELECT * INTO k FROM worker_keys w WHERE w.key_hash = presented_hash;
  IF NOT FOUND THEN RETURN; END IF;
  SELECT * INTO t FROM tenants WHERE id = k.tenant_id;
  is_alive := k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now());
  is_allowed := cardinality(k.networks) = 0
    OR EXISTS (SELECT 1 FROM unnest(k.networks) AS network WHERE from_address::inet <<= network::inet);
  SELECT NULL::integer AS used_now, NULL::timestamptz AS ends INTO of_key;
  of_tenant := of_key;
  IF is_alive AND is_allowed THEN
    -- Whoever asks does not wait for the disk; a server that loses its power may lose the last moment of this.
    done := set_config('synchronous_commit', 'off', true);
    IF k.last_used_at IS NULL OR k.last_used_at <= now() - interval '30 seconds' THEN
      UPDATE worker_keys w SET last_used_at = now(), last_used_address = COALESCE(from_address, 'unknown')
        WHERE w.id = k.id AND w.last_used_at IS NOT DISTINCT FROM k.last_used_at;
    END IF;
    IF points_of_key > 0 THEN of_key := take_points(k.id, points); END IF;
    IF points_of_tenant > 0 AND (of_key.used_now IS NULL OR of_key.used_now <= points_of_key) THEN
      of_tenant := take_points(k.tenant_id, points);
    END IF;
  END IF;
  RETURN NEXT json_build_object(
    'id', k.id, 'name', k.name, 'scopes', k.scopes, 'isAlive', is_alive, 'isAllowed', is_allowed,
    'systemEmailIds', CASE WHEN k.all_mailboxes THEN NULL ELSE ARRAY(
      SELECT m.system_email_id FROM worker_key_mailboxes m WHERE m.tenant_id = k.tenant_id AND m.worker_key_id = k.id) END,
    'tenantId', t.id, 'slug', t.slug, 'tenantName', t.name, 'timeZone', t.time_zone, 'dataKeySealed', t.data_key_sealed,
    'usedOfKey', of_key.used_now, 'keyResetSeconds', ceil(extract(epoch FROM of_key.ends - now())),
    'usedOfTenant', of_tenant.used_now, 'tenantResetSeconds', ceil(extract(epoch FROM of_tenant.ends - now())));
END
$$;

-- Whether a Grant may be used as things are now; says in SQL what lib/grant/standing.ts says in sentences, and a test
-- holds the two together.
CREATE FUNCTION "grant_stands"(g grants, address TEXT, strict_matching BOOLEAN, c idp_configs) RETURNS BOOLEAN
LANGUAGE sql IMMUTABLE AS $$
  SELECT COALESCE(g.status = 'active' AND g.authorized_address = address AND g.idp_config_id = c.id AND c.enabled
    AND g.config_signature = c.config_signature
    AND (NOT strict_matching OR g.strict_matching OR lower(g.resource_owner) = address), false)
$$;

-- Whether its access token lasts for as long as is asked, of which half its life is the most.
CREATE FUNCTION "token_lasts"(g grants, wanted_seconds INTEGER) RETURNS BOOLEAN LANGUAGE sql STABLE AS $$
  SELECT COALESCE(g.access_token_expires_at > now() AND g.access_token_expires_at - now() >= LEAST(
    make_interval(secs => wanted_seconds), GREATEST(g.access_token_expires_at - g.issued_at, interval '0') / 2), false)
$$;

-- What lib/grant/standing.ts judges of a half that has an IdP Config chosen and perhaps a Grant.
CREATE FUNCTION "half_facts"(chosen_config UUID, strict_matching BOOLEAN, c idp_configs, g grants) RETURNS JSON
LANGUAGE sql STABLE AS $$
  SELECT json_build_object(
    'idpConfigId', chosen_config, 'strictMatching', strict_matching,
    'idpConfig', CASE WHEN c.id IS NOT NULL THEN json_build_object(
      'name', c.name, 'enabled', c.enabled, 'configSignature', c.config_signature) END,
    'grant', CASE WHEN g.id IS NOT NULL THEN json_build_object(
      'id', g.id, 'version', g.version, 'status', g.status, 'idpConfigId', g.idp_config_id,
      'configSignature', g.config_signature, 'authorizedAddress', g.authorized_address,
      'resourceOwner', g.resource_owner, 'strictMatching', g.strict_matching, 'failureDetail', g.failure_detail) END)
$$;

-- What it takes to hand out the credentials of mailboxes. Of each either everything is there that is handed out, and
-- that is recorded by the same statement, or "obstacle": what the caller finds out from why not, as JSON, to refresh
-- where that helps and ask again. `wanted_protocol` (imap, pop3 or smtp) asks for that half alone. Notes, too, that the
-- Grants are in use, at most once an hour each: what is in use is refreshed before it expires. `margin_seconds` is how
-- long before.
CREATE FUNCTION "read_mailboxes"(
  of_tenant UUID, mailbox_ids UUID[], by_worker_key UUID, from_address TEXT, for_request TEXT, margin_seconds INTEGER,
  wanted_seconds INTEGER, wanted_protocol TEXT
) RETURNS TABLE (
  "obstacle" JSON, "isIncomingWanted" BOOLEAN, "isOutgoingWanted" BOOLEAN,
  "id" UUID, "address" TEXT, "mailboxType" TEXT, "configVersion" INTEGER,
  "protocol" TEXT, "folder" TEXT, "fetchEveryMinutes" INTEGER, "maxPerFetch" INTEGER, "afterFetchAction" TEXT,
  "archiveFolder" TEXT,
  "incomingHost" TEXT, "incomingPort" INTEGER, "incomingSecurity" TEXT, "incomingAuthentication" TEXT,
  "incomingUsername" TEXT, "incomingPasswordSealed" TEXT,
  "incomingGrantId" UUID, "incomingOwner" TEXT, "incomingScopes" TEXT, "incomingTokenSealed" TEXT,
  "incomingExpiresAtMs" DOUBLE PRECISION,
  "outgoingHost" TEXT, "outgoingPort" INTEGER, "outgoingSecurity" TEXT, "outgoingAuthentication" TEXT,
  "outgoingUsername" TEXT, "outgoingPasswordSealed" TEXT,
  "outgoingGrantId" UUID, "outgoingOwner" TEXT, "outgoingScopes" TEXT, "outgoingTokenSealed" TEXT,
  "outgoingExpiresAtMs" DOUBLE PRECISION
) LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
-- To plan a join of seven tables takes longer than to carry it out, and the plan is the same for every mailbox.
SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  done TEXT;
BEGIN
  -- An assignment, because it is carried out without the statement that PERFORM makes of it.
  done := set_config('mailgrant.tenant_id', of_tenant::text, true);
  -- Whoever reads does not wait for the disk; a server that loses its power may lose the last moment of this record.
  done := set_config('synchronous_commit', 'off', true);
  UPDATE grants g SET last_read_at = now(),
      -- What is not due at all, because somebody has to sign in first, stays so: LEAST passes over a null.
      refresh_due_at = CASE WHEN g.refresh_due_at IS NOT NULL THEN
        LEAST(g.refresh_due_at, g.access_token_expires_at - make_interval(secs => margin_seconds)) END
    WHERE g.tenant_id = of_tenant AND g.system_email_id = ANY (mailbox_ids)
      AND (g.last_read_at IS NULL OR g.last_read_at < now() - interval '1 hour');
  RETURN QUERY WITH found AS MATERIALIZED (
    SELECT
      CASE WHEN (NOT j.is_incoming_wanted OR r.host <> '' AND j.is_incoming_ready)
        AND (NOT j.is_outgoing_wanted OR o.host <> '' AND COALESCE(j.is_outgoing_ready, j.is_incoming_ready)) THEN NULL
      ELSE json_build_object(
        'isIncomingReady', j.is_incoming_ready, 'isOutgoingReady', COALESCE(j.is_outgoing_ready, j.is_incoming_ready),
        'incoming', half_facts(r.idp_config_id, r.strict_matching, rc, rg),
        'outgoing', half_facts(o.idp_config_id, o.strict_matching, oc, og)) END AS obstacle,
      j.is_incoming_wanted, j.is_outgoing_wanted,
      e.id AS found_id, e.address, e.mailbox_type::text, e.config_version,
      r.protocol::text, r.folder, r.fetch_every_minutes, r.max_per_fetch, r.after_fetch_action::text, r.archive_folder,
      r.host, r.port, r.security::text, r.authentication::text, r.basic_username, r.basic_password_sealed,
      rg.id, rg.resource_owner, array_to_string(rg.scopes, ' '), rg.access_token_sealed,
      floor(extract(epoch FROM rg.access_token_expires_at) * 1000)::double precision,
      o.host, o.port, o.security::text, o.authentication::text, o.basic_username, o.basic_password_sealed,
      og.id, og.resource_owner, array_to_string(og.scopes, ' '), og.access_token_sealed,
      floor(extract(epoch FROM og.access_token_expires_at) * 1000)::double precision
    FROM system_emails e
      JOIN remote_mailboxes r ON r.tenant_id = e.tenant_id AND r.system_email_id = e.id
      JOIN outgoing_smtps o ON o.tenant_id = e.tenant_id AND o.system_email_id = e.id
      LEFT JOIN idp_configs rc ON rc.tenant_id = e.tenant_id AND rc.id = r.idp_config_id
      LEFT JOIN idp_configs oc ON oc.tenant_id = e.tenant_id AND oc.id = o.idp_config_id
      LEFT JOIN grants rg ON rg.tenant_id = e.tenant_id AND rg.system_email_id = e.id AND rg.half = 'remote_mailbox'
      LEFT JOIN grants og ON og.tenant_id = e.tenant_id AND og.system_email_id = e.id AND og.half = 'outgoing_smtp'
      CROSS JOIN LATERAL (SELECT
        r.status = 'enabled' AND (wanted_protocol IS NULL OR wanted_protocol = r.protocol::text) AS is_incoming_wanted,
        o.status = 'enabled' AND (wanted_protocol IS NULL OR wanted_protocol = 'smtp') AS is_outgoing_wanted,
        CASE WHEN r.authentication = 'basic' THEN r.basic_password_sealed IS NOT NULL
          ELSE grant_stands(rg, e.address, r.strict_matching, rc) AND token_lasts(rg, wanted_seconds) END AS is_incoming_ready,
        -- Null for a half that signs in as the incoming one does.
        CASE o.authentication WHEN 'none' THEN true WHEN 'same_as_remote_mailbox' THEN NULL
          WHEN 'basic' THEN o.basic_password_sealed IS NOT NULL
          ELSE grant_stands(og, e.address, o.strict_matching, oc) AND token_lasts(og, wanted_seconds) END AS is_outgoing_ready
      ) AS j
    WHERE e.tenant_id = of_tenant AND e.id = ANY (mailbox_ids)
  ), recorded AS (
    INSERT INTO credential_reads (tenant_id, worker_key_id, address, system_email_ids, request_id)
    SELECT of_tenant, by_worker_key, from_address, array_agg(found_id), for_request
    FROM found WHERE obstacle IS NULL AND (is_incoming_wanted OR is_outgoing_wanted) HAVING count(*) > 0
  )
  SELECT * FROM found;
END
$$;

-- The newest credentials reads of some mailboxes. Under row-level security an index on arrays is of no use, because
-- the comparison of arrays might tell something of rows that are not one's own; so this asks as the system does, for
-- the tenant of the transaction, and answers numbers alone, by which the tenant's own rows are read.
CREATE FUNCTION "credential_read_ids"(of_mailboxes UUID[], by_worker_key UUID, before_id BIGINT, at_most INTEGER)
RETURNS SETOF BIGINT LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  -- Planned anew for each question: reads of a mailbox that is read all the time are found by going back from the
  -- newest, those of one that is hardly ever read by the index on arrays.
  RETURN QUERY EXECUTE $query$
    SELECT r.id FROM credential_reads r
    WHERE r.tenant_id = current_tenant_id() AND r.system_email_ids && $1
      AND ($2 IS NULL OR r.worker_key_id = $2) AND ($3 IS NULL OR r.id < $3)
    ORDER BY r.id DESC LIMIT $4
  $query$ USING of_mailboxes, by_worker_key, before_id, at_most;
END
$$;

-- Writes the tokens of a refresh that went well, by compare and set on the version that was asked with. The caller's
-- lease ends; one that somebody else has taken since is left to them.
CREATE FUNCTION "write_refresh"(of_tenant UUID, of_grant UUID, seen_version INTEGER, by_owner TEXT, tokens JSON)
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
      failure_code = NULL, failure_detail = NULL, failed_at = NULL, failure_count = 0, next_attempt_at = NULL,
      lease_owner = CASE WHEN g.lease_owner = by_owner THEN NULL ELSE g.lease_owner END,
      lease_until = CASE WHEN g.lease_owner = by_owner THEN NULL ELSE g.lease_until END
    WHERE g.tenant_id = of_tenant AND g.id = of_grant AND g.version = seen_version
    RETURNING json_build_object('version', g.version);
END
$$;

-- An owner that is no superuser may only be given a function while it may create one.
DO $$
BEGIN
  EXECUTE format('GRANT CREATE ON SCHEMA %I TO mailgrant_tenant, mailgrant_system', current_schema());
  REVOKE EXECUTE ON FUNCTION find_worker_key(TEXT, TEXT, INTEGER, INTEGER, INTEGER) FROM PUBLIC;
  REVOKE EXECUTE ON FUNCTION read_mailboxes(UUID, UUID[], UUID, TEXT, TEXT, INTEGER, INTEGER, TEXT) FROM PUBLIC;
  EXECUTE format('GRANT EXECUTE ON FUNCTION find_worker_key(TEXT, TEXT, INTEGER, INTEGER, INTEGER) TO %I', current_user);
  EXECUTE format('GRANT EXECUTE ON FUNCTION read_mailboxes(UUID, UUID[], UUID, TEXT, TEXT, INTEGER, INTEGER, TEXT) TO %I', current_user);
  ALTER FUNCTION find_worker_key(TEXT, TEXT, INTEGER, INTEGER, INTEGER) OWNER TO mailgrant_system;
  ALTER FUNCTION read_mailboxes(UUID, UUID[], UUID, TEXT, TEXT, INTEGER, INTEGER, TEXT) OWNER TO mailgrant_tenant;
  REVOKE EXECUTE ON FUNCTION write_refresh(UUID, UUID, INTEGER, TEXT, JSON) FROM PUBLIC;
  EXECUTE format('GRANT EXECUTE ON FUNCTION write_refresh(UUID, UUID, INTEGER, TEXT, JSON) TO %I', current_user);
  ALTER FUNCTION write_refresh(UUID, UUID, INTEGER, TEXT, JSON) OWNER TO mailgrant_tenant;
  REVOKE EXECUTE ON FUNCTION credential_read_ids(UUID[], UUID, BIGINT, INTEGER) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION credential_read_ids(UUID[], UUID, BIGINT, INTEGER) TO mailgrant_tenant;
  ALTER FUNCTION credential_read_ids(UUID[], UUID, BIGINT, INTEGER) OWNER TO mailgrant_system;
  EXECUTE format('REVOKE CREATE ON SCHEMA %I FROM mailgrant_tenant, mailgrant_system', current_schema());
END $$;
