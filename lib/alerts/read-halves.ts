import type { Database } from "@/lib/db/client";
import type { Half } from "@/lib/db/generated/enums";
import { joinByHash } from "@/lib/db/join-by-hash";
import { type Sql, sql } from "@/lib/db/sql";
import { beforeAll, emailPage, emailsAtOnce } from "./email-page";
import type { AlertKind } from "./schema";
import { inTurn, type Turn } from "./take-turn";

/** How a half stands, by the view half_states, with what alerts need beside. */
export type HalfRow = {
  systemEmailId: string;
  half: Half;
  address: string;
  /** `host:port` of its mail server. */
  server: string;
  /** That of the System Email's Remote Mailbox; null where it has none. */
  receivesFrom: string | null;
  state: string;
  reason: string;
  since: Date | null;
  cause: string | null;
  /** Our own code of what `cause` explains. */
  failureCode: string | null;
  /** The half by whose Grant or password it signs in. */
  servingHalf: Half;
  idpConfigId: string | null;
  idpConfigName: string | null;
  /** Our sentence with the provider's words, while it refuses the IdP Config. */
  refusedDetail: string | null;
  grantId: string | null;
  /** When the access token ends, or ended; null without a Grant. */
  tokenEndsAt: Date | null;
};

/** A half that was looked for, and as what. */
export type FoundHalf = HalfRow & {
  /** It is in trouble, or an open alert concerns it. */
  isOfTrouble: boolean;
  /** It is one of the first twenty of its server, the healthy ones before the others, by address. */
  isAsked: boolean;
};

/** What is looked for. */
export type Wanted = {
  /** Open alerts of these kinds concern halves. */
  kinds: readonly AlertKind[];
  /** What ends soon: of which IdP Configs and Grants halves are wanted, beside some of each server. Null for none. */
  ends: { idpConfigIds: readonly string[]; grantIds: readonly string[] } | null;
};

/** So many of a server are enough to know its certificate. */
const askedOfServer = 20;

/**
 * The tenant's halves that matter: those in trouble, and those that an open alert concerns, however they are by now. With
 * `ends` also, of those that are not disabled, the ones of these IdP Configs and Grants, and a few of each server. A half
 * that is gone is not among them. They are in no order.
 *
 * The view is read in pages, each a transaction of its own, so that none takes long whatever number of halves there are.
 */
export function readHalves(turn: Turn, { kinds, ends }: Wanted): Promise<FoundHalf[]> {
  const isOfTrouble = sql`h.state IN ('degraded', 'broken', 'needs_reauthorization')
    OR (h.system_email_id, h.half) IN (
      SELECT j.system_email_id, j.half FROM alerts a
        JOIN alert_subjects j ON j.tenant_id = a.tenant_id AND j.alert_id = a.id
      WHERE a.tenant_id = current_tenant_id() AND a.resolved_at IS NULL AND j.left_at IS NULL
        AND a.kind = ANY (${kinds}::alert_kind[])
        AND j.system_email_id >= (SELECT first FROM bounds) AND j.system_email_id <= (SELECT last FROM bounds))`;
  if (ends === null) return readPages(turn, { isOfTrouble, isAsked: sql`false`, where: sql`s.is_of_trouble` });
  return readPages(turn, {
    isOfTrouble,
    isAsked: sql`${askedOfServer} >= row_number() OVER (PARTITION BY h.lower_server, h.state = 'disabled'
      ORDER BY h.state <> 'healthy', h.address, h.half)`,
    where: sql`s.is_of_trouble OR (s.state <> 'disabled' AND (s.is_asked
      OR s.idp_config_id = ANY (${ends.idpConfigIds}::uuid[])
      OR s.grant_id IN (SELECT unnest(${ends.grantIds}::uuid[]))))`,
  });
}

/** The halves that are not disabled and have one of these servers; read in pages as readHalves does. */
export function readHalvesOf(turn: Turn, servers: readonly string[]): Promise<FoundHalf[]> {
  const where = sql`s.state <> 'disabled' AND s.lower_server = ANY (${servers}::text[])`;
  return readPages(turn, { isOfTrouble: sql`false`, isAsked: sql`false`, where });
}

