import { asSystem } from "@/lib/db/as-system";
import { inTenant } from "@/lib/db/in-tenant";
import { type RevokedGrant, revokeGrants } from "@/lib/grant/revoke-grants";
import { log } from "@/lib/log";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";

/** How many Grants are revoked at their providers at once. */
const revokedAtOnce = 10;

export type DeletedTenant = {
  systemEmailCount: number;
  /** What became of each Grant at its provider, with the address that it was for. */
  revoked: (RevokedGrant & { address: string })[];
};

/**
 * Deletes a tenant with everything in it, after revoking its Grants at their providers where that is possible. With the
 * tenant goes its data key, without which nothing that a backup holds of its secrets can be read. Answers what could not
 * be revoked and so is still alive at its provider. Only the operator may.
 */
export async function deleteTenant(context: TenantContext): Promise<DeletedTenant> {
  requirePermission(context, "tenant:delete");
  const { tenantId, slug, requestId, actor } = context;
  const emails = await inTenant(context, (db) =>
    db.systemEmail.findMany({ select: { id: true, address: true, _count: { select: { grants: true } } } }),
  );
  const revoked: DeletedTenant["revoked"] = [];
  const queue = emails.filter(({ _count }) => _count.grants > 0).values();
  const work = async () => {
    // The workers take their turns from one queue.
    for (const { id, address } of queue) {
      const ended = await revokeGrants(context, { systemEmailId: id });
      revoked.push(...ended.map((grant) => ({ ...grant, address })));
    }
  };
  await Promise.all(Array.from({ length: revokedAtOnce }, work));
  await asSystem("delete tenant", async (db) => {
    // What was authorized in the meantime goes unrevoked; its rows would keep the IdP Configs from being deleted.
    await db.systemEmail.deleteMany({ where: { tenantId } });
    await db.tenant.delete({ where: { id: tenantId } });
  });
  // The tenant's own audit log is gone with it.
  const notRevokedCount = revoked.filter(({ atProvider }) => atProvider !== "revoked").length;
  log.info({ tenantId, slug, requestId, actor: actor.label, notRevokedCount }, "deleted a tenant");
  return { systemEmailCount: emails.length, revoked };
}
