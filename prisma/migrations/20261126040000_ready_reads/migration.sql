-- A credentials read of one mailbox that has nothing in its way, as nearly all are, takes the database a quarter less than
-- before. Nothing else changes: what is judged, counted and recorded is the same.

SELECT set_config('search_path', current_schema() || ', pg_temp', true);

-- What find_worker_key answers, and beside it what read_for_key goes on with, which took the answer apart for it, one field
-- after the other. "may_read" says that the key is alive, used from where it may be, within its limits for the first
-- "within" requests, and has the scope; "emails" is null for a key of all mailboxes. All of it is null where there is no key.
CREATE FUNCTION "judge_worker_key"(
  presented_hash TEXT, from_address TEXT, requests INTEGER, points INTEGER, points_of_key INTEGER,
  points_of_tenant INTEGER,
  OUT answer JSON, OUT key_id UUID, OUT of_tenant UUID, OUT emails UUID[], OUT within INTEGER, OUT may_read BOOLEAN
) LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  k RECORD;
  within_key INTEGER := requests;
  used_of_key INTEGER;
  key_ends TIMESTAMPTZ;
  used_of_tenant INTEGER;
  tenant_ends TIMESTAMPTZ;
  done TEXT;
BEGIN
  -- What can be said of the row alone is said here: each expression that stands by itself costs as much as several here.
  SELECT w.id, w.name, w.scopes, w.all_mailboxes, w.networks, w.last_used_at,
      w.revoked_at IS NULL AND (w.expires_at IS NULL OR w.expires_at > now()) AS is_alive,
      cardinality(w.networks) = 0 AS is_allowed,
      w.last_used_at IS NULL OR w.last_used_at <= now() - interval '30 seconds' AS is_to_be_noted,
      t.id AS tenant_id, t.slug, t.name AS tenant_name, t.time_zone, t.data_key_sealed
    INTO k FROM worker_keys w JOIN tenants t ON t.id = w.tenant_id WHERE w.key_hash = presented_hash;
  IF NOT FOUND THEN RETURN; END IF;
  IF NOT k.is_allowed THEN
    k.is_allowed := EXISTS (SELECT 1 FROM unnest(k.networks) AS network WHERE from_address::inet <<= network::inet);
  END IF;
  IF NOT k.all_mailboxes THEN
    emails := ARRAY(SELECT m.system_email_id FROM worker_key_mailboxes m
      WHERE m.tenant_id = k.tenant_id AND m.worker_key_id = k.id);
  END IF;
  within := requests;
  IF k.is_alive AND k.is_allowed THEN
    -- Whoever asks does not wait for the disk; a server that loses its power may lose the last moment of this.
    done := set_config('synchronous_commit', 'off', true);
    IF k.is_to_be_noted THEN
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
  key_id := k.id;
  of_tenant := k.tenant_id;
  may_read := k.is_alive AND k.is_allowed AND within > 0 AND 'credentials:read' = ANY (k.scopes);
  answer := json_build_object(
    'id', k.id, 'name', k.name, 'scopes', k.scopes, 'isAlive', k.is_alive, 'isAllowed', k.is_allowed,
    'systemEmailIds', emails, 'tenantId', k.tenant_id, 'slug', k.slug, 'tenantName', k.tenant_name,
    'timeZone', k.time_zone, 'dataKeySealed', k.data_key_sealed, 'withinKey', within_key, 'within', within,
    'usedOfKey', used_of_key, 'keyResetSeconds', ceil(extract(epoch FROM key_ends - now())),
    'usedOfTenant', used_of_tenant, 'tenantResetSeconds', ceil(extract(epoch FROM tenant_ends - now())));
END
$$;

-- As 20261126000000 has it, and no definer's any more: judge_worker_key is.
CREATE OR REPLACE FUNCTION "find_worker_key"(
  presented_hash TEXT, from_address TEXT, requests INTEGER, points INTEGER, points_of_key INTEGER,
  points_of_tenant INTEGER
) RETURNS JSON LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  k RECORD;
BEGIN
  k := judge_worker_key(presented_hash, from_address, requests, points, points_of_key, points_of_tenant);
  RETURN k.answer;
END
$$;

