-- Credentials reads that wait for the database in one process at the same moment are asked in one call: those of one
-- Worker Key from one address with one wish. Each of them is judged, counted and recorded as by itself; what it shares
-- with the others is the round trip, the look-up of the key, and the reading of a mailbox that several ask for.

-- The functions that it takes the place of, find_worker_key with five arguments and read_mailboxes_by_key, stay as they
-- are: while one process after the other is replaced, those of the release before still ask them.

SELECT set_config('search_path', current_schema() || ', pg_temp', true);

-- How many of `requests` that took `points` each are within a limit, when `used_now` is what was used after the last.
CREATE FUNCTION "count_within"(requests INTEGER, points INTEGER, used_now INTEGER, points_limit INTEGER) RETURNS INTEGER
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN used_now <= points_limit THEN requests
    ELSE GREATEST(0, requests - (used_now - points_limit + points - 1) / points) END
$$;

-- The Worker Key of a hash, with its tenant, for `requests` requests at once; null where there is none. `from_address`
-- is null where it is no address. One that is alive, used from where it may be, has its use noted at most every 30
-- seconds, so that a busy worker does not write at every read, and pays `points` for each of the requests, where there is
-- a limit: first its own, and only for those within that its tenant's, so that one key which asks too much does not shut
-- the others out. "usedOfKey" is what was used after the last of the requests, "usedOfTenant" after the last of those
-- within the key's limit, which are the first "withinKey"; of them the first "within" are within the tenant's, too.
CREATE FUNCTION "find_worker_key"(
  presented_hash TEXT, from_address TEXT, requests INTEGER, points INTEGER, points_of_key INTEGER,
  points_of_tenant INTEGER
) RETURNS JSON LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  k RECORD;
  is_alive BOOLEAN;
  is_allowed BOOLEAN;
  emails UUID[];
  within_key INTEGER := requests;
  within INTEGER := requests;
  used_of_key INTEGER;
  key_ends TIMESTAMPTZ;
  used_of_tenant INTEGER;
  tenant_ends TIMESTAMPTZ;
  done TEXT;
BEGIN
  SELECT w.id, w.name, w.scopes, w.all_mailboxes, w.networks, w.revoked_at, w.expires_at, w.last_used_at,
      t.id AS tenant_id, t.slug, t.name AS tenant_name, t.time_zone, t.data_key_sealed
    INTO k FROM worker_keys w JOIN tenants t ON t.id = w.tenant_id WHERE w.key_hash = presented_hash;
  IF NOT FOUND THEN RETURN NULL; END IF;
  is_alive := k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now());
  is_allowed := cardinality(k.networks) = 0;
  -- What has a query in it is carried out as a statement of its own, so it stands where it is needed alone.
  IF NOT is_allowed THEN
    is_allowed := EXISTS (SELECT 1 FROM unnest(k.networks) AS network WHERE from_address::inet <<= network::inet);
  END IF;
  IF NOT k.all_mailboxes THEN
    emails := ARRAY(SELECT m.system_email_id FROM worker_key_mailboxes m
      WHERE m.tenant_id = k.tenant_id AND m.worker_key_id = k.id);
  END IF;
  IF is_alive AND is_allowed THEN
    -- Whoever asks does not wait for the disk; a server that loses its power may lose the last moment of this.
    done := set_config('synchronous_commit', 'off', true);
    IF k.last_used_at IS NULL OR k.last_used_at <= now() - interval '30 seconds' THEN
      UPDATE worker_keys w SET last_used_at = now(), last_used_address = COALESCE(from_address, 'unknown')
        WHERE w.id = k.id AND w.last_used_at IS NOT DISTINCT FROM k.last_used_at;
    END IF;
    IF points_of_key > 0 THEN
      SELECT used_now, ends INTO used_of_key, key_ends FROM take_points(k.id, requests * points);
      within_key := count_within(requests, points, used_of_key, points_of_key);
      within := within_key;
    END IF;
    IF points_of_tenant > 0 AND within_key > 0 THEN
      SELECT used_now, ends INTO used_of_tenant, tenant_ends FROM take_points(k.tenant_id, within_key * points);
      within := count_within(within_key, points, used_of_tenant, points_of_tenant);
    END IF;
  END IF;
  RETURN json_build_object(
    'id', k.id, 'name', k.name, 'scopes', k.scopes, 'isAlive', is_alive, 'isAllowed', is_allowed,
    'systemEmailIds', emails, 'tenantId', k.tenant_id, 'slug', k.slug, 'tenantName', k.tenant_name,
    'timeZone', k.time_zone, 'dataKeySealed', k.data_key_sealed, 'withinKey', within_key, 'within', within,
    'usedOfKey', used_of_key, 'keyResetSeconds', ceil(extract(epoch FROM key_ends - now())),
    'usedOfTenant', used_of_tenant, 'tenantResetSeconds', ceil(extract(epoch FROM tenant_ends - now())));
