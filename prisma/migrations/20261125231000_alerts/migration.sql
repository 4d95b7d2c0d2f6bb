-- Alerts: what is wrong for long enough or ends soon, who was told of it, and whether what runs by itself still runs.

CREATE TYPE "alert_kind" AS ENUM (
  'mailbox_broken', 'mailbox_trouble', 'idp_config_refused', 'credential_expiring', 'certificate_expiring', 'grant_ending'
);
CREATE TYPE "alert_resolution" AS ENUM ('recovered', 'closed', 'superseded');
CREATE TYPE "alert_notice_kind" AS ENUM ('opened', 'updated', 'escalated', 'recovered', 'digest');
CREATE TYPE "alert_notice_status" AS ENUM ('pending', 'sent', 'failed');

CREATE TABLE "alerts" (
  "id" UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  "tenant_id" UUID NOT NULL REFERENCES "tenants" ("id") ON DELETE CASCADE,
  "key" TEXT NOT NULL,
  "kind" "alert_kind" NOT NULL,
  "cause" TEXT,
  "idp_config_id" UUID,
  "system_email_id" UUID,
  "server" TEXT,
  "facts" JSONB NOT NULL DEFAULT '{}',
  "days_left" INTEGER,
  "opened_at" TIMESTAMPTZ(3) NOT NULL,
  "changed_at" TIMESTAMPTZ(3) NOT NULL,
  "reopened_at" TIMESTAMPTZ(3),
  "resolved_at" TIMESTAMPTZ(3),
  "resolution" "alert_resolution",
  "is_told" BOOLEAN NOT NULL DEFAULT false,
  "notify_at" TIMESTAMPTZ(3),
  "escalate_at" TIMESTAMPTZ(3),
  "escalation_count" INTEGER NOT NULL DEFAULT 0,
  "acknowledged_at" TIMESTAMPTZ(3),
  "acknowledged_by" TEXT,
  "snoozed_at" TIMESTAMPTZ(3),
  "snoozed_by" TEXT,
  "snoozed_until" TIMESTAMPTZ(3),
  UNIQUE ("tenant_id", "id")
);
CREATE UNIQUE INDEX "alerts_open_key" ON "alerts" ("tenant_id", "key") WHERE "resolved_at" IS NULL;
CREATE INDEX "alerts_tenant_opened_idx" ON "alerts" ("tenant_id", "opened_at" DESC);
CREATE INDEX "alerts_resolved_idx" ON "alerts" ("resolved_at") WHERE "resolved_at" IS NOT NULL;

CREATE TABLE "alert_subjects" (
  "tenant_id" UUID NOT NULL REFERENCES "tenants" ("id") ON DELETE CASCADE,
  "alert_id" UUID NOT NULL,
  "system_email_id" UUID NOT NULL,
  "half" "half" NOT NULL,
  "address" TEXT NOT NULL,
  "state" TEXT NOT NULL,
  "since" TIMESTAMPTZ(3),
  "joined_at" TIMESTAMPTZ(3) NOT NULL,
  "left_at" TIMESTAMPTZ(3),
  PRIMARY KEY ("tenant_id", "alert_id", "system_email_id", "half"),
  FOREIGN KEY ("tenant_id", "alert_id") REFERENCES "alerts" ("tenant_id", "id") ON DELETE CASCADE
);

CREATE TABLE "alert_notices" (
  "id" UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  "tenant_id" UUID NOT NULL REFERENCES "tenants" ("id") ON DELETE CASCADE,
  "kind" "alert_notice_kind" NOT NULL,
  "alert_ids" UUID[] NOT NULL,
  "recipient" TEXT NOT NULL,
  "subject" TEXT NOT NULL,
  "text" TEXT NOT NULL,
  "html" TEXT NOT NULL,
  "status" "alert_notice_status" NOT NULL DEFAULT 'pending',
  "tries" INTEGER NOT NULL DEFAULT 0,
  "due_at" TIMESTAMPTZ(3),
  "error" TEXT,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "sent_at" TIMESTAMPTZ(3),
  UNIQUE ("tenant_id", "id")
);
CREATE INDEX "alert_notices_due_idx" ON "alert_notices" ("due_at") WHERE "status" = 'pending';
CREATE INDEX "alert_notices_tenant_created_idx" ON "alert_notices" ("tenant_id", "created_at" DESC);

CREATE TABLE "alert_settings" (
  "tenant_id" UUID PRIMARY KEY REFERENCES "tenants" ("id") ON DELETE CASCADE,
  "recipients" TEXT[] NOT NULL DEFAULT '{}',
  "muted_kinds" "alert_kind"[] NOT NULL DEFAULT '{}',
  "digest_enabled" BOOLEAN NOT NULL DEFAULT false,
  "digest_hour" SMALLINT NOT NULL DEFAULT 8,
  "digest_when_well" BOOLEAN NOT NULL DEFAULT false
);

CREATE TABLE "alert_evaluations" (
  "tenant_id" UUID PRIMARY KEY REFERENCES "tenants" ("id") ON DELETE CASCADE,
  "position" BIGINT NOT NULL DEFAULT 0,
  "evaluated_at" TIMESTAMPTZ(3),
  "busy_until" TIMESTAMPTZ(3),
  "ends_evaluated_at" TIMESTAMPTZ(3),
  "digest_day" DATE
);

-- When what runs by itself last ran; belongs to no tenant.
CREATE TABLE "job_heartbeats" (
  "job" TEXT PRIMARY KEY,
  "last_run_at" TIMESTAMPTZ(3) NOT NULL,
  "told_at" TIMESTAMPTZ(3),
  "claimed_until" TIMESTAMPTZ(3)
);
GRANT SELECT ON "job_heartbeats" TO mailgrant_tenant;
GRANT SELECT, INSERT, UPDATE, DELETE ON "job_heartbeats" TO mailgrant_system;

-- Row-level security, as for every table of a tenant.

DO $$
DECLARE
  tenant_table TEXT;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY[
    'alerts', 'alert_subjects', 'alert_notices', 'alert_settings', 'alert_evaluations'
  ] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('CREATE POLICY tenant_rows ON %I TO mailgrant_tenant
      USING (tenant_id = current_tenant_id()) WITH CHECK (tenant_id = current_tenant_id())', tenant_table);
    EXECUTE format('CREATE POLICY system_rows ON %I TO mailgrant_system USING (true) WITH CHECK (true)', tenant_table);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO mailgrant_tenant, mailgrant_system', tenant_table);
  END LOOP;
END $$;
