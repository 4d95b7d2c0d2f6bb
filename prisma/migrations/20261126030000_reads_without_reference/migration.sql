-- The record of a credentials read refers to its Worker Key without a foreign key. The foreign key made each read lock the
-- key's row and write that lock to it, by which the reads of one key waited for each other, to guard against what the
-- function that records the read has just made sure of: that the key is there. What it did besides, a trigger does: the
-- record goes with its key, which goes with its tenant. A read that is under way while its tenant is deleted may leave its
-- record behind; it is removed at night with the old ones (lib/mail-worker/remove-old-reads.ts).

SELECT set_config('search_path', current_schema() || ', pg_temp', true);

ALTER TABLE "credential_reads" DROP CONSTRAINT "credential_reads_tenant_id_worker_key_id_fkey";

CREATE FUNCTION "remove_reads_of_keys"() RETURNS TRIGGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  DELETE FROM credential_reads r USING gone WHERE r.tenant_id = gone.tenant_id AND r.worker_key_id = gone.id;
  RETURN NULL;
END
$$;

CREATE TRIGGER "remove_reads" AFTER DELETE ON "worker_keys" REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION "remove_reads_of_keys"();

-- An owner that is no superuser may only be given a function while it may create one.
DO $$
BEGIN
  EXECUTE format('GRANT CREATE ON SCHEMA %I TO mailgrant_system', current_schema());
  REVOKE EXECUTE ON FUNCTION remove_reads_of_keys() FROM PUBLIC;
  ALTER FUNCTION remove_reads_of_keys() OWNER TO mailgrant_system;
  EXECUTE format('REVOKE CREATE ON SCHEMA %I FROM mailgrant_system', current_schema());
END $$;
