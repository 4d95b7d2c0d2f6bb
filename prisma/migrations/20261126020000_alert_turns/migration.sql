-- An evaluation of a tenant's alerts is many transactions, so that each is short whatever number of mailboxes there
-- are: whoever has the turn says so here and not by a lock, and it is seen from here that one never comes to its end.
ALTER TABLE "alert_evaluations"
  ADD COLUMN "turn_owner" UUID,
  ADD COLUMN "turn_until" TIMESTAMPTZ(3),
  ADD COLUMN "unfinished_since" TIMESTAMPTZ(3),
  ADD COLUMN "took_ms" INTEGER NOT NULL DEFAULT 0;
