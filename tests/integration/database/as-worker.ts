import { randomUUID } from "node:crypto";
import { inTenant } from "@/lib/db/in-tenant";
import type { WorkerContext } from "@/lib/mail-worker/authenticate-worker";
import { workerScopes } from "@/lib/mail-worker/scope-schema";
import type { TenantContext } from "@/lib/tenancy/context";
import { openVault } from "@/lib/tenancy/open-vault";

/** The tenant as a Mail Worker sees it whose key may do everything; the key itself is not in the database. */
export async function asWorker(context: TenantContext): Promise<WorkerContext> {
  return {
    ...context,
    actor: { type: "worker_key", id: randomUUID(), label: "ours", isManager: true, readsCredentials: true },
    scopes: workerScopes,
    systemEmailIds: null,
    address: "192.0.2.7",
    vault: await inTenant(context, (db) => openVault(db, context)),
  };
}
