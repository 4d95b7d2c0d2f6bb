import { inTenant } from "@/lib/db/in-tenant";
import type { TenantContext } from "@/lib/tenancy/context";

/** More than one page of them is read. */
export const manyEmails = 5_300;
/** The last of these shows no certificate to any check. */
export const serverCount = 40;

/**
 * Gives a tenant thousands of System Emails of many kinds, by a number that each has: IdP Configs of every provider that
 * are on, off, refused or short-lived, with Client Credentials that end soon, late, never or have ended; Grants that
 * stand or not, and end or not in each way that is known; halves that are off, borrowed or have their own Grant, sign in
 * with a password, are healthy or not; and servers whose certificates end or not.
 */
export async function seedManyHalves({ tenantId }: TenantContext, count = manyEmails): Promise<void> {
  const numbers = `generate_series(1, ${count}) AS n`;
  await inTenant({ tenantId }, async (db) => {
    await db.$executeRawUnsafe(`
      INSERT INTO idp_configs (id, tenant_id, provider, name, enabled, client_id, authorization_endpoint, token_endpoint,
        scopes, email_attribute, config_signature, refused_at, refused_code, short_lived_since)
      SELECT ${id("config", "c")}, '${tenantId}', (ARRAY['microsoft', 'google', 'other'])[c % 3 + 1]::provider,
        'Config ' || c, c <> 5, 'client', 'https://a.test', 'https://t.test', '{}', 'email', 'signature ' || c,
        CASE WHEN c = 6 THEN now() - interval '1 hour' END, CASE WHEN c = 6 THEN 'client_secret_expired' END,
        CASE WHEN c IN (1, 2) THEN now() - interval '20 days' END
      FROM generate_series(0, 9) AS c`);
    // The newest of each counts; an older one ends tomorrow everywhere.
    await db.$executeRawUnsafe(`
      INSERT INTO client_credentials (tenant_id, idp_config_id, secret_sealed, created_at, expires_on)
      SELECT '${tenantId}', ${id("config", "c")}, '', now() - make_interval(days => age),
        current_date + CASE WHEN age > 0 THEN 1 ELSE (ARRAY[5, 20, 45, 60, 61, 10, 10, 300, NULL, -3])[c + 1] END
      FROM generate_series(0, 9) AS c, (VALUES (0), (100)) AS ages(age)`);
    await db.$executeRawUnsafe(`
      INSERT INTO system_emails (tenant_id, id, address, name)
      SELECT '${tenantId}', ${id("email")}, 'desk-' || n || '@acme.test', 'Desk' FROM ${numbers}`);
    await db.$executeRawUnsafe(`
      INSERT INTO remote_mailboxes (tenant_id, system_email_id, status, host, authentication, idp_config_id, strict_matching,
        basic_password_sealed)
      SELECT '${tenantId}', ${id("email")}, ${oneIn(11, "status")} 'disabled' ELSE 'enabled' END::half_status,
        'IMAP-' || n % ${serverCount} || '.acme.test', ${oneIn(13, "password")} 'basic' ELSE 'oauth2_other' END::incoming_authentication,
        ${id("config", "n % 10")}, ${oneIn(4, "strict")} false ELSE true END, 'sealed' FROM ${numbers}`);
    await db.$executeRawUnsafe(`
      INSERT INTO outgoing_smtps (tenant_id, system_email_id, status, host, authentication, idp_config_id)
      SELECT '${tenantId}', ${id("email")}, ${oneIn(3, "sending")} 'disabled' ELSE 'enabled' END::half_status,
        'smtp.acme.test', ${oneIn(5, "own")} 'oauth2_other' ELSE 'same_as_remote_mailbox' END::outgoing_authentication,
        ${id("config", "(n + 3) % 10")} FROM ${numbers}`);
    for (const half of ["remote_mailbox", "outgoing_smtp"] as const)
      await seedGrantsOf(db, tenantId, { half, numbers });
    await seedChecks(db, tenantId, numbers);
  });
}

function id(what: string, number = "n"): string {
  return `md5('${what} ' || current_tenant_id()::text || ' ' || (${number})::text)::uuid`;
}

/** A number below `limit` that belongs to the email's number and this word. */
function luck(limit: number, word: string): string {
  return `(abs(hashtext('${word} ' || n)) % ${limit})`;
}

function oneIn(count: number, word: string): string {
  return `CASE WHEN ${luck(count, word)} = 0 THEN`;
}

type Db = Parameters<Parameters<typeof inTenant>[1]>[0];

