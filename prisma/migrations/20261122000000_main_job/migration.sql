-- Types

CREATE TYPE "role" AS ENUM ('owner', 'admin', 'viewer');
CREATE TYPE "mailbox_type" AS ENUM ('user', 'shared');
CREATE TYPE "half_status" AS ENUM ('enabled', 'disabled');
CREATE TYPE "incoming_protocol" AS ENUM ('imap', 'pop3');
CREATE TYPE "connection_security" AS ENUM ('tls', 'starttls', 'none');
CREATE TYPE "incoming_authentication" AS ENUM ('oauth2_microsoft', 'oauth2_google', 'oauth2_other', 'basic');
CREATE TYPE "outgoing_authentication" AS ENUM ('same_as_remote_mailbox', 'oauth2_microsoft', 'oauth2_google', 'oauth2_other', 'basic', 'none');
CREATE TYPE "after_fetch_action" AS ENUM ('archive', 'delete', 'nothing');
CREATE TYPE "provider" AS ENUM ('microsoft', 'google', 'other');
CREATE TYPE "half" AS ENUM ('remote_mailbox', 'outgoing_smtp');
CREATE TYPE "grant_status" AS ENUM ('active', 'needs_reauthorization');
CREATE TYPE "authorization_result" AS ENUM ('authorized', 'failed');
CREATE TYPE "verification_protocol" AS ENUM ('imap', 'pop3', 'smtp');
CREATE TYPE "actor_type" AS ENUM ('user', 'worker_key', 'operator', 'system');

-- Tenancy

