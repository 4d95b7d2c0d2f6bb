import { ScrollText, SearchX } from "lucide-react";
import { CredentialReadList } from "@/components/mail-worker/credential-read-list";
import { CodeBlock } from "@/components/ui/code-block";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { OlderPages } from "@/components/ui/older-pages";
import { SearchForm } from "@/components/ui/search-form";
import { listCredentialReads } from "@/lib/mail-worker/list-credential-reads";
import type { UserContext } from "@/lib/tenancy/context";

type KeyReadsProps = {
  context: UserContext;
  workerKeyId: string;
  isRevoked: boolean;
  query: { mailbox: string; before?: string | undefined };
  publicUrl: string;
};

/** Whose credentials a Worker Key read, from where and when, newest first. */
export async function KeyReads({ context, workerKeyId, isRevoked, query, publicUrl }: KeyReadsProps) {
  const { mailbox, before } = query;
  const { reads, nextBefore } = await listCredentialReads(context, { workerKeyId, mailbox, before });
  const admin = `/${context.slug}/admin`;
  const href = `${admin}/mail-workers/${workerKeyId}`;
  const pageHref = (from: string | null) => {
    const asked = new URLSearchParams({
      ...(mailbox === "" ? {} : { mailbox }),
      ...(from === null ? {} : { before: from }),
    });
    return asked.size === 0 ? href : `${href}?${asked}`;
  };
  const isUnread = reads.length === 0 && mailbox === "" && before === undefined;
  return (
    <section aria-labelledby="credential-reads" className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <div>
          <h2 id="credential-reads" className="text-base font-semibold">
            Credentials reads
          </h2>
          <p className="text-ink-muted">Every request by which this key was handed credentials.</p>
        </div>
        {!isUnread && (
          <SearchForm
            action={href}
            label="Search the reads by System Email"
            name="mailbox"
            placeholder="A System Email…"
            defaultValue={mailbox}
          />
        )}
      </div>
      {isUnread ? (
        <Unread isRevoked={isRevoked} publicUrl={publicUrl} />
      ) : reads.length === 0 ? (
        <EmptyState
          icon={<SearchX />}
          title={mailbox === "" ? "There is nothing older" : `No read of an address with “${mailbox}” in it`}
          action={<LinkButton href={href}>Show all reads</LinkButton>}
        >
          Reads of System Emails that are deleted are found only in the whole list, because their addresses are gone.
        </EmptyState>
      ) : (
        <CredentialReadList
          caption="Reads of this key"
          reads={reads}
          timeZone={context.timeZone}
          emailsHref={`${admin}/emails`}
        />
      )}
      <OlderPages
        newestHref={before === undefined ? undefined : pageHref(null)}
        olderHref={nextBefore === null ? undefined : pageHref(nextBefore)}
      />
    </section>
  );
}

/** Teaches what will be listed, by a request that is ready to try while the key works. */
function Unread({ isRevoked, publicUrl }: { isRevoked: boolean; publicUrl: string }) {
  if (isRevoked) {
    return (
      <EmptyState icon={<ScrollText />} title="It never read any credentials">
        It was revoked before it was handed the servers or the token of any System Email.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={<ScrollText />} title="It has not read any credentials yet">
      Each request for servers and tokens is listed here, with the System Emails it was for, the address it came from
      and the time: so it can be seen what a key that got into wrong hands was used for. A request looks like this.
      <div className="mt-4 text-left">
        <CodeBlock
          label="MAILBOX_ID is an id of GET /mailboxes"
          code={`curl "${publicUrl}/api/v1/mailboxes/MAILBOX_ID/credentials" \\\n  -H "Authorization: Bearer $WORKER_KEY"`}
        />
      </div>
    </EmptyState>
  );
}
