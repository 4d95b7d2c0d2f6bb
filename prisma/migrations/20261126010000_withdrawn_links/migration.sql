-- An Authorization Link can be withdrawn, and whoever made it sees whether it was opened.
ALTER TABLE "authorization_links"
  ADD COLUMN "opened_at" TIMESTAMPTZ(3),
  ADD COLUMN "withdrawn_at" TIMESTAMPTZ(3),
  ADD COLUMN "withdrawn_by_label" TEXT;