-- What read_for_requests answers for one request whose mailbox's credentials may be handed out at once; null for any
-- other, of which mailbox_facts has to say what is in the way. It judges as mailbox_facts does, by the same grant_stands
-- and token_lasts; a test compares the two. What one mailbox takes is not to find its rows but to make each table, term
-- and column of the statement ready to be carried out, which a thousand mailboxes share: so there is nothing in this
-- statement that is rarely needed, and a Grant of the sending half's own has one by itself. What is handed out is recorded
-- in the same transaction, and noted as in use as note_use has it. It runs as whoever asks.
CREATE FUNCTION "read_ready_mailbox"(
  of_tenant UUID, mailbox_id UUID, by_worker_key UUID, from_address TEXT, for_request TEXT, margin_seconds INTEGER,
  wanted_seconds INTEGER, wanted_protocol TEXT
) RETURNS JSON LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  answer JSON;
  is_ready BOOLEAN;
  is_noted BOOLEAN;
  has_own BOOLEAN;
  seen_version INTEGER;
BEGIN
  SELECT
    json_build_object(
      'obstacle', NULL, 'isIncomingWanted', w.incoming, 'isOutgoingWanted', w.outgoing,
      'id', e.id, 'address', e.address, 'mailboxType', e.mailbox_type, 'configVersion', e.config_version,
      'protocol', r.protocol, 'folder', r.folder, 'fetchEveryMinutes', r.fetch_every_minutes,
      'maxPerFetch', r.max_per_fetch, 'afterFetchAction', r.after_fetch_action, 'archiveFolder', r.archive_folder,
      'incomingHost', r.host, 'incomingPort', r.port, 'incomingSecurity', r.security,
      'incomingAuthentication', r.authentication, 'incomingUsername', r.basic_username,
      'incomingPasswordSealed', r.basic_password_sealed,
      'incomingGrantId', g.id, 'incomingOwner', g.resource_owner, 'incomingScopes', array_to_string(g.scopes, ' '),
      'incomingTokenSealed', g.access_token_sealed,
      'incomingExpiresAtMs', floor(extract(epoch FROM g.access_token_expires_at) * 1000),
      'outgoingHost', o.host, 'outgoingPort', o.port, 'outgoingSecurity', o.security,
      'outgoingAuthentication', o.authentication, 'outgoingUsername', o.basic_username,
      'outgoingPasswordSealed', o.basic_password_sealed,
      'outgoingGrantId', NULL, 'outgoingOwner', NULL, 'outgoingScopes', NULL, 'outgoingTokenSealed', NULL,
      'outgoingExpiresAtMs', NULL),
    (NOT w.incoming OR r.host <> '')
      AND (NOT w.outgoing OR o.host <> '' AND (o.authentication <> 'basic' OR o.basic_password_sealed IS NOT NULL))
      AND CASE
        WHEN NOT w.incoming AND NOT (w.outgoing AND o.authentication = 'same_as_remote_mailbox') THEN w.outgoing
        WHEN r.authentication = 'basic' THEN r.basic_password_sealed IS NOT NULL
        ELSE grant_stands(g, e.address, r.strict_matching, c) AND token_lasts(g, wanted_seconds) END,
    g.id IS NULL OR COALESCE(g.last_read_at >= now() - interval '1 hour', false),
    w.outgoing AND o.authentication NOT IN ('none', 'same_as_remote_mailbox', 'basic'),
    e.config_version
  INTO answer, is_ready, is_noted, has_own, seen_version
  FROM system_emails e
    JOIN remote_mailboxes r ON r.tenant_id = e.tenant_id AND r.system_email_id = e.id
    JOIN outgoing_smtps o ON o.tenant_id = e.tenant_id AND o.system_email_id = e.id
    LEFT JOIN idp_configs c ON c.tenant_id = e.tenant_id AND c.id = r.idp_config_id
    LEFT JOIN grants g ON g.tenant_id = e.tenant_id AND g.system_email_id = e.id AND g.half = 'remote_mailbox'
    CROSS JOIN LATERAL (SELECT
      r.status = 'enabled' AND (wanted_protocol IS NULL OR wanted_protocol = r.protocol::text) AS incoming,
      o.status = 'enabled' AND (wanted_protocol IS NULL OR wanted_protocol = 'smtp') AS outgoing
    ) AS w
  WHERE e.tenant_id = of_tenant AND e.id = mailbox_id;
  IF is_ready AND has_own THEN
    SELECT
      grant_stands(g, e.address, o.strict_matching, c) AND token_lasts(g, wanted_seconds),
      is_noted AND COALESCE(g.last_read_at >= now() - interval '1 hour', false),
      (answer::jsonb || jsonb_build_object('outgoingGrantId', g.id, 'outgoingOwner', g.resource_owner,
        'outgoingScopes', array_to_string(g.scopes, ' '), 'outgoingTokenSealed', g.access_token_sealed,
        'outgoingExpiresAtMs', floor(extract(epoch FROM g.access_token_expires_at) * 1000)))::json
    INTO is_ready, is_noted, answer
    FROM system_emails e
      JOIN outgoing_smtps o ON o.tenant_id = e.tenant_id AND o.system_email_id = e.id
      JOIN idp_configs c ON c.tenant_id = e.tenant_id AND c.id = o.idp_config_id
      JOIN grants g ON g.tenant_id = e.tenant_id AND g.system_email_id = e.id AND g.half = 'outgoing_smtp'
    -- Settings that were changed in between belong to another answer.
    WHERE e.tenant_id = of_tenant AND e.id = mailbox_id AND e.config_version = seen_version;
  END IF;
  IF is_ready IS NOT TRUE THEN RETURN NULL; END IF;
  INSERT INTO credential_reads (tenant_id, worker_key_id, address, system_email_ids, request_id)
    VALUES (of_tenant, by_worker_key, from_address, ARRAY[mailbox_id], for_request);
  IF NOT is_noted THEN PERFORM note_use(of_tenant, ARRAY[mailbox_id], margin_seconds); END IF;
  RETURN answer;
