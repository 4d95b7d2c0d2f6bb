-- A credentials read in one round trip: find_worker_key and, where the key may read the mailboxes, read_mailboxes. It
-- adds nothing to what either of them does, and runs as whoever calls it. "key" is what find_worker_key answers, in each
-- row; the rest is null where nothing was read. Whoever asked judges the key again by its own rules, so that these here
-- decide only what is read along, never what is handed out.
CREATE FUNCTION "read_mailboxes_by_key"(
  presented_hash TEXT, from_address TEXT, points INTEGER, points_of_key INTEGER, points_of_tenant INTEGER,
  mailbox_ids UUID[], for_request TEXT, margin_seconds INTEGER, wanted_seconds INTEGER, wanted_protocol TEXT
) RETURNS TABLE (
  "key" JSON,
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
) LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
  found_key JSON;
BEGIN
  found_key := find_worker_key(presented_hash, from_address, points, points_of_key, points_of_tenant);
  IF found_key IS NULL THEN RETURN; END IF;
  IF (found_key->>'isAlive')::boolean AND (found_key->>'isAllowed')::boolean
    AND 'credentials:read' IN (SELECT json_array_elements_text(found_key->'scopes'))
    AND (points_of_key <= 0 OR (found_key->>'usedOfKey')::integer <= points_of_key)
    AND (points_of_tenant <= 0 OR (found_key->>'usedOfTenant')::integer <= points_of_tenant)
    AND (json_typeof(found_key->'systemEmailIds') = 'null'
      OR mailbox_ids <@ ARRAY(SELECT json_array_elements_text(found_key->'systemEmailIds'))::uuid[])
  THEN
    RETURN QUERY SELECT found_key, m.* FROM read_mailboxes(
      (found_key->>'tenantId')::uuid, mailbox_ids, (found_key->>'id')::uuid, from_address, for_request,
      margin_seconds, wanted_seconds, wanted_protocol) m;
    IF FOUND THEN RETURN; END IF;
  END IF;
  "key" := found_key;
  RETURN NEXT;
END
$$;

DO $$
BEGIN
  REVOKE EXECUTE ON FUNCTION read_mailboxes_by_key(
    TEXT, TEXT, INTEGER, INTEGER, INTEGER, UUID[], TEXT, INTEGER, INTEGER, TEXT) FROM PUBLIC;
END $$;
