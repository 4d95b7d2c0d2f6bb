import { KeyRound, Plus } from "lucide-react";
import { WorkerGuide } from "@/components/mail-worker/worker-guide";
import { WorkerKeyList } from "@/components/mail-worker/worker-key-list";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { environment } from "@/lib/env";
import { listWorkerKeys } from "@/lib/mail-worker/list-worker-keys";
import type { UserContext } from "@/lib/tenancy/context";
import { mayDo } from "@/lib/tenancy/require-permission";
import { WorkerTabs } from "./worker-tabs";

/** The Worker Keys of a tenant, as a page of their own and behind the dialog that revokes one. */
export async function WorkerKeys({ context }: { context: UserContext }) {
  const keys = await listWorkerKeys(context);
  const path = `/${context.slug}/admin/mail-workers`;
  const mayWrite = mayDo(context, "worker_key:write");
  const issueButton = (
    <LinkButton href={`${path}/issue`} variant="primary">
      <Plus aria-hidden /> Issue Worker Key
    </LinkButton>
  );
  return (
    <>
      <PageHeader
        title="Mail Workers"
        crumbs={[{ label: "Admin Panel", href: `/${context.slug}/admin` }, { label: "Mail Workers" }]}
        description="Programs that fetch and send this helpdesk's mail. Each signs in to Mailgrant with a Worker Key of its own."
        actions={mayWrite && keys.length > 0 && issueButton}
      />
      <WorkerTabs path={path} />
      {keys.length === 0 ? (
        <EmptyState icon={<KeyRound />} title="No Worker Key yet" action={mayWrite && issueButton}>
          A mail worker is the program that fetches and sends the helpdesk's mail. With a Worker Key it asks Mailgrant
          for a mailbox's servers and a fresh access token, so that it never needs a password or a refresh token of its
          own. Issue one key a program, then each can be revoked alone.
        </EmptyState>
      ) : (
        <WorkerKeyList keys={keys} timeZone={context.timeZone} path={path} isRevocable={mayWrite} />
      )}
      <WorkerGuide publicUrl={environment().publicUrl} issueHref={mayWrite ? `${path}/issue` : null} />
    </>
  );
}