END
$$;

-- As before, but for the one request that comes alone.
CREATE OR REPLACE FUNCTION "read_for_requests"(
  of_tenant UUID, mailbox_ids UUID[], by_worker_key UUID, from_address TEXT, request_ids TEXT[], margin_seconds INTEGER,
  wanted_seconds INTEGER, wanted_protocol TEXT
) RETURNS JSON[] LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  done TEXT;
  answers JSON[];
  is_noted BOOLEAN;
  answer JSON;
BEGIN
  done := set_config('mailgrant.tenant_id', of_tenant::text, true);
  done := set_config('synchronous_commit', 'off', true);
  IF cardinality(request_ids) = 1 THEN
    answer := read_ready_mailbox(of_tenant, mailbox_ids[1], by_worker_key, from_address, request_ids[1], margin_seconds,
      wanted_seconds, wanted_protocol);
    IF answer IS NOT NULL THEN RETURN ARRAY[answer]; END IF;
  END IF;
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

-- As 20261126000000 has it.
CREATE OR REPLACE FUNCTION "read_for_key"(
  presented_hash TEXT, from_address TEXT, points INTEGER, points_of_key INTEGER, points_of_tenant INTEGER,
  mailbox_ids UUID[], request_ids TEXT[], margin_seconds INTEGER, wanted_seconds INTEGER, wanted_protocol TEXT
) RETURNS JSON[] LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  k RECORD;
BEGIN
  k := judge_worker_key(presented_hash, from_address, cardinality(request_ids), points, points_of_key, points_of_tenant);
  IF k.key_id IS NULL THEN RETURN NULL; END IF;
  IF NOT k.may_read THEN RETURN ARRAY[k.answer]; END IF;
  IF k.within < cardinality(request_ids) THEN
    mailbox_ids := mailbox_ids[1:k.within];
    request_ids := request_ids[1:k.within];
  END IF;
  IF k.emails IS NOT NULL THEN
    -- What the key may not see stays in its place, as no mailbox.
    mailbox_ids := ARRAY(SELECT CASE WHEN asked.id = ANY (k.emails) THEN asked.id END
      FROM unnest(mailbox_ids) WITH ORDINALITY AS asked(id, place) ORDER BY asked.place);
  END IF;
  RETURN k.answer || read_for_requests(
    k.of_tenant, mailbox_ids, k.key_id, from_address, request_ids, margin_seconds, wanted_seconds, wanted_protocol);
END
$$;

-- An owner that is no superuser may only be given a function while it may create one.
DO $$
BEGIN
  EXECUTE format('GRANT CREATE ON SCHEMA %I TO mailgrant_system', current_schema());
  REVOKE EXECUTE ON FUNCTION judge_worker_key(TEXT, TEXT, INTEGER, INTEGER, INTEGER, INTEGER) FROM PUBLIC;
  EXECUTE format('GRANT EXECUTE ON FUNCTION judge_worker_key(TEXT, TEXT, INTEGER, INTEGER, INTEGER, INTEGER) TO %I', current_user);
  ALTER FUNCTION judge_worker_key(TEXT, TEXT, INTEGER, INTEGER, INTEGER, INTEGER) OWNER TO mailgrant_system;
  EXECUTE format('REVOKE CREATE ON SCHEMA %I FROM mailgrant_system', current_schema());
END $$;
