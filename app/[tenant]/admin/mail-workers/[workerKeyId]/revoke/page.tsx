import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { requireTenant } from "@/app/_server/require-tenant";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { listWorkerKeys } from "@/lib/mail-worker/list-worker-keys";
import { mayDo } from "@/lib/tenancy/require-permission";
import { revokeKey } from "../../actions";
import { WorkerKeys } from "../../worker-keys";

export const metadata: Metadata = { title: "Revoke Worker Key" };

/** Asks before a Worker Key is revoked, and says what stops working. */
export default async function RevokeWorkerKeyPage({
  params,
}: PageProps<"/[tenant]/admin/mail-workers/[workerKeyId]/revoke">) {
  const { tenant, workerKeyId } = await params;
  const context = await requireTenant(tenant);
  const key = (await listWorkerKeys(context)).find(({ id }) => id === workerKeyId);
  if (key === undefined || !mayDo(context, "worker_key:write")) notFound();
  const path = `/${tenant}/admin/mail-workers`;
  if (key.revokedAt !== null) redirect(path);
  const { mailboxes } = key._count;
  const reach = key.allMailboxes
    ? "any System Email of this helpdesk"
    : `its ${mailboxes === 1 ? "one System Email" : `${mailboxes} System Emails`}`;
  return (
    <>
      <WorkerKeys context={context} />
      <ConfirmDialog
        title={`Revoke ${key.name}`}
        closeHref={path}
        action={revokeKey.bind(null, { tenant, workerKeyId })}
        confirmLabel={`Revoke ${key.name}`}
        consequences={[
          `Every program that uses the key ${key.prefix}… is refused from its next request on.`,
          `It gets no settings and no token for ${reach} any more; an access token that it already has works until it expires, usually within the hour.`,
          "A revoked key cannot be brought back; a program that is still needed gets a new one.",
        ]}
      />
    </>
  );
}
