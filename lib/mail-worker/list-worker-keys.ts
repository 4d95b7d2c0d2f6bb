import { inTenant } from "@/lib/db/in-tenant";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";

/** The tenant's Worker Keys, those in use first, newest first. Of the key itself only the prefix. */
export async function listWorkerKeys(context: TenantContext) {
  requirePermission(context, "worker_key:read");
  return inTenant(context, (db) =>
    db.workerKey.findMany({
      orderBy: [{ revokedAt: { sort: "desc", nulls: "first" } }, { createdAt: "desc" }],
      select: shownKeyFields,
    }),
  );
}

/** What is shown of a Worker Key, one or many: never its hash. */
export const shownKeyFields = {
  id: true,
  name: true,
  prefix: true,
  scopes: true,
  allMailboxes: true,
  networks: true,
  expiresAt: true,
  revokedAt: true,
  lastUsedAt: true,
  lastUsedAddress: true,
  createdByEmail: true,
  createdAt: true,
  _count: { select: { mailboxes: true } },
} as const;
