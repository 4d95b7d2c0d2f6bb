import type { HalfStatus, IncomingAuthentication, IncomingProtocol, MailboxType } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import { joinByHash } from "@/lib/db/join-by-hash";
import { providerOf } from "@/lib/providers/provider-of";
import type { WorkerContext } from "./authenticate-worker";
import type { ListMailboxesQuery, Mailbox } from "./mailbox-contract";

type ListedMailbox = {
  id: string;
  address: string;
  type: MailboxType;
  protocol: IncomingProtocol;
  incomingStatus: HalfStatus;
  outgoingStatus: HalfStatus;
  authentication: IncomingAuthentication;
  grantStatus: "active" | "needs_authorization" | "needs_reauthorization";
  expiresAt: Date | null;
};

/** One page of the mailboxes that the key may see, in the order of their ids, and the cursor of the next page. */
export async function listMailboxes(
  context: WorkerContext,
  query: ListMailboxesQuery,
): Promise<{ data: Mailbox[]; nextCursor: string | null }> {
  const { limit, cursor = null, address = null, status = null, health = null, protocol = null } = query;
  const updatedSince = query.updatedSince === undefined ? null : new Date(query.updatedSince).toISOString();
  const reach = context.systemEmailIds === null ? null : [...context.systemEmailIds];
  // One step of an index a row, whatever the number of rows: the cursor is where the last page ended.
  const found = await inTenant(context, async (db) => {
    if (health !== null) await joinByHash(db);
    return db.$queryRaw<ListedMailbox[]>`
      SELECT * FROM (
        SELECT e.id, e.address, e.mailbox_type::text AS type, r.protocol::text AS protocol,
          r.status::text AS "incomingStatus", o.status::text AS "outgoingStatus", r.authentication::text AS authentication,
          CASE WHEN g.id IS NULL THEN 'needs_authorization'
            WHEN grant_stands(g, e.address, r.strict_matching, c) THEN 'active'
            ELSE 'needs_reauthorization' END AS "grantStatus",
          g.access_token_expires_at AS "expiresAt"
        FROM system_emails e
          JOIN remote_mailboxes r ON r.tenant_id = e.tenant_id AND r.system_email_id = e.id
          JOIN outgoing_smtps o ON o.tenant_id = e.tenant_id AND o.system_email_id = e.id
          LEFT JOIN idp_configs c ON c.tenant_id = e.tenant_id AND c.id = r.idp_config_id
          LEFT JOIN grants g ON g.tenant_id = e.tenant_id AND g.system_email_id = e.id AND g.half = 'remote_mailbox'
        WHERE e.tenant_id = ${context.tenantId}::uuid
          AND (${cursor}::uuid IS NULL OR e.id > ${cursor}::uuid)
          AND (${reach}::uuid[] IS NULL OR e.id = ANY (${reach}::uuid[]))
          AND (${address}::text IS NULL OR e.address = ${address}::text)
          AND (${updatedSince}::timestamptz IS NULL OR e.updated_at >= ${updatedSince}::timestamptz)
          AND (${protocol}::text IS NULL OR r.protocol::text = ${protocol}::text)
          AND (${health}::text IS NULL OR EXISTS (SELECT FROM email_states s
            WHERE s.tenant_id = e.tenant_id AND s.system_email_id = e.id AND s.state = ${health}))
      ) AS mailbox
      WHERE ${status}::text IS NULL OR ${status}::text =
        CASE WHEN "incomingStatus" = 'disabled' AND "outgoingStatus" = 'disabled' THEN 'disabled'
          WHEN authentication = 'basic' THEN 'active' ELSE "grantStatus" END
      ORDER BY id LIMIT ${limit + 1}`;
  });
  const page = found.slice(0, limit);
  return { data: page.map(describe), nextCursor: found.length > limit ? (page.at(-1)?.id ?? null) : null };
}

function describe(mailbox: ListedMailbox): Mailbox {
  const { id, address, type, protocol, authentication, grantStatus, expiresAt } = mailbox;
  return {
    id,
    address,
    type,
    incoming: { protocol, status: mailbox.incomingStatus },
    outgoing: { status: mailbox.outgoingStatus },
    grant:
      providerOf(authentication) === null ? null : { status: grantStatus, expiresAt: expiresAt?.toISOString() ?? null },
  };
}