async function seedGrantsOf(
  db: Db,
  tenantId: string,
  { half, numbers }: { half: "remote_mailbox" | "outgoing_smtp"; numbers: string },
): Promise<void> {
  const config = half === "remote_mailbox" ? "n % 10" : "(n + 3) % 10";
  const days = (limit: number, word: string) => `interval '1 hour' * ${luck(limit * 24, `${half} ${word}`)}`;
  await db.$executeRawUnsafe(`
    INSERT INTO grants (tenant_id, system_email_id, half, idp_config_id, status, refresh_token_sealed,
      access_token_sealed, access_token_expires_at, scopes, resource_owner, resource_owner_id, authorized_address,
      strict_matching, config_signature, authorized_by_email, authorized_at, issued_at, last_refreshed_at,
      refresh_token_issued_at, refresh_token_expires_at, failure_code)
    SELECT '${tenantId}', ${id("email")}, '${half}', ${id("config", config)},
      ${oneIn(19, "ended")} 'needs_reauthorization' ELSE 'active' END::grant_status, '', '',
      now() + interval '1 hour' * (${luck(9, "token")} - 1), '{}', 'desk-' || n || '@acme.test', 'owner',
      ${oneIn(23, "renamed")} 'old@acme.test' ELSE 'desk-' || n || '@acme.test' END, true,
      ${oneIn(29, "edited")} 'another' ELSE 'signature ' || ${config} END, 'owner@acme.test',
      now() - ${days(10, "authorized")}, now(),
      ${oneIn(3, "refreshed")} NULL ELSE now() - ${days(120, "used")} END, now() - ${days(110, "issued")},
      CASE ${luck(4, `${half} lasting`)} WHEN 0 THEN now() + ${days(90, "lasting")}
        WHEN 1 THEN now() - ${days(110, "issued")} + interval '1 day' WHEN 2 THEN now() + ${days(14, "short")} END,
      ${oneIn(7, "failing")} 'provider_unavailable' END
    FROM ${numbers} WHERE ${luck(17, `${half} authorized`)} > 0`);
}

async function seedChecks(db: Db, tenantId: string, numbers: string): Promise<void> {
  const certificate = (
    from: string,
    until: string,
  ) => `jsonb_build_array(jsonb_build_object('name', 'tls', 'status', 'passed',
    'durationMs', 1, 'summary', '', 'replies', jsonb_build_array(), 'tls', jsonb_build_object('names', jsonb_build_array(),
    'chain', jsonb_build_array(jsonb_build_object('subject', 'CN=a', 'issuer', 'CN=b',
      'validFrom', to_char(${from}, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'validUntil', to_char(${until}, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))))))`;
  const server = `n % ${serverCount}`;
  const ends = `now() AT TIME ZONE 'UTC' + make_interval(days => ${server} * 2 - 3, hours => 5)`;
  const begins = `${ends} - make_interval(days => CASE WHEN ${server} % 2 = 0 THEN 90 ELSE 365 END)`;
  await db.$executeRawUnsafe(`
    INSERT INTO half_checks (tenant_id, system_email_id, half, server, config_version, checked_at, since, is_healthy,
      is_transient, cause, failure_code, stages)
    SELECT '${tenantId}', ${id("email")}, half::half, '', ${oneIn(31, "saved")} 0 ELSE 1 END, now() - interval '5 minutes',
      now() - interval '1 hour', k.luck > 1, CASE WHEN k.luck < 2 THEN k.luck = 0 END,
      CASE WHEN k.luck < 2 THEN (ARRAY['timeout', 'imap_disabled', 'password_wrong'])[${luck(3, "cause")} + 1] END,
      CASE WHEN k.luck < 2 THEN 'authentication_failed' END,
      CASE WHEN half = 'remote_mailbox' AND ${server} < ${serverCount - 4} THEN ${certificate(begins, ends)} END
    FROM ${numbers}, (VALUES ('remote_mailbox'), ('outgoing_smtp')) AS halves(half),
      LATERAL (SELECT abs(hashtext(half || n)) % 12 AS luck) k
    WHERE ${luck(37, "checked")} > 0`);
  // The three servers before the last one were looked at by hand alone; every one had another certificate before.
  await db.$executeRawUnsafe(`
    INSERT INTO verifications (tenant_id, system_email_id, half, protocol, is_healthy, stages, config_version, started_at,
      finished_at)
    SELECT '${tenantId}', ${id("email")}, 'remote_mailbox', 'imap', true,
      CASE WHEN age = 0 THEN ${certificate(begins, ends)}
        ELSE ${certificate(`${begins} - interval '300 days'`, `now() AT TIME ZONE 'UTC' + interval '1 day'`)} END,
      1, now(), now() - make_interval(days => age, mins => 7)
    FROM ${numbers}, (VALUES (0), (9)) AS ages(age)
    WHERE ${server} < ${serverCount - 1} AND (age > 0 OR ${server} >= ${serverCount - 4})`);
}
