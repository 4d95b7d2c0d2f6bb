import type { Provider } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";

/** An IdP Config that the provider refuses, and how many System Emails get no new token because of it. */
export type Refusal = {
  id: string;
  name: string;
  provider: Provider;
  since: Date;
  code: string;
  /** Our sentence with the provider's own words, as it was noted. */
  detail: string;
  stoppedEmails: number;
};

/** The IdP Configs that their provider refuses, those first that have been refused longest; one of them when it is named. */
export async function listRefusals(
  context: TenantContext,
  { idpConfigId = null }: { idpConfigId?: string | null } = {},
): Promise<Refusal[]> {
  requirePermission(context, "idp_config:read");
  return inTenant(
    context,
    (db) => db.$queryRaw<Refusal[]>`
      SELECT c.id, c.name, c.provider::text AS provider, c.refused_at AS since, COALESCE(c.refused_code, '') AS code,
        COALESCE(c.refused_detail, '') AS detail,
        (SELECT count(DISTINCT g.system_email_id)::integer FROM grants g
          WHERE g.tenant_id = c.tenant_id AND g.idp_config_id = c.id AND g.status = 'active') AS "stoppedEmails"
      FROM idp_configs c
      WHERE c.tenant_id = current_tenant_id() AND c.refused_at IS NOT NULL
        AND c.id = COALESCE(${idpConfigId}::uuid, c.id)
      ORDER BY c.refused_at`,
  );
}
