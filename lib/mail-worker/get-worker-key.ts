import { inTenant } from "@/lib/db/in-tenant";
import { composeRevision } from "@/lib/revision/revision";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { limitsFields } from "./form-fields";
import { shownKeyFields } from "./list-worker-keys";

const mostNamed = 100;

/**
 * One Worker Key, or null. Of the key itself only its prefix; of a key for some System Emails the first hundred of
 * them, by address, and how many there are. `revision` is what the form that changes its limits carries.
 */
export async function getWorkerKey(context: TenantContext, workerKeyId: string) {
  requirePermission(context, "worker_key:read");
  return inTenant(context, async (db) => {
    const key = await db.workerKey.findUnique({
      where: { id: workerKeyId },
      select: shownKeyFields,
    });
    if (key === null) return null;
    const mailboxes = await db.$queryRaw<{ id: string; address: string }[]>`
      SELECT e.id, e.address FROM worker_key_mailboxes m
        JOIN system_emails e ON e.tenant_id = m.tenant_id AND e.id = m.system_email_id
      WHERE m.tenant_id = current_tenant_id() AND m.worker_key_id = ${workerKeyId}::uuid
      ORDER BY e.address LIMIT ${mostNamed}`;
    return { ...key, mailboxes, revision: composeRevision(limitsFields(key)) };
  });
}

export type WorkerKeyView = NonNullable<Awaited<ReturnType<typeof getWorkerKey>>>;
