import { recordAudit } from "@/lib/audit/record-audit";
import { systemClock } from "@/lib/clock";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";

/**
 * Withdraws an Authorization Link: from the next request on it authorizes nothing, not even for somebody who is at the
 * provider by it already. A conflict where it has been used, because then there is a Grant; one that was withdrawn
 * before stays so. Against an authorization by it that ends in the same moment the row decides.
 */
export async function withdrawAuthorizationLink(
  context: TenantContext,
  { systemEmailId, linkId }: { systemEmailId: string; linkId: string },
): Promise<Result<null, Failure<"not_found" | "conflict">>> {
  requirePermission(context, "grant:write");
  return inTenant(context, async (db) => {
    const key = { id: linkId, systemEmailId };
    const { count } = await db.authorizationLink.updateMany({
      where: { ...key, usedAt: null, withdrawnAt: null },
      data: { withdrawnAt: systemClock(), withdrawnByLabel: context.actor.label },
    });
    const link = await db.authorizationLink.findFirst({ where: key });
    if (link === null) return fail({ code: "not_found", message: "There is no such authorization link." });
    if (link.usedAt !== null) {
      const message = "The link has been used, and the mailbox is authorized by it. Revoke the Grant instead.";
      return fail({ code: "conflict", message });
    }
    if (count === 0) return succeed(null);
    const { address } = await db.systemEmail.findUniqueOrThrow({
      where: { id: systemEmailId },
      select: { address: true },
    });
    const { half, createdByLabel, createdAt } = link;
    await recordAudit(db, context, {
      action: "authorization_link.withdrawn",
      subject: { type: "system_email", id: systemEmailId, label: address },
      details: { half, linkBy: createdByLabel, madeAt: createdAt.toISOString() },
    });
    return succeed(null);
  });
}