END
$$;

-- What it takes to hand out the credentials of mailboxes. Of each either everything is there that is handed out, or
-- "obstacle": what the caller finds out from why not, as JSON, to refresh where that helps and ask again.
-- `wanted_protocol` (imap, pop3 or smtp) asks for that half alone. "isUseNoted" says that none of its Grants has to be
-- noted as in use. It runs as whoever asks, as a part of the query that asks.
CREATE FUNCTION "mailbox_facts"(of_tenant UUID, mailbox_ids UUID[], wanted_seconds INTEGER, wanted_protocol TEXT)
RETURNS TABLE (
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
  "outgoingExpiresAtMs" DOUBLE PRECISION, "isUseNoted" BOOLEAN
) LANGUAGE sql STABLE AS $$
  SELECT
    CASE WHEN (NOT j.is_incoming_wanted OR r.host <> '' AND j.is_incoming_ready)
      AND (NOT j.is_outgoing_wanted OR o.host <> '' AND COALESCE(j.is_outgoing_ready, j.is_incoming_ready)) THEN NULL
    ELSE json_build_object(
      'isIncomingReady', j.is_incoming_ready, 'isOutgoingReady', COALESCE(j.is_outgoing_ready, j.is_incoming_ready),
      'incoming', half_facts(r.idp_config_id, r.strict_matching, rc, rg),
      'outgoing', half_facts(o.idp_config_id, o.strict_matching, oc, og)) END,
    j.is_incoming_wanted, j.is_outgoing_wanted,
    e.id, e.address, e.mailbox_type::text, e.config_version,
    r.protocol::text, r.folder, r.fetch_every_minutes, r.max_per_fetch, r.after_fetch_action::text, r.archive_folder,
    r.host, r.port, r.security::text, r.authentication::text, r.basic_username, r.basic_password_sealed,
    rg.id, rg.resource_owner, array_to_string(rg.scopes, ' '), rg.access_token_sealed,
    floor(extract(epoch FROM rg.access_token_expires_at) * 1000)::double precision,
    o.host, o.port, o.security::text, o.authentication::text, o.basic_username, o.basic_password_sealed,
    og.id, og.resource_owner, array_to_string(og.scopes, ' '), og.access_token_sealed,
    floor(extract(epoch FROM og.access_token_expires_at) * 1000)::double precision,
    (rg.id IS NULL OR COALESCE(rg.last_read_at >= now() - interval '1 hour', false))
      AND (og.id IS NULL OR COALESCE(og.last_read_at >= now() - interval '1 hour', false))
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
$$;

-- Notes that the Grants of mailboxes are in use, at most once an hour each: what is in use is refreshed before it
-- expires, `margin_seconds` before. It runs as whoever asks. Two who note the same at once lock them in the same order,
-- that of the index.
CREATE FUNCTION "note_use"(of_tenant UUID, mailbox_ids UUID[], margin_seconds INTEGER) RETURNS VOID
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  UPDATE grants g SET last_read_at = now(),
      -- What is not due at all, because somebody has to sign in first, stays so: LEAST passes over a null.
      refresh_due_at = CASE WHEN g.refresh_due_at IS NOT NULL THEN
        LEAST(g.refresh_due_at, g.access_token_expires_at - make_interval(secs => margin_seconds)) END
    WHERE g.tenant_id = of_tenant AND g.system_email_id = ANY (mailbox_ids)
      AND (g.last_read_at IS NULL OR g.last_read_at < now() - interval '1 hour');
