-- Checks that run by themselves, what they found, and their history.

CREATE TYPE "verification_trigger" AS ENUM ('asked', 'scheduled', 'reported');

ALTER TABLE "verifications"
  ADD COLUMN "trigger" "verification_trigger" NOT NULL DEFAULT 'asked',
  ADD COLUMN "asked_by" TEXT,
  ADD COLUMN "cause" TEXT,
  ADD COLUMN "is_transient" BOOLEAN;

-- By this they are removed when they are old. What nothing refers to needs no second key, and a month of hourly checks
-- is many rows.
CREATE INDEX "verifications_finished_idx" ON "verifications" ("finished_at");
DROP INDEX "verifications_tenant_id_id_key";

CREATE TABLE "half_checks" (
  "tenant_id" UUID NOT NULL REFERENCES "tenants" ("id") ON DELETE CASCADE,
  "system_email_id" UUID NOT NULL,
  "half" "half" NOT NULL,
  "server" TEXT NOT NULL DEFAULT '',
  "due_at" TIMESTAMPTZ(3),
  "lease_owner" TEXT,
  "lease_until" TIMESTAMPTZ(3),
  "is_healthy" BOOLEAN,
  "failure_code" TEXT,
  "cause" TEXT,
  "is_transient" BOOLEAN,
  "config_version" INTEGER,
  "checked_at" TIMESTAMPTZ(3),
  "since" TIMESTAMPTZ(3),
  "failed_in_row" INTEGER NOT NULL DEFAULT 0,
  "last_healthy_at" TIMESTAMPTZ(3),
  "stages" JSONB,
  "folders" TEXT[] NOT NULL DEFAULT '{}',
  PRIMARY KEY ("tenant_id", "system_email_id", "half"),
  FOREIGN KEY ("tenant_id", "system_email_id") REFERENCES "system_emails" ("tenant_id", "id") ON DELETE CASCADE
);
CREATE INDEX "half_checks_due_idx" ON "half_checks" ("server", "due_at") WHERE "due_at" IS NOT NULL;
CREATE INDEX "half_checks_leased_idx" ON "half_checks" ("server", "lease_until") WHERE "lease_until" IS NOT NULL;

CREATE TABLE "verification_days" (
  "tenant_id" UUID NOT NULL REFERENCES "tenants" ("id") ON DELETE CASCADE,
  "system_email_id" UUID NOT NULL,
  "half" "half" NOT NULL,
  "protocol" "verification_protocol" NOT NULL,
  "day" DATE NOT NULL,
  "passed_count" INTEGER NOT NULL DEFAULT 0,
  "transient_count" INTEGER NOT NULL DEFAULT 0,
  "failed_count" INTEGER NOT NULL DEFAULT 0,
  "timed_count" INTEGER NOT NULL DEFAULT 0,
  "passed_total_ms" BIGINT NOT NULL DEFAULT 0,
  "slowest_ms" INTEGER NOT NULL DEFAULT 0,
  "last_cause" TEXT,
  PRIMARY KEY ("tenant_id", "system_email_id", "half", "protocol", "day"),
  FOREIGN KEY ("tenant_id", "system_email_id") REFERENCES "system_emails" ("tenant_id", "id") ON DELETE CASCADE
);
CREATE INDEX "verification_days_day_idx" ON "verification_days" ("day");

-- The newest look at what an IdP Config says at its provider, item by item.
CREATE TABLE "idp_config_checks" (
  "tenant_id" UUID NOT NULL REFERENCES "tenants" ("id") ON DELETE CASCADE,
  "system_email_id" UUID NOT NULL,
  "half" "half" NOT NULL,
  "idp_config_id" UUID NOT NULL,
  "config_signature" TEXT NOT NULL,
  "items" JSONB NOT NULL,
  "asked_by" TEXT NOT NULL,
  "started_at" TIMESTAMPTZ(3) NOT NULL,
  "finished_at" TIMESTAMPTZ(3),
  PRIMARY KEY ("tenant_id", "system_email_id", "half"),
  FOREIGN KEY ("tenant_id", "system_email_id") REFERENCES "system_emails" ("tenant_id", "id") ON DELETE CASCADE,
  FOREIGN KEY ("tenant_id", "idp_config_id") REFERENCES "idp_configs" ("tenant_id", "id") ON DELETE CASCADE
);
CREATE INDEX "idp_config_checks_config_idx" ON "idp_config_checks" ("tenant_id", "idp_config_id");