CREATE TABLE "tenants" (
  "id" UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  "slug" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "time_zone" TEXT NOT NULL DEFAULT 'UTC',
  "data_key_sealed" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX "tenants_slug_key" ON "tenants" ("slug");

CREATE TABLE "users" (
  "id" UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  "email" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX "users_email_key" ON "users" ("email");

CREATE TABLE "user_passwords" (
  "user_id" UUID PRIMARY KEY REFERENCES "users" ("id") ON DELETE CASCADE,
  "hash" TEXT NOT NULL,
  "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now()
);

CREATE TABLE "memberships" (
  "tenant_id" UUID NOT NULL REFERENCES "tenants" ("id") ON DELETE CASCADE,
  "user_id" UUID NOT NULL REFERENCES "users" ("id") ON DELETE CASCADE,
  "role" "role" NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  PRIMARY KEY ("tenant_id", "user_id")
);
CREATE INDEX "memberships_user_id_idx" ON "memberships" ("user_id");

-- Counters of rate-limiter-flexible, which has no tenant: keys are hashes of addresses and e-mail addresses.
CREATE TABLE "rate_limits" (
  "key" TEXT PRIMARY KEY,
  "points" INTEGER NOT NULL DEFAULT 0,
  "expire" BIGINT
);

-- IdP Configs

CREATE TABLE "idp_configs" (
  "id" UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  "tenant_id" UUID NOT NULL REFERENCES "tenants" ("id") ON DELETE CASCADE,
  "provider" "provider" NOT NULL,
  "name" TEXT NOT NULL,
  "enabled" BOOLEAN NOT NULL DEFAULT true,
  "notes" TEXT NOT NULL DEFAULT '',
  "client_id" TEXT NOT NULL,
  "directory_id" TEXT,
  "is_single_tenant" BOOLEAN NOT NULL DEFAULT true,
  "authorization_endpoint" TEXT NOT NULL,
  "token_endpoint" TEXT NOT NULL,
  "issuer" TEXT,
  "user_info_endpoint" TEXT,
  "revocation_endpoint" TEXT,
  "scopes" TEXT[] NOT NULL,
  "email_attribute" TEXT NOT NULL,
  "config_signature" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX "idp_configs_tenant_id_id_key" ON "idp_configs" ("tenant_id", "id");
CREATE UNIQUE INDEX "idp_configs_tenant_id_name_key" ON "idp_configs" ("tenant_id", "name");

CREATE TABLE "client_credentials" (
  "id" UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  "tenant_id" UUID NOT NULL REFERENCES "tenants" ("id") ON DELETE CASCADE,
  "idp_config_id" UUID NOT NULL,
  "secret_sealed" TEXT NOT NULL,
  "expires_on" DATE,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "proven_at" TIMESTAMPTZ(3),
  FOREIGN KEY ("tenant_id", "idp_config_id") REFERENCES "idp_configs" ("tenant_id", "id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "client_credentials_tenant_id_id_key" ON "client_credentials" ("tenant_id", "id");
CREATE INDEX "client_credentials_newest_idx" ON "client_credentials" ("tenant_id", "idp_config_id", "created_at" DESC);

-- System Emails

CREATE TABLE "system_emails" (
  "id" UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  "tenant_id" UUID NOT NULL REFERENCES "tenants" ("id") ON DELETE CASCADE,
  "address" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "mailbox_type" "mailbox_type" NOT NULL DEFAULT 'user',
  "notes" TEXT NOT NULL DEFAULT '',
  "config_version" INTEGER NOT NULL DEFAULT 1,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX "system_emails_tenant_id_id_key" ON "system_emails" ("tenant_id", "id");
CREATE UNIQUE INDEX "system_emails_tenant_id_address_key" ON "system_emails" ("tenant_id", "address");
CREATE INDEX "system_emails_updated_idx" ON "system_emails" ("tenant_id", "updated_at" DESC);

CREATE TABLE "remote_mailboxes" (
  "tenant_id" UUID NOT NULL,
  "system_email_id" UUID NOT NULL,
  "status" "half_status" NOT NULL DEFAULT 'disabled',
  "protocol" "incoming_protocol" NOT NULL DEFAULT 'imap',
  "host" TEXT NOT NULL DEFAULT '',
  "port" INTEGER NOT NULL DEFAULT 993 CHECK ("port" BETWEEN 1 AND 65535),
  "security" "connection_security" NOT NULL DEFAULT 'tls',
  "folder" TEXT NOT NULL DEFAULT 'INBOX',
  "authentication" "incoming_authentication" NOT NULL DEFAULT 'oauth2_microsoft',
  "idp_config_id" UUID,
  "strict_matching" BOOLEAN NOT NULL DEFAULT true,
  "fetch_every_minutes" INTEGER NOT NULL DEFAULT 5,
  "max_per_fetch" INTEGER NOT NULL DEFAULT 30,
  "after_fetch_action" "after_fetch_action" NOT NULL DEFAULT 'nothing',
  "archive_folder" TEXT,
  "basic_username" TEXT,
  "basic_password_sealed" TEXT,
  PRIMARY KEY ("tenant_id", "system_email_id"),
  FOREIGN KEY ("tenant_id", "system_email_id") REFERENCES "system_emails" ("tenant_id", "id") ON DELETE CASCADE,
  FOREIGN KEY ("tenant_id", "idp_config_id") REFERENCES "idp_configs" ("tenant_id", "id") ON DELETE RESTRICT
);
CREATE INDEX "remote_mailboxes_idp_config_idx" ON "remote_mailboxes" ("tenant_id", "idp_config_id");

CREATE TABLE "outgoing_smtps" (
  "tenant_id" UUID NOT NULL,
  "system_email_id" UUID NOT NULL,
  "status" "half_status" NOT NULL DEFAULT 'disabled',
  "host" TEXT NOT NULL DEFAULT '',
  "port" INTEGER NOT NULL DEFAULT 587 CHECK ("port" BETWEEN 1 AND 65535),
  "security" "connection_security" NOT NULL DEFAULT 'starttls',
  "authentication" "outgoing_authentication" NOT NULL DEFAULT 'same_as_remote_mailbox',
  "idp_config_id" UUID,
  "strict_matching" BOOLEAN NOT NULL DEFAULT true,
  "header_spoofing" BOOLEAN NOT NULL DEFAULT false,
  "basic_username" TEXT,
  "basic_password_sealed" TEXT,
  PRIMARY KEY ("tenant_id", "system_email_id"),
  FOREIGN KEY ("tenant_id", "system_email_id") REFERENCES "system_emails" ("tenant_id", "id") ON DELETE CASCADE,
  FOREIGN KEY ("tenant_id", "idp_config_id") REFERENCES "idp_configs" ("tenant_id", "id") ON DELETE RESTRICT
);
CREATE INDEX "outgoing_smtps_idp_config_idx" ON "outgoing_smtps" ("tenant_id", "idp_config_id");

-- Grants

CREATE TABLE "grants" (
  "id" UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  "tenant_id" UUID NOT NULL REFERENCES "tenants" ("id") ON DELETE CASCADE,
  "system_email_id" UUID NOT NULL,
  "half" "half" NOT NULL,
  "idp_config_id" UUID NOT NULL,
  "status" "grant_status" NOT NULL DEFAULT 'active',
  "refresh_token_sealed" TEXT NOT NULL,
  "access_token_sealed" TEXT NOT NULL,
  "access_token_expires_at" TIMESTAMPTZ(3) NOT NULL,
  "scopes" TEXT[] NOT NULL,
  "audience" TEXT,
  "resource_owner" TEXT NOT NULL,
  "resource_owner_id" TEXT NOT NULL,
  "authorized_address" TEXT NOT NULL,
  "strict_matching" BOOLEAN NOT NULL,
  "config_signature" TEXT NOT NULL,
  "authorized_by_user_id" UUID,
  "authorized_by_email" TEXT NOT NULL,
  "authorized_at" TIMESTAMPTZ(3) NOT NULL,
  "issued_at" TIMESTAMPTZ(3) NOT NULL,
  "last_refreshed_at" TIMESTAMPTZ(3),
  "refresh_token_issued_at" TIMESTAMPTZ(3) NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "lease_owner" TEXT,
  "lease_until" TIMESTAMPTZ(3),
  "failure_code" TEXT,
  "failure_detail" TEXT,
  "failed_at" TIMESTAMPTZ(3),
  "failure_count" INTEGER NOT NULL DEFAULT 0,
  "next_attempt_at" TIMESTAMPTZ(3),
  FOREIGN KEY ("tenant_id", "system_email_id") REFERENCES "system_emails" ("tenant_id", "id") ON DELETE CASCADE,
  FOREIGN KEY ("tenant_id", "idp_config_id") REFERENCES "idp_configs" ("tenant_id", "id") ON DELETE RESTRICT
);
CREATE UNIQUE INDEX "grants_tenant_id_id_key" ON "grants" ("tenant_id", "id");
CREATE UNIQUE INDEX "grants_tenant_id_system_email_id_half_key" ON "grants" ("tenant_id", "system_email_id", "half");
CREATE INDEX "grants_idp_config_idx" ON "grants" ("tenant_id", "idp_config_id");

CREATE TABLE "pending_authorizations" (
  "state_hash" TEXT PRIMARY KEY,
  "tenant_id" UUID NOT NULL REFERENCES "tenants" ("id") ON DELETE CASCADE,
  "system_email_id" UUID NOT NULL,
  "half" "half" NOT NULL,
  "idp_config_id" UUID NOT NULL,
  "user_id" UUID NOT NULL REFERENCES "users" ("id") ON DELETE CASCADE,
  "session_hash" TEXT NOT NULL,
  "code_verifier_sealed" TEXT NOT NULL,
  "nonce_sealed" TEXT NOT NULL,
  "config_signature" TEXT NOT NULL,
  "address" TEXT NOT NULL,
  "expires_at" TIMESTAMPTZ(3) NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  FOREIGN KEY ("tenant_id", "system_email_id") REFERENCES "system_emails" ("tenant_id", "id") ON DELETE CASCADE,
  FOREIGN KEY ("tenant_id", "idp_config_id") REFERENCES "idp_configs" ("tenant_id", "id") ON DELETE CASCADE
);
CREATE INDEX "pending_authorizations_email_idx" ON "pending_authorizations" ("tenant_id", "system_email_id");
CREATE INDEX "pending_authorizations_expires_idx" ON "pending_authorizations" ("expires_at");

CREATE TABLE "authorization_outcomes" (
  "id" UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  "tenant_id" UUID NOT NULL REFERENCES "tenants" ("id") ON DELETE CASCADE,
  "system_email_id" UUID NOT NULL,
  "half" "half" NOT NULL,
  "user_id" UUID NOT NULL,
  "state_hash" TEXT NOT NULL,
  "result" "authorization_result" NOT NULL,
  "failure_code" TEXT,
  "facts" JSONB NOT NULL DEFAULT '{}',
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  FOREIGN KEY ("tenant_id", "system_email_id") REFERENCES "system_emails" ("tenant_id", "id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "authorization_outcomes_state_hash_key" ON "authorization_outcomes" ("state_hash");
CREATE UNIQUE INDEX "authorization_outcomes_tenant_id_id_key" ON "authorization_outcomes" ("tenant_id", "id");
CREATE INDEX "authorization_outcomes_newest_idx" ON "authorization_outcomes" ("tenant_id", "system_email_id", "created_at" DESC);

-- Verification

CREATE TABLE "verifications" (
  "id" UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  "tenant_id" UUID NOT NULL REFERENCES "tenants" ("id") ON DELETE CASCADE,
  "system_email_id" UUID NOT NULL,
  "half" "half" NOT NULL,
  "protocol" "verification_protocol" NOT NULL,
  "is_healthy" BOOLEAN NOT NULL,
  "stages" JSONB NOT NULL,
  "failure_code" TEXT,
  "folders" TEXT[] NOT NULL DEFAULT '{}',
  "config_version" INTEGER NOT NULL,
  "started_at" TIMESTAMPTZ(3) NOT NULL,
  "finished_at" TIMESTAMPTZ(3) NOT NULL,
  FOREIGN KEY ("tenant_id", "system_email_id") REFERENCES "system_emails" ("tenant_id", "id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "verifications_tenant_id_id_key" ON "verifications" ("tenant_id", "id");
CREATE INDEX "verifications_newest_idx" ON "verifications" ("tenant_id", "system_email_id", "half", "finished_at" DESC);

-- Mail Workers

CREATE TABLE "worker_keys" (
  "id" UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  "tenant_id" UUID NOT NULL REFERENCES "tenants" ("id") ON DELETE CASCADE,
  "name" TEXT NOT NULL,
  "prefix" TEXT NOT NULL,
  "key_hash" TEXT NOT NULL,
  "scopes" TEXT[] NOT NULL,
  "all_mailboxes" BOOLEAN NOT NULL DEFAULT true,
  "expires_at" TIMESTAMPTZ(3),
  "revoked_at" TIMESTAMPTZ(3),
  "last_used_at" TIMESTAMPTZ(3),
  "created_by_email" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX "worker_keys_key_hash_key" ON "worker_keys" ("key_hash");
CREATE UNIQUE INDEX "worker_keys_tenant_id_id_key" ON "worker_keys" ("tenant_id", "id");

CREATE TABLE "worker_key_mailboxes" (
  "tenant_id" UUID NOT NULL,
  "worker_key_id" UUID NOT NULL,
  "system_email_id" UUID NOT NULL,
  PRIMARY KEY ("tenant_id", "worker_key_id", "system_email_id"),
  FOREIGN KEY ("tenant_id", "worker_key_id") REFERENCES "worker_keys" ("tenant_id", "id") ON DELETE CASCADE,
  FOREIGN KEY ("tenant_id", "system_email_id") REFERENCES "system_emails" ("tenant_id", "id") ON DELETE CASCADE
);
CREATE INDEX "worker_key_mailboxes_email_idx" ON "worker_key_mailboxes" ("tenant_id", "system_email_id");

-- Audit

CREATE TABLE "audit_events" (
  "id" UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  "tenant_id" UUID NOT NULL REFERENCES "tenants" ("id") ON DELETE CASCADE,
  "at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "actor_type" "actor_type" NOT NULL,
  "actor_id" TEXT,
  "actor_label" TEXT NOT NULL,
  "action" TEXT NOT NULL,
  "subject_type" TEXT NOT NULL,
  "subject_id" TEXT NOT NULL,
  "subject_label" TEXT NOT NULL,
  "details" JSONB NOT NULL DEFAULT '{}',
  "request_id" TEXT NOT NULL
);
CREATE UNIQUE INDEX "audit_events_tenant_id_id_key" ON "audit_events" ("tenant_id", "id");
CREATE INDEX "audit_events_newest_idx" ON "audit_events" ("tenant_id", "at" DESC);
CREATE INDEX "audit_events_subject_idx" ON "audit_events" ("tenant_id", "subject_id", "at" DESC);

-- Roles. They are the cluster's, so another database of it may have made them already.
-- mailgrant_tenant: what every request runs under, inside one tenant.
-- mailgrant_system: for the few acts that have no tenant yet.

DO $$
BEGIN
  CREATE ROLE mailgrant_tenant NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOINHERIT;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$
BEGIN
  CREATE ROLE mailgrant_system NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOINHERIT;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$
BEGIN
  -- A superuser may set any role; anybody else must be a member.
  IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
    EXECUTE format('GRANT mailgrant_tenant, mailgrant_system TO %I', current_user);
  END IF;
END $$;

DO $$
BEGIN
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO mailgrant_tenant, mailgrant_system', current_schema());
END $$;

-- The tenant of this transaction, or null, which no row's tenant equals.
CREATE FUNCTION "current_tenant_id"() RETURNS UUID LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT NULLIF(current_setting('mailgrant.tenant_id', true), '')::uuid $$;

DO $$
DECLARE
  tenant_table TEXT;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY[
    'memberships', 'idp_configs', 'client_credentials', 'system_emails', 'remote_mailboxes', 'outgoing_smtps',
    'grants', 'pending_authorizations', 'authorization_outcomes', 'verifications', 'worker_keys',
    'worker_key_mailboxes', 'audit_events'
  ] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('CREATE POLICY tenant_rows ON %I TO mailgrant_tenant
      USING (tenant_id = current_tenant_id()) WITH CHECK (tenant_id = current_tenant_id())', tenant_table);
    EXECUTE format('CREATE POLICY system_rows ON %I TO mailgrant_system USING (true) WITH CHECK (true)', tenant_table);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO mailgrant_tenant, mailgrant_system', tenant_table);
  END LOOP;
END $$;

-- Audit rows are only ever added.
REVOKE UPDATE, DELETE ON "audit_events" FROM mailgrant_tenant, mailgrant_system;

-- Who is a member is changed by acts that know every tenant, never from inside one.
REVOKE INSERT, UPDATE, DELETE ON "memberships" FROM mailgrant_tenant;

-- A tenant sees its own row and may rename itself; it cannot read another's name or touch its data key.
ALTER TABLE "tenants" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "tenants" FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON "tenants" TO mailgrant_tenant USING (id = current_tenant_id()) WITH CHECK (id = current_tenant_id());
CREATE POLICY system_rows ON "tenants" TO mailgrant_system USING (true) WITH CHECK (true);
GRANT SELECT, UPDATE ("name", "time_zone") ON "tenants" TO mailgrant_tenant;
GRANT SELECT, INSERT, UPDATE, DELETE ON "tenants" TO mailgrant_system;

-- A tenant sees the people who are its members, never their password hashes.
ALTER TABLE "users" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "users" FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON "users" FOR SELECT TO mailgrant_tenant USING (
  EXISTS (SELECT 1 FROM "memberships" m WHERE m.user_id = "users".id AND m.tenant_id = current_tenant_id()));
CREATE POLICY system_rows ON "users" TO mailgrant_system USING (true) WITH CHECK (true);
GRANT SELECT ON "users" TO mailgrant_tenant;
GRANT SELECT, INSERT, UPDATE, DELETE ON "users" TO mailgrant_system;

ALTER TABLE "user_passwords" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "user_passwords" FORCE ROW LEVEL SECURITY;
CREATE POLICY system_rows ON "user_passwords" TO mailgrant_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON "user_passwords" TO mailgrant_system;

GRANT SELECT, INSERT, UPDATE, DELETE ON "rate_limits" TO mailgrant_system;
