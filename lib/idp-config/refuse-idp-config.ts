import { recordAudit } from "@/lib/audit/record-audit";
import type { Database } from "@/lib/db/client";
import { recordEvent } from "@/lib/event/record-event";
import type { TenantContext } from "@/lib/tenancy/context";

/** Shortly after it was first refused, because a secret is often mended within a minute. */
const firstProbeSeconds = 30;

/** Within these seconds another Grant's refresh shows that it is not the IdP Config that is refused. */
const evidenceSeconds = 60;

/**
 * Notes that the provider refuses an IdP Config itself, so that its Grants do not ask one by one. Nothing is noted
 * where what was asked with is not what is stored any more: another client secret has been added (then the next
 * refresh tries it), or the settings have changed. Nor where a Grant of the same IdP Config was refreshed just now,
 * unless it is the client secret that is refused. Tells it once, by audit and event. Answers whether the IdP Config
 * counts as refused now. Call it last in the transaction.
 */
export async function refuseIdpConfig(
  db: Database,
  context: TenantContext,
  refused: {
    idpConfig: { id: string; name: string; configSignature: string };
    triedCredentialIds: readonly string[];
    /** The Grant whose refresh was refused; null where it was an authorization. */
    grantId: string | null;
    code: "idp_configuration" | "client_secret_wrong" | "client_secret_expired";
    /** What the diagnosis makes of it, or null where it is not sure. */
    cause: string | null;
    detail: string;
  },
): Promise<boolean> {
  const { idpConfig, triedCredentialIds, grantId, code, cause, detail } = refused;
  const [noted] = await db.$queryRaw<{ is_first: boolean }[]>`
    UPDATE idp_configs c SET refused_at = COALESCE(c.refused_at, clock_timestamp()), refused_code = ${code},
      refused_cause = ${cause}, refused_detail = ${detail},
      next_probe_at = COALESCE(c.next_probe_at, clock_timestamp() + make_interval(secs => ${firstProbeSeconds}))
    FROM (SELECT id, refused_at FROM idp_configs WHERE id = ${idpConfig.id}::uuid FOR UPDATE) was
    WHERE c.id = was.id AND c.config_signature = ${idpConfig.configSignature}
      AND NOT EXISTS (SELECT 1 FROM client_credentials k
        WHERE k.idp_config_id = c.id AND k.id <> ALL (${[...triedCredentialIds]}::uuid[]))
      AND (${code !== "idp_configuration"} OR NOT EXISTS (SELECT 1 FROM grants g
        WHERE g.tenant_id = c.tenant_id AND g.idp_config_id = c.id AND g.id IS DISTINCT FROM ${grantId}::uuid
          AND g.last_refreshed_at > clock_timestamp() - make_interval(secs => ${evidenceSeconds})))
    RETURNING was.refused_at IS NULL AS is_first`;
  if (noted === undefined) return false;
  if (noted.is_first) {
    await recordAudit(db, context, {
      action: "idp_config.refused",
      subject: { type: "idp_config", id: idpConfig.id, label: idpConfig.name },
      details: { code, reason: detail },
    });
    await recordEvent(db, context, {
      type: "idp_config.refused",
      idpConfigId: idpConfig.id,
      data: { name: idpConfig.name, code, detail },
    });
  }
  return true;
}