END
$$;

-- Many mailboxes for one request: what it takes to hand out their credentials. Those that are handed out are recorded by
-- the same statement.
CREATE OR REPLACE FUNCTION "read_mailboxes"(
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
  PERFORM note_use(of_tenant, mailbox_ids, margin_seconds);
  RETURN QUERY WITH found AS MATERIALIZED (
    SELECT * FROM mailbox_facts(of_tenant, mailbox_ids, wanted_seconds, wanted_protocol)
  ), recorded AS (
    INSERT INTO credential_reads (tenant_id, worker_key_id, address, system_email_ids, request_id)
    SELECT of_tenant, by_worker_key, from_address, array_agg(found."id"), for_request
    FROM found WHERE "obstacle" IS NULL AND ("isIncomingWanted" OR "isOutgoingWanted") HAVING count(*) > 0
  )
  SELECT
    found."obstacle", found."isIncomingWanted", found."isOutgoingWanted", found."id", found."address",
    found."mailboxType", found."configVersion", found."protocol", found."folder", found."fetchEveryMinutes",
    found."maxPerFetch", found."afterFetchAction", found."archiveFolder", found."incomingHost",
    found."incomingPort", found."incomingSecurity", found."incomingAuthentication", found."incomingUsername",
    found."incomingPasswordSealed", found."incomingGrantId", found."incomingOwner", found."incomingScopes",
    found."incomingTokenSealed", found."incomingExpiresAtMs", found."outgoingHost", found."outgoingPort",
    found."outgoingSecurity", found."outgoingAuthentication", found."outgoingUsername",
    found."outgoingPasswordSealed", found."outgoingGrantId", found."outgoingOwner", found."outgoingScopes",
    found."outgoingTokenSealed", found."outgoingExpiresAtMs"
  FROM found;
END
$$;

-- One mailbox for each of many requests: the entries of the two arrays belong together. Each mailbox that is found comes
-- once, as JSON, of which one row takes less than its columns; and each request to which credentials are handed out is
-- recorded by the same statement, by itself.
CREATE FUNCTION "read_for_requests"(
  of_tenant UUID, mailbox_ids UUID[], by_worker_key UUID, from_address TEXT, request_ids TEXT[], margin_seconds INTEGER,
  wanted_seconds INTEGER, wanted_protocol TEXT
) RETURNS JSON[] LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  done TEXT;
  answers JSON[];
  is_noted BOOLEAN;
BEGIN
  done := set_config('mailgrant.tenant_id', of_tenant::text, true);
  done := set_config('synchronous_commit', 'off', true);
  WITH found AS MATERIALIZED (
    SELECT * FROM mailbox_facts(of_tenant, mailbox_ids, wanted_seconds, wanted_protocol)
  ), recorded AS (
    INSERT INTO credential_reads (tenant_id, worker_key_id, address, system_email_ids, request_id)
    SELECT of_tenant, by_worker_key, from_address, ARRAY[asked.mailbox_id], asked.request_id
    FROM unnest(mailbox_ids, request_ids) AS asked(mailbox_id, request_id) JOIN found f ON f.id = asked.mailbox_id
    WHERE f.obstacle IS NULL AND (f."isIncomingWanted" OR f."isOutgoingWanted")
  )
  SELECT array_agg(row_to_json(f)), bool_and(f."isUseNoted") INTO answers, is_noted FROM found f;
  IF NOT is_noted THEN PERFORM note_use(of_tenant, mailbox_ids, margin_seconds); END IF;
  RETURN answers;
END
$$;

-- A credentials read in one round trip, for one request or for several of one key: find_worker_key and, for those that
-- may read, read_for_requests. It adds nothing to what either of them does, and runs as whoever calls it. The first
-- answer is the key, the rest are mailboxes. Whoever asked judges the key again for each request, so that these rules here
-- decide only what is read along, never what is handed out.
CREATE FUNCTION "read_for_key"(
  presented_hash TEXT, from_address TEXT, points INTEGER, points_of_key INTEGER, points_of_tenant INTEGER,
  mailbox_ids UUID[], request_ids TEXT[], margin_seconds INTEGER, wanted_seconds INTEGER, wanted_protocol TEXT
) RETURNS JSON[] LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  found_key JSON;
  within INTEGER;
  visible UUID[];
BEGIN
  found_key := find_worker_key(presented_hash, from_address, cardinality(request_ids), points, points_of_key,
    points_of_tenant);
  IF found_key IS NULL THEN RETURN NULL; END IF;
  within := (found_key->>'within')::integer;
  IF NOT (found_key->>'isAlive')::boolean OR NOT (found_key->>'isAllowed')::boolean
    OR within = 0 OR NOT (found_key->'scopes')::jsonb ? 'credentials:read'
  THEN
    RETURN ARRAY[found_key];
  END IF;
  mailbox_ids := mailbox_ids[1:within];
  IF json_typeof(found_key->'systemEmailIds') <> 'null' THEN
    visible := ARRAY(SELECT json_array_elements_text(found_key->'systemEmailIds'))::uuid[];
    -- What the key may not see stays in its place, as no mailbox.
    mailbox_ids := ARRAY(SELECT CASE WHEN asked.id = ANY (visible) THEN asked.id END
      FROM unnest(mailbox_ids) WITH ORDINALITY AS asked(id, place) ORDER BY asked.place);
  END IF;
  RETURN found_key || read_for_requests(
    (found_key->>'tenantId')::uuid, mailbox_ids, (found_key->>'id')::uuid, from_address, request_ids[1:within],
    margin_seconds, wanted_seconds, wanted_protocol);
END
$$;

-- How the leases stand that somebody waits for, in one message.
CREATE FUNCTION "read_leases"(of_tenant UUID, grant_ids UUID[]) RETURNS JSON[]
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  done TEXT;
BEGIN
  done := set_config('mailgrant.tenant_id', of_tenant::text, true);
  RETURN ARRAY(
    SELECT json_build_object('id', g.id, 'version', g.version,
      'isLeased', COALESCE(g.lease_until > clock_timestamp(), false))
    FROM grants g WHERE g.tenant_id = of_tenant AND g.id = ANY (grant_ids));
END
$$;

-- An owner that is no superuser may only be given a function while it may create one.
DO $$
BEGIN
  EXECUTE format('GRANT CREATE ON SCHEMA %I TO mailgrant_tenant, mailgrant_system', current_schema());
  REVOKE EXECUTE ON FUNCTION find_worker_key(TEXT, TEXT, INTEGER, INTEGER, INTEGER, INTEGER) FROM PUBLIC;
  EXECUTE format('GRANT EXECUTE ON FUNCTION find_worker_key(TEXT, TEXT, INTEGER, INTEGER, INTEGER, INTEGER) TO %I', current_user);
  ALTER FUNCTION find_worker_key(TEXT, TEXT, INTEGER, INTEGER, INTEGER, INTEGER) OWNER TO mailgrant_system;
  REVOKE EXECUTE ON FUNCTION read_for_requests(UUID, UUID[], UUID, TEXT, TEXT[], INTEGER, INTEGER, TEXT) FROM PUBLIC;
  EXECUTE format('GRANT EXECUTE ON FUNCTION read_for_requests(UUID, UUID[], UUID, TEXT, TEXT[], INTEGER, INTEGER, TEXT) TO %I', current_user);
  ALTER FUNCTION read_for_requests(UUID, UUID[], UUID, TEXT, TEXT[], INTEGER, INTEGER, TEXT) OWNER TO mailgrant_tenant;
  REVOKE EXECUTE ON FUNCTION read_for_key(
    TEXT, TEXT, INTEGER, INTEGER, INTEGER, UUID[], TEXT[], INTEGER, INTEGER, TEXT) FROM PUBLIC;
  REVOKE EXECUTE ON FUNCTION read_leases(UUID, UUID[]) FROM PUBLIC;
  EXECUTE format('GRANT EXECUTE ON FUNCTION read_leases(UUID, UUID[]) TO %I', current_user);
  ALTER FUNCTION read_leases(UUID, UUID[]) OWNER TO mailgrant_tenant;
  EXECUTE format('REVOKE CREATE ON SCHEMA %I FROM mailgrant_tenant, mailgrant_system', current_schema());
END $$;
