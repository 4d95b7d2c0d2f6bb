-- Refreshing by itself: when a Grant falls due, who read it last, and how long its refresh token is said to last.

ALTER TABLE "grants"
  ADD COLUMN "refresh_due_at" TIMESTAMPTZ(3),
  ADD COLUMN "last_read_at" TIMESTAMPTZ(3),
  ADD COLUMN "refresh_token_expires_at" TIMESTAMPTZ(3),
  ADD COLUMN "forced_at" TIMESTAMPTZ(3);
-- Spread over a day, so that an installation of old does not refresh everything in its first minute.
UPDATE "grants" SET "refresh_due_at" = now() + random() * interval '1 day' WHERE "status" = 'active';
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

-- Authorization links: somebody without an account here consents.

CREATE TABLE "authorization_links" (
  "id" UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  "tenant_id" UUID NOT NULL REFERENCES "tenants" ("id") ON DELETE CASCADE,
  "system_email_id" UUID NOT NULL,
  "half" "half" NOT NULL,
  "token_hash" TEXT NOT NULL,
  "created_by_label" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "expires_at" TIMESTAMPTZ(3) NOT NULL,
  "used_at" TIMESTAMPTZ(3),
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
  "tenant_id" UUID NOT NULL REFERENCES "tenants" ("id") ON DELETE CASCADE,
  "worker_key_id" UUID NOT NULL,
  "address" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "system_email_ids" UUID[] NOT NULL,
  "request_id" TEXT NOT NULL,
  FOREIGN KEY ("tenant_id", "worker_key_id") REFERENCES "worker_keys" ("tenant_id", "id") ON DELETE CASCADE
);
CREATE INDEX "credential_reads_key_idx" ON "credential_reads" ("tenant_id", "worker_key_id", "at" DESC);
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

-- Fetching: which mailbox is due, who fetches it now, and how the last fetch ended.

