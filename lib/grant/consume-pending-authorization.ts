import { z } from "zod";
import { asSystem } from "@/lib/db/as-system";

/** A Pending Authorization as it is found again by its state. */
export type PendingAuthorization = z.infer<typeof pendingSchema>;

/** What the Callback Endpoint finds by a state. `used` is an authorization that has ended before. */
export type FoundState =
  | { kind: "pending"; pending: PendingAuthorization; tenantSlug: string }
  | {
      kind: "used";
      tenantSlug: string;
      systemEmailId: string;
      half: "remote_mailbox" | "outgoing_smtp";
      /** Null for one that was started by an Authorization Link. */
      userId: string | null;
      linkId: string | null;
      outcomeId: string;
    }
  | { kind: "unknown" };

/**
 * Consumes the state whose hash this is: one DELETE … RETURNING, so that of two callbacks with the same state
 * exactly one gets the Pending Authorization, whatever becomes of it.
 */
export async function consumePendingAuthorization(stateHash: string): Promise<FoundState> {
  return asSystem("look up state", async (db) => {
    const rows = await db.$queryRaw`
      DELETE FROM pending_authorizations p USING tenants t WHERE p.state_hash = ${stateHash} AND t.id = p.tenant_id
      RETURNING p.state_hash, p.tenant_id, p.system_email_id, p.half::text, p.idp_config_id, p.user_id, p.link_id, p.session_hash,
        p.code_verifier_sealed, p.nonce_sealed, p.config_signature, p.address, p.expires_at, t.slug`;
    const [row] = z.array(rowSchema).parse(rows);
    if (row !== undefined) {
      const { slug, ...pending } = row;
      return { kind: "pending", pending: pendingSchema.parse(pending), tenantSlug: slug };
    }
    const outcome = await db.authorizationOutcome.findUnique({ where: { stateHash } });
    if (outcome === null) return { kind: "unknown" };
    const tenant = await db.tenant.findUniqueOrThrow({ where: { id: outcome.tenantId }, select: { slug: true } });
    const { systemEmailId, half, userId, linkId, id: outcomeId } = outcome;
    return { kind: "used", tenantSlug: tenant.slug, systemEmailId, half, userId, linkId, outcomeId };
  });
}

const rowSchema = z.looseObject({ slug: z.string() });

const pendingSchema = z
  .object({
    state_hash: z.string(),
    tenant_id: z.string(),
    system_email_id: z.string(),
    half: z.enum(["remote_mailbox", "outgoing_smtp"]),
    idp_config_id: z.string(),
    user_id: z.string().nullable(),
    link_id: z.string().nullable(),
    session_hash: z.string(),
    code_verifier_sealed: z.string(),
    nonce_sealed: z.string(),
    config_signature: z.string(),
    address: z.string(),
    expires_at: z.coerce.date(),
  })
  .transform((row) => ({
    stateHash: row.state_hash,
    tenantId: row.tenant_id,
    systemEmailId: row.system_email_id,
    half: row.half,
    idpConfigId: row.idp_config_id,
    userId: row.user_id,
    linkId: row.link_id,
    sessionHash: row.session_hash,
    codeVerifierSealed: row.code_verifier_sealed,
    nonceSealed: row.nonce_sealed,
    configSignature: row.config_signature,
    address: row.address,
    expiresAt: row.expires_at,
  }));
