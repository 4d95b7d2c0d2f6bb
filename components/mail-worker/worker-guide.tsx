import Link from "next/link";
import { CodeBlock } from "@/components/ui/code-block";
import { Steps } from "@/components/ui/steps";

type WorkerGuideProps = {
  publicUrl: string;
  /** Where a key is issued; null for those who may not. */
  issueHref: string | null;
};

/** From the first key to mail that is fetched, as calls that are ready to try. */
export function WorkerGuide({ publicUrl, issueHref }: WorkerGuideProps) {
  const get = (path: string) => `curl "${publicUrl}/api/v1${path}" \\\n  -H "Authorization: Bearer $WORKER_KEY"`;
  const send = (method: string, path: string, body: object) =>
    [
      `curl -X ${method} "${publicUrl}/api/v1${path}"`,
      '-H "Authorization: Bearer $WORKER_KEY" -H "Content-Type: application/json"',
      `-d '${JSON.stringify(body)}'`,
    ].join(" \\\n  ");
  const issue =
    issueHref === null ? (
      "Have a Worker Key issued"
    ) : (
      <Link href={issueHref} className="link">
        Issue a Worker Key
      </Link>
    );
  return (
    <section aria-labelledby="worker-guide" className="grid max-w-dialog gap-4">
      <div>
        <h2 id="worker-guide" className="text-base font-semibold">
          How a worker uses it
        </h2>
        <p className="text-ink-muted">
          Four steps from the first key to mail that is fetched. Every call, with its fields and answers, is in the{" "}
          <a href="/docs/api" className="link">
            API reference
          </a>
          .
        </p>
      </div>
      <Steps
        steps={[
          {
            title: <>{issue}, and try it: it lists the mailboxes that it may see</>,
            body: <CodeBlock label="Scope mailboxes:read" code={`export WORKER_KEY=mgw_…\n${get("/mailboxes")}`} />,
          },
          {
            title: "Take the mailboxes that are due, so that no other worker fetches them too",
            body: <Lease {...{ send }} />,
          },
          {
            title: "Right before it connects, read the servers and a fresh token",
            body: <Credentials {...{ get, send }} />,
          },
          { title: "Tell how it went", body: <Outcome {...{ send }} /> },
        ]}
      />
    </section>
  );
}

type Send = (method: string, path: string, body: object) => string;

function Lease({ send }: { send: Send }) {
  return (
    <>
      <CodeBlock label="Scope leases:write" code={send("POST", "/leases", { max: 10, leaseSeconds: 300 })} />
      <p>
        A worker that dies leaves nothing behind: its lease runs out, and the next who asks gets the mailbox. One that
        keeps its own time table leaves this step out.
      </p>
    </>
  );
}

function Credentials({ get, send }: { get: (path: string) => string; send: Send }) {
  return (
    <>
      <CodeBlock
        label="One mailbox; scope credentials:read"
        code={get("/mailboxes/MAILBOX_ID/credentials?minValidSeconds=300")}
      />
      <CodeBlock
        label="Up to a thousand at once"
        code={send("POST", "/credentials:batch", { mailboxIds: ["MAILBOX_ID"], minValidSeconds: 300 })}
      />
      <p>
        The access token is valid for at least <Code>minValidSeconds</Code>; Mailgrant renews it first where it is not.
        Sign in with the mechanism and the user name of the answer, keep the token in memory only, and ask again before
        the next connection.
      </p>
    </>
  );
}

function Outcome({ send }: { send: Send }) {
  const outcome = { outcome: "fetched", fetchedCount: 12, lastUid: "1:4711" };
  const reply = {
    protocol: "imap",
    stage: "authentication",
    outcome: "failed",
    raw: "NO AUTHENTICATE failed.",
    tokenExpiresAt: "2026-11-22T10:00:00.000Z",
  };
  return (
    <>
      <CodeBlock label="The lease ends; scope leases:write" code={send("DELETE", "/leases/LEASE_ID", outcome)} />
      <CodeBlock
        label="A server refused something; scope reports:write"
        code={send("POST", "/mailboxes/MAILBOX_ID/reports", reply)}
      />
      <p>
        A report answers what it means and who can mend it. With <Code>tokenExpiresAt</Code>, the{" "}
        <Code>token.expiresAt</Code> of the credentials, Mailgrant knows which token was refused; where it answers{" "}
        <Code>refreshed: true</Code> there is a newer one to read. Every error of the API has a <Code>code</Code> and
        says whether trying again helps: <Code>needs_reauthorization</Code> needs an admin,{" "}
        <Code>provider_unavailable</Code> only time.
      </p>
    </>
  );
}

function Code({ children }: { children: string }) {
  return <code className="font-mono">{children}</code>;
}
