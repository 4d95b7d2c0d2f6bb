-- The sessions that people are signed in by. A cookie whose session is not here any more is nobody's, so that signing
-- out ends a session for every process. People belong to no tenant, and so do their sessions.
CREATE TABLE "user_sessions" (
  "id" UUID PRIMARY KEY,
  "user_id" UUID NOT NULL REFERENCES "users" ("id") ON DELETE CASCADE,
  "address" TEXT NOT NULL,
  "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "expires_at" TIMESTAMPTZ(3) NOT NULL
);
CREATE INDEX "user_sessions_user_idx" ON "user_sessions" ("user_id");
CREATE INDEX "user_sessions_expires_idx" ON "user_sessions" ("expires_at");

-- No request that acts inside a tenant sees who else is signed in.
ALTER TABLE "user_sessions" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "user_sessions" FORCE ROW LEVEL SECURITY;
CREATE POLICY system_rows ON "user_sessions" TO mailgrant_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON "user_sessions" TO mailgrant_system;
