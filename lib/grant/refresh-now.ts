import { recordAudit } from "@/lib/audit/record-audit";
import type { Half } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import { fail, type Result } from "@/lib/result";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { findGrant } from "./find-grant";
import type { RefreshFailure } from "./refresh-failure";
import { refreshGrant } from "./refresh-grant";

/** Refreshes the Grant of a half because somebody pressed the button, whatever its age. */
export async function refreshNow(
  context: TenantContext,
  { systemEmailId, half }: { systemEmailId: string; half: Half },
): Promise<Result<null, RefreshFailure>> {
  requirePermission(context, "grant:write");
  const found = await inTenant(context, (db) => findGrant(db, systemEmailId, half));
  if (found === null || found.grant === null)
    return fail({ code: "not_found", message: "There is no Grant to refresh." });
  const refreshed = await refreshGrant(context, found.grant.id, { seenVersion: found.grant.version, isForced: true });
  await inTenant(context, (db) =>
    recordAudit(db, context, {
      action: refreshed.ok ? "grant.refreshed" : "grant.refresh_failed",
      subject: { type: "system_email", id: systemEmailId, label: found.systemEmail.address },
      details: refreshed.ok ? { half } : { half, code: refreshed.failure.code, reason: refreshed.failure.message },
    }),
  );
  return refreshed;
}
