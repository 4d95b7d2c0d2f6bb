import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { requireTenant } from "@/app/_server/require-tenant";
import { KeyLimitsForm } from "@/components/mail-worker/key-limits-form";
import { RevokeKeyDialog } from "@/components/mail-worker/revoke-key-dialog";
import { WorkerKeyFacts } from "@/components/mail-worker/worker-key-facts";
import { judgeWorkerKey, WorkerKeyStatusMark } from "@/components/mail-worker/worker-key-status";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { environment } from "@/lib/env";
import { getWorkerKey } from "@/lib/mail-worker/get-worker-key";
import { credentialReadsSchema } from "@/lib/mail-worker/schema";
import { rowIdSchema } from "@/lib/system-email/schema";
import { mayDo } from "@/lib/tenancy/require-permission";
import { changeKeyLimits, revokeKey } from "../actions";
import { KeyReads } from "./key-reads";

export const metadata: Metadata = { title: "Worker Key" };

type WorkerKeyPageProps = {
  params: Promise<{ tenant: string; workerKeyId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** One Worker Key: what it may do, its limits to change, and whose credentials it read. `?revoke` asks before it is revoked. */
export default async function WorkerKeyPage({ params, searchParams }: WorkerKeyPageProps) {
  const { tenant, workerKeyId } = await params;
  const context = await requireTenant(tenant);
  const id = rowIdSchema.safeParse(workerKeyId);
  const key = id.success ? await getWorkerKey(context, id.data) : null;
  if (key === null) notFound();
  const query = await searchParams;
  const admin = `/${context.slug}/admin`;
  const href = `${admin}/mail-workers/${key.id}`;
  const mayChange = mayDo(context, "worker_key:write") && key.revokedAt === null;
  return (
    <>
      <PageHeader
        title={key.name}
        status={<WorkerKeyStatusMark status={judgeWorkerKey(key, new Date())} />}
        crumbs={[
          { label: "Admin Panel", href: `${admin}/emails` },
          { label: "Mail Workers", href: `${admin}/mail-workers` },
          { label: key.name },
        ]}
      />
      <WorkerKeyFacts workerKey={key} emailsHref={`${admin}/emails`} timeZone={context.timeZone} />
      {mayChange && (
        <section aria-labelledby="limits" className="grid max-w-form gap-4">
          <div>
            <h2 id="limits" className="text-base font-semibold">
              Limits
            </h2>
            <p className="text-ink-muted">
              From where and until when it may be used. Its scopes and System Emails stay as they were issued; for
              others issue another key.
            </p>
          </div>
          <KeyLimitsForm
            action={changeKeyLimits.bind(null, { tenant: context.slug, workerKeyId: key.id })}
            networks={key.networks}
            expiresAt={key.expiresAt}
            today={new Date().toISOString().slice(0, 10)}
            stashKey={`worker-key:${key.id}`}
            revision={key.revision}
          />
        </section>
      )}
      <KeyReads
        context={context}
        workerKeyId={key.id}
        isRevoked={key.revokedAt !== null}
        query={credentialReadsSchema.parse(query)}
        publicUrl={environment().publicUrl}
      />
      {mayChange && (
        <div className="flex flex-wrap items-center justify-between gap-3 border-t pt-6">
          <p className="text-ink-muted">
            A revoked key is refused from its next request on. What it read stays listed.
          </p>
          <LinkButton href={`${href}?revoke`} scroll={false} className="text-danger!">
            Revoke…
          </LinkButton>
        </div>
      )}
      {mayChange && query.revoke !== undefined && (
        <RevokeKeyDialog
          action={revokeKey.bind(null, { tenant: context.slug, workerKeyId: key.id, from: "key" })}
          name={key.name}
          prefix={key.prefix}
          reach={key.allMailboxes ? "all" : key._count.mailboxes}
          closeHref={href}
        />
      )}
    </>
  );
}
