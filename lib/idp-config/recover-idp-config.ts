import { recordAudit } from "@/lib/audit/record-audit";
import type { Database } from "@/lib/db/client";
import { recordEvent } from "@/lib/event/record-event";
import type { TenantContext } from "@/lib/tenancy/context";
import { resumeGrants } from "./resume-grants";

/**
 * Notes that an IdP Config counts as accepted again, because a refresh by it worked or because somebody mended it:
 * everything that waited for that is due again at once, without a new consent. Tells it once, by audit and event;
 * does nothing where it was not refused. Call it last in the transaction.
 */
export async function recoverIdpConfig(db: Database, context: TenantContext, idpConfigId: string): Promise<void> {
  const [recovered] = await db.$queryRaw<{ name: string }[]>`
    UPDATE idp_configs SET refused_at = NULL, refused_code = NULL, refused_cause = NULL, refused_detail = NULL,
      next_probe_at = NULL
    WHERE id = ${idpConfigId}::uuid AND refused_at IS NOT NULL RETURNING name`;
  if (recovered === undefined) return;
  await resumeGrants(db, idpConfigId);
  const { name } = recovered;
  await recordAudit(db, context, {
    action: "idp_config.recovered",
    subject: { type: "idp_config", id: idpConfigId, label: name },
  });
  await recordEvent(db, context, { type: "idp_config.recovered", idpConfigId, data: { name } });
}