CREATE TABLE "fetch_states" (
  "tenant_id" UUID NOT NULL,
  "system_email_id" UUID NOT NULL,
  "next_fetch_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "lease_id" UUID,
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
CREATE UNIQUE INDEX "fetch_states_lease_id_key" ON "fetch_states" ("lease_id");
CREATE INDEX "fetch_states_due_idx" ON "fetch_states" ("tenant_id", "next_fetch_at");
INSERT INTO "fetch_states" ("tenant_id", "system_email_id") SELECT "tenant_id", "id" FROM "system_emails";

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
  -- What is sent, word for word, at every attempt.
  "payload" TEXT NOT NULL,
  "status" "webhook_delivery_status" NOT NULL DEFAULT 'pending',
  "attempt_count" INTEGER NOT NULL DEFAULT 0,
  -- The last attempts: when, status, duration, what went wrong.
  "attempts" JSONB NOT NULL DEFAULT '[]',
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "finished_at" TIMESTAMPTZ(3),
  FOREIGN KEY ("tenant_id", "webhook_endpoint_id") REFERENCES "webhook_endpoints" ("tenant_id", "id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "webhook_deliveries_tenant_id_id_key" ON "webhook_deliveries" ("tenant_id", "id");
CREATE UNIQUE INDEX "webhook_deliveries_once_key" ON "webhook_deliveries" ("webhook_endpoint_id", "event_id");
CREATE INDEX "webhook_deliveries_newest_idx" ON "webhook_deliveries" ("tenant_id", "webhook_endpoint_id", "created_at" DESC);
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

-- Who read a token, and what happened, is only ever added; what is old is removed by acts that know every tenant.
REVOKE UPDATE ON "credential_reads", "events" FROM mailgrant_tenant, mailgrant_system;
REVOKE DELETE ON "credential_reads", "events" FROM mailgrant_tenant;

GRANT SELECT, INSERT, UPDATE ON "provider_hosts" TO mailgrant_tenant, mailgrant_system;
GRANT DELETE ON "provider_hosts" TO mailgrant_system;

-- The two questions of every credentials read, each in one round trip. They run as the roles that requests run
-- under, so that row-level security holds in them as everywhere. What they find comes as JSON, because a thousand
-- mailboxes of fifty columns each would keep the client busy for longer than the tokens themselves.

SELECT set_config('search_path', current_schema() || ', pg_temp', true);

CREATE FUNCTION "find_worker_key"(presented_hash TEXT) RETURNS SETOF JSON
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT json_build_object(
    'id', k.id, 'name', k.name, 'scopes', k.scopes, 'networks', k.networks,
    'systemEmailIds', CASE WHEN k.all_mailboxes THEN NULL ELSE ARRAY(
      SELECT m.system_email_id FROM worker_key_mailboxes m WHERE m.tenant_id = k.tenant_id AND m.worker_key_id = k.id) END,
    'isAlive', k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now()),
    'isUseNoted', COALESCE(k.last_used_at > now() - interval '30 seconds', false),
    'tenantId', t.id, 'slug', t.slug, 'tenantName', t.name, 'timeZone', t.time_zone, 'dataKeySealed', t.data_key_sealed)
  FROM worker_keys k JOIN tenants t ON t.id = k.tenant_id
  WHERE k.key_hash = presented_hash
$$;

CREATE FUNCTION "grant_facts"(g grants) RETURNS JSON LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN g.id IS NULL THEN NULL ELSE json_build_object(
    'id', g.id, 'version', g.version, 'status', g.status, 'idpConfigId', g.idp_config_id,
    'configSignature', g.config_signature, 'authorizedAddress', g.authorized_address,
    'resourceOwner', g.resource_owner, 'strictMatching', g.strict_matching, 'failureDetail', g.failure_detail,
    'scopes', g.scopes, 'accessTokenSealed', g.access_token_sealed,
    'issuedAtMs', floor(extract(epoch FROM g.issued_at) * 1000),
    'expiresAtMs', floor(extract(epoch FROM g.access_token_expires_at) * 1000)) END
$$;

-- Keeps who asked, too, and notes that the Grants are in use, at most once an hour each: what is in use is
-- refreshed before it expires. `margin_seconds` is how long before.
CREATE FUNCTION "read_mailboxes"(
  of_tenant UUID, mailbox_ids UUID[], by_worker_key UUID, from_address TEXT, for_request TEXT, margin_seconds INTEGER
) RETURNS SETOF JSON LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM set_config('mailgrant.tenant_id', of_tenant::text, true);
  -- Whoever reads does not wait for the disk; a server that loses its power may lose the last moment of this record.
  PERFORM set_config('synchronous_commit', 'off', true);
  INSERT INTO credential_reads (tenant_id, worker_key_id, address, system_email_ids, request_id)
    SELECT of_tenant, by_worker_key, from_address, array_agg(e.id), for_request
    FROM system_emails e WHERE e.id = ANY (mailbox_ids) HAVING count(*) > 0;
  UPDATE grants g SET last_read_at = now(),
      refresh_due_at = LEAST(g.refresh_due_at, g.access_token_expires_at - make_interval(secs => margin_seconds))
    WHERE g.tenant_id = of_tenant AND g.system_email_id = ANY (mailbox_ids)
      AND (g.last_read_at IS NULL OR g.last_read_at < now() - interval '1 hour');
  RETURN QUERY SELECT json_build_object(
    'id', e.id, 'address', e.address, 'mailboxType', e.mailbox_type, 'configVersion', e.config_version,
    'remoteMailbox', json_build_object(
      'status', r.status, 'protocol', r.protocol, 'host', r.host, 'port', r.port, 'security', r.security,
      'folder', r.folder, 'authentication', r.authentication, 'idpConfigId', r.idp_config_id,
      'strictMatching', r.strict_matching, 'basicUsername', r.basic_username,
      'basicPasswordSealed', r.basic_password_sealed, 'fetchEveryMinutes', r.fetch_every_minutes,
      'maxPerFetch', r.max_per_fetch, 'afterFetchAction', r.after_fetch_action, 'archiveFolder', r.archive_folder,
      'idpConfig', CASE WHEN rc.id IS NULL THEN NULL ELSE json_build_object(
        'name', rc.name, 'enabled', rc.enabled, 'configSignature', rc.config_signature) END),
    'outgoingSmtp', json_build_object(
      'status', o.status, 'host', o.host, 'port', o.port, 'security', o.security,
      'authentication', o.authentication, 'idpConfigId', o.idp_config_id, 'strictMatching', o.strict_matching,
      'basicUsername', o.basic_username, 'basicPasswordSealed', o.basic_password_sealed,
      'idpConfig', CASE WHEN oc.id IS NULL THEN NULL ELSE json_build_object(
        'name', oc.name, 'enabled', oc.enabled, 'configSignature', oc.config_signature) END),
    'incomingGrant', grant_facts(rg), 'outgoingGrant', grant_facts(og))
  FROM system_emails e
    JOIN remote_mailboxes r ON r.tenant_id = e.tenant_id AND r.system_email_id = e.id
    JOIN outgoing_smtps o ON o.tenant_id = e.tenant_id AND o.system_email_id = e.id
    LEFT JOIN idp_configs rc ON rc.tenant_id = e.tenant_id AND rc.id = r.idp_config_id
    LEFT JOIN idp_configs oc ON oc.tenant_id = e.tenant_id AND oc.id = o.idp_config_id
    LEFT JOIN grants rg ON rg.tenant_id = e.tenant_id AND rg.system_email_id = e.id AND rg.half = 'remote_mailbox'
    LEFT JOIN grants og ON og.tenant_id = e.tenant_id AND og.system_email_id = e.id AND og.half = 'outgoing_smtp'
  WHERE e.tenant_id = of_tenant AND e.id = ANY (mailbox_ids);
END
$$;

-- An owner that is no superuser may only be given a function while it may create one.
DO $$
BEGIN
  EXECUTE format('GRANT CREATE ON SCHEMA %I TO mailgrant_tenant, mailgrant_system', current_schema());
  REVOKE EXECUTE ON FUNCTION find_worker_key(TEXT) FROM PUBLIC;
  REVOKE EXECUTE ON FUNCTION read_mailboxes(UUID, UUID[], UUID, TEXT, TEXT, INTEGER) FROM PUBLIC;
  EXECUTE format('GRANT EXECUTE ON FUNCTION find_worker_key(TEXT) TO %I', current_user);
  EXECUTE format('GRANT EXECUTE ON FUNCTION read_mailboxes(UUID, UUID[], UUID, TEXT, TEXT, INTEGER) TO %I', current_user);
  ALTER FUNCTION find_worker_key(TEXT) OWNER TO mailgrant_system;
  ALTER FUNCTION read_mailboxes(UUID, UUID[], UUID, TEXT, TEXT, INTEGER) OWNER TO mailgrant_tenant;
  EXECUTE format('REVOKE CREATE ON SCHEMA %I FROM mailgrant_tenant, mailgrant_system', current_schema());
END $$;
