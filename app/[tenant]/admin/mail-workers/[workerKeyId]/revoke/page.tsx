import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { requireTenant } from "@/app/_server/require-tenant";
import { RevokeKeyDialog } from "@/components/mail-worker/revoke-key-dialog";
import { listWorkerKeys } from "@/lib/mail-worker/list-worker-keys";
import { mayDo } from "@/lib/tenancy/require-permission";
import { revokeKey } from "../../actions";
import { WorkerKeys } from "../../worker-keys";

export const metadata: Metadata = { title: "Revoke Worker Key" };

/** Asks before a Worker Key is revoked, and says what stops working. */
export default async function RevokeWorkerKeyPage({
  params,
}: {
  params: Promise<{ tenant: string; workerKeyId: string }>;
}) {
  const { tenant, workerKeyId } = await params;
  const context = await requireTenant(tenant);
  const key = (await listWorkerKeys(context)).find(({ id }) => id === workerKeyId);
  if (key === undefined || !mayDo(context, "worker_key:write")) notFound();
  const path = `/${tenant}/admin/mail-workers`;
  if (key.revokedAt !== null) redirect(path);
  return (
    <>
      <WorkerKeys context={context} />
      <RevokeKeyDialog
        action={revokeKey.bind(null, { tenant, workerKeyId, from: "list" })}
        name={key.name}
        prefix={key.prefix}
        reach={key.allMailboxes ? "all" : key._count.mailboxes}
        closeHref={path}
      />
    </>
  );
}