-- What holds for a mail server, whoever's mailboxes are on it, and so belongs to no tenant: how many checks may begin
-- there at once, and until when it is left alone.
CREATE TABLE "mail_servers" (
  "server" TEXT PRIMARY KEY,
  "tokens" DOUBLE PRECISION NOT NULL,
  "tokens_at" TIMESTAMPTZ(3) NOT NULL,
  "paused_until" TIMESTAMPTZ(3),
  "pause_count" INTEGER NOT NULL DEFAULT 0
);
GRANT SELECT, INSERT, UPDATE, DELETE ON "mail_servers" TO mailgrant_system;

-- Row-level security, as for every table of a tenant.

DO $$
DECLARE
  tenant_table TEXT;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['half_checks', 'verification_days', 'idp_config_checks'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('CREATE POLICY tenant_rows ON %I TO mailgrant_tenant
      USING (tenant_id = current_tenant_id()) WITH CHECK (tenant_id = current_tenant_id())', tenant_table);
    EXECUTE format('CREATE POLICY system_rows ON %I TO mailgrant_system USING (true) WITH CHECK (true)', tenant_table);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO mailgrant_tenant, mailgrant_system', tenant_table);
  END LOOP;
END $$;

-- Whether a half can be checked at all as things stand: it is enabled, there is a server, and something to sign in
-- with that counts. A Grant is judged as everywhere.
CREATE FUNCTION "may_be_checked"(k half_checks) RETURNS BOOLEAN LANGUAGE sql STABLE AS $$
  SELECT COALESCE((
    SELECT s.is_on AND CASE serving.authentication
      WHEN 'none' THEN true
      WHEN 'basic' THEN serving.has_password
      ELSE EXISTS (
        SELECT FROM grants g
          JOIN idp_configs c ON c.tenant_id = g.tenant_id AND c.id = serving.idp_config_id
          JOIN system_emails e ON e.tenant_id = g.tenant_id AND e.id = g.system_email_id
        WHERE g.tenant_id = k.tenant_id AND g.system_email_id = k.system_email_id AND g.half = serving.half
          AND grant_stands(g, e.address, serving.strict_matching, c)
          -- While the provider refuses the IdP Config no other token is to be had than the one that is there.
          AND (c.refused_at IS NULL OR g.access_token_expires_at > now() + interval '1 minute'))
      END
    FROM remote_mailboxes r
      JOIN outgoing_smtps o ON o.tenant_id = r.tenant_id AND o.system_email_id = r.system_email_id
      CROSS JOIN LATERAL (SELECT
        CASE WHEN k.half = 'remote_mailbox' THEN r.status = 'enabled' AND r.host <> ''
          ELSE o.status = 'enabled' AND o.host <> '' END AS is_on,
        k.half = 'outgoing_smtp' AND o.authentication <> 'same_as_remote_mailbox' AS is_own) s
      CROSS JOIN LATERAL (SELECT
        CASE WHEN s.is_own THEN 'outgoing_smtp' ELSE 'remote_mailbox' END::half AS half,
        CASE WHEN s.is_own THEN o.authentication::text ELSE r.authentication::text END AS authentication,
        CASE WHEN s.is_own THEN o.idp_config_id ELSE r.idp_config_id END AS idp_config_id,
        CASE WHEN s.is_own THEN o.strict_matching ELSE r.strict_matching END AS strict_matching,
        CASE WHEN s.is_own THEN o.basic_password_sealed ELSE r.basic_password_sealed END IS NOT NULL AS has_password
      ) serving
    WHERE r.tenant_id = k.tenant_id AND r.system_email_id = k.system_email_id), false)
$$;

-- What an installation of old has by now: every half gets its row, with what its newest check found, and those that can
-- be checked are due within the hour, not all at once. A report is told by its reporter. Row-level security is forced,
-- so this runs as the role that sees every tenant.
SELECT set_config('role', 'mailgrant_system', true);

UPDATE "verifications" SET
  "trigger" = CASE WHEN "reported_by" IS NULL THEN 'asked' ELSE 'reported' END::verification_trigger,
  "is_transient" = CASE WHEN NOT "is_healthy" THEN COALESCE("failure_code" IN (
    'host_unknown', 'connection_refused', 'connection_lost', 'deadline_passed', 'server_unavailable'), false) END;

INSERT INTO "half_checks" ("tenant_id", "system_email_id", "half", "server")
  SELECT "tenant_id", "system_email_id", 'remote_mailbox'::half, lower("host") || ':' || "port" FROM "remote_mailboxes"
  UNION ALL
  SELECT "tenant_id", "system_email_id", 'outgoing_smtp'::half, lower("host") || ':' || "port" FROM "outgoing_smtps";

UPDATE "half_checks" k SET
  "is_healthy" = v."is_healthy", "failure_code" = v."failure_code", "is_transient" = v."is_transient",
  "config_version" = v."config_version", "checked_at" = v."finished_at", "folders" = v."folders",
  "since" = (SELECT min(same."finished_at") FROM "verifications" same
    WHERE same."tenant_id" = v."tenant_id" AND same."system_email_id" = v."system_email_id" AND same."half" = v."half"
      AND same."finished_at" > COALESCE((SELECT max(other."finished_at") FROM "verifications" other
        WHERE other."tenant_id" = v."tenant_id" AND other."system_email_id" = v."system_email_id" AND other."half" = v."half"
          AND (other."is_healthy", other."is_transient") IS DISTINCT FROM (v."is_healthy", v."is_transient")), '-infinity')),
  "failed_in_row" = (SELECT count(*) FROM "verifications" failed
    WHERE failed."tenant_id" = v."tenant_id" AND failed."system_email_id" = v."system_email_id" AND failed."half" = v."half"
      AND failed."finished_at" > COALESCE((SELECT max(well."finished_at") FROM "verifications" well
        WHERE well."tenant_id" = v."tenant_id" AND well."system_email_id" = v."system_email_id" AND well."half" = v."half"
          AND well."is_healthy"), '-infinity')),
  "last_healthy_at" = (SELECT max(well."finished_at") FROM "verifications" well
    WHERE well."tenant_id" = v."tenant_id" AND well."system_email_id" = v."system_email_id" AND well."half" = v."half"
      AND well."is_healthy")
FROM (
  SELECT DISTINCT ON ("tenant_id", "system_email_id", "half") * FROM "verifications"
  ORDER BY "tenant_id", "system_email_id", "half", "finished_at" DESC
) v
WHERE v."tenant_id" = k."tenant_id" AND v."system_email_id" = k."system_email_id" AND v."half" = k."half";

UPDATE "half_checks" k SET "due_at" = now() + random() * interval '1 hour' WHERE may_be_checked(k);

INSERT INTO "verification_days" ("tenant_id", "system_email_id", "half", "protocol", "day", "passed_count",
    "transient_count", "failed_count", "timed_count", "passed_total_ms", "slowest_ms")
  SELECT "tenant_id", "system_email_id", "half", "protocol", ("finished_at" AT TIME ZONE 'UTC')::date,
    count(*) FILTER (WHERE "is_healthy"), count(*) FILTER (WHERE "is_transient"),
    count(*) FILTER (WHERE NOT "is_healthy" AND NOT "is_transient"),
    count(*) FILTER (WHERE "is_healthy" AND "trigger" <> 'reported'),
    COALESCE(sum(m."took") FILTER (WHERE "is_healthy" AND "trigger" <> 'reported'), 0),
    COALESCE(max(m."took") FILTER (WHERE "is_healthy" AND "trigger" <> 'reported'), 0)
  FROM "verifications"
    CROSS JOIN LATERAL (SELECT (extract(epoch FROM "finished_at" - "started_at") * 1000)::int AS "took") m
  GROUP BY 1, 2, 3, 4, 5;

SELECT set_config('role', 'none', true);