type StoredRow = [
  systemEmailId: string,
  half: Half,
  address: string,
  server: string,
  receivesFrom: string | null,
  state: string,
  reason: string,
  since: string | null,
  cause: string | null,
  failureCode: string | null,
  servingHalf: Half,
  idpConfigId: string | null,
  idpConfigName: string | null,
  refusedDetail: string | null,
  grantId: string | null,
  tokenEndsAt: string | null,
  isOfTrouble: boolean,
  isAsked: boolean,
];
type Page = { last: string | null; size: number; rows: StoredRow[] | null };
type Where = { isOfTrouble: Sql; isAsked: Sql; where: Sql };

async function readPages(turn: Turn, wanted: Where): Promise<FoundHalf[]> {
  const halves: FoundHalf[] = [];
  const share = shareTexts();
  let after = beforeAll;
  for (;;) {
    const { last, size, rows } = await inTurn(turn, (db) => readPage(db, after, wanted));
    for (const row of rows ?? []) halves.push(toHalf(row, share));
    if (last === null || size < emailsAtOnce) return halves;
    after = last;
  }
}

/** The joins start from a page of ids, so that they go by indexes; as one text of JSON, which is quicker than rows. */
async function readPage(db: Database, after: string, { isOfTrouble, isAsked, where }: Where): Promise<Page> {
  await joinByHash(db);
  const [page] = await db.$queryRaw<Page[]>`
    WITH page AS MATERIALIZED (${emailPage(after)}), bounds AS MATERIALIZED (
      SELECT (SELECT id FROM page ORDER BY id LIMIT 1) AS first, (SELECT id FROM page ORDER BY id DESC LIMIT 1) AS last
    )
    SELECT (SELECT last FROM bounds) AS last, (SELECT count(*)::int FROM page) AS size, (
      SELECT json_agg(json_build_array(s.system_email_id, s.half, s.address, s.lower_server,
        CASE WHEN r.host <> '' THEN lower(r.host) || ':' || r.port END, s.state, s.reason, s.since, s.cause,
        s.failure_code, s.serving_half, s.idp_config_id, s.idp_config_name, c.refused_detail, s.grant_id, g.access_token_expires_at,
        s.is_of_trouble, s.is_asked))
      FROM (
        SELECT h.*, ${isOfTrouble} AS is_of_trouble, ${isAsked} AS is_asked
        FROM (
          SELECT v.*, lower(v.server) AS lower_server FROM half_states v
          WHERE v.tenant_id = current_tenant_id() AND v.system_email_id IN (SELECT id FROM page)
        ) h
      ) s
        JOIN remote_mailboxes r ON r.tenant_id = s.tenant_id AND r.system_email_id = s.system_email_id
        LEFT JOIN idp_configs c ON c.tenant_id = s.tenant_id AND c.id = s.idp_config_id
        LEFT JOIN grants g ON g.tenant_id = s.tenant_id AND g.id = s.grant_id
      WHERE ${where}) AS rows`;
  if (page === undefined) throw new Error("A page of halves has no row");
  return page;
}

function toHalf(row: StoredRow, share: Share): FoundHalf {
  const [systemEmailId, half, address, server, receivesFrom, state, reason, since, cause, ...others] = row;
  const [
    failureCode,
    servingHalf,
    idpConfigId,
    idpConfigName,
    refusedDetail,
    grantId,
    tokenEndsAt,
    isOfTrouble,
    isAsked,
  ] = others;
  return {
    systemEmailId,
    half,
    address,
    server: share.text(server),
    receivesFrom: share.orNull(receivesFrom),
    state: share.text(state),
    reason: share.text(reason),
    since: since === null ? null : new Date(since),
    cause: share.orNull(cause),
    failureCode: share.orNull(failureCode),
    servingHalf,
    idpConfigId: share.orNull(idpConfigId),
    idpConfigName: share.orNull(idpConfigName),
    refusedDetail: share.orNull(refusedDetail),
    grantId,
    tokenEndsAt: tokenEndsAt === null ? null : new Date(tokenEndsAt),
    isOfTrouble,
    isAsked,
  };
}

type Share = { text: (text: string) => string; orNull: (text: string | null) => string | null };

/** Makes equal texts one: with a hundred thousand halves of one server most of the memory would be copies. */
function shareTexts(): Share {
  const known = new Map<string, string>();
  const text = (value: string) => {
    const first = known.get(value);
    if (first === undefined) known.set(value, value);
    return first ?? value;
  };
  return { text, orNull: (value) => (value === null ? null : text(value)) };
}
