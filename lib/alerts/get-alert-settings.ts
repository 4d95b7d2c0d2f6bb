import { inTenant } from "@/lib/db/in-tenant";
import { environment } from "@/lib/env";
import { composeRevision } from "@/lib/revision/revision";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { findAdmins, readSettings, type StoredSettings } from "./find-recipients";
import { alertSettingsFields } from "./form-fields";

export type AlertSettingsView = StoredSettings & {
  /** The addresses of the owners and admins, who are told where the tenant has no list of its own. */
  admins: string[];
  /** Where e-mail comes from, or null where the installation sends none. */
  sender: string | null;
  /** What the form that is filled from it carries. */
  revision: string;
};

/** Who is told of alerts by e-mail, and whether the installation can send any. */
export async function getAlertSettings(context: TenantContext): Promise<AlertSettingsView> {
  requirePermission(context, "alert:read");
  return inTenant(context, async (db) => {
    const settings = await readSettings(db, context.tenantId);
    return {
      ...settings,
      admins: await findAdmins(db),
      sender: environment().alertMail?.from.address ?? null,
      revision: composeRevision(alertSettingsFields(settings)),
    };
  });
}
