import { ScrollText } from "lucide-react";
import type { Metadata } from "next";
import { requireSystemEmail } from "@/app/_server/require-system-email";
import { CredentialReadList } from "@/components/mail-worker/credential-read-list";
import { FetchingFacts } from "@/components/mail-worker/fetching-facts";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { OlderPages } from "@/components/ui/older-pages";
import { getFetchState } from "@/lib/mail-worker/get-fetch-state";
import { listCredentialReads } from "@/lib/mail-worker/list-credential-reads";
import { credentialReadsSchema } from "@/lib/mail-worker/schema";
import type { EmailParams } from "../../place";

export const metadata: Metadata = { title: "Credentials reads" };

type CredentialReadsPageProps = {
  params: EmailParams;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** Who read this System Email's credentials, newest first, and how its fetching stands. */
export default async function CredentialReadsPage({ params, searchParams }: CredentialReadsPageProps) {
  const { tenant, emailId } = await params;
  const { context, email } = await requireSystemEmail(tenant, emailId);
  const { before } = credentialReadsSchema.parse(await searchParams);
  const { reads, nextBefore } = await listCredentialReads(context, { systemEmailId: email.id, before });
  const state = await getFetchState(context, email.id);
  const href = `/${context.slug}/admin/emails/${email.id}/history/credential-reads`;
  const workersHref = `/${context.slug}/admin/mail-workers`;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {state?.isLeased && <FetchingFacts state={state} workersHref={workersHref} timeZone={context.timeZone} />}
      {reads.length === 0 ? (
        <EmptyState
          icon={<ScrollText />}
          title={before === undefined ? "No Mail Worker has read its credentials yet" : "There is nothing older"}
          action={
            before === undefined ? (
              <LinkButton href={workersHref}>Go to Mail Workers</LinkButton>
            ) : (
              <LinkButton href={href}>Show the newest</LinkButton>
            )
          }
        >
          Whenever a Mail Worker is handed the servers and the token of {email.address}, that is listed here, with its
          Worker Key, the address it asked from and the time.
        </EmptyState>
      ) : (
        <CredentialReadList
          caption={`Credentials reads of ${email.address}`}
          reads={reads}
          timeZone={context.timeZone}
          workersHref={workersHref}
        />
      )}
      <OlderPages
        newestHref={before === undefined ? undefined : href}
        olderHref={nextBefore === null ? undefined : `${href}?before=${nextBefore}`}
      />
    </div>
  );
}
