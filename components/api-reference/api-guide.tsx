import type { ReactNode } from "react";
import { CodeBlock } from "@/components/ui/code-block";
import { Steps } from "@/components/ui/steps";
import type { ApiCall } from "@/lib/api-reference/list-api-calls";
import { Code } from "./code";
import { ErrorsChapter } from "./errors-chapter";
import { nodeCheck, pythonCheck } from "./webhook-checks";

/** The chapters before the calls, in their order. */
export const guideChapters = [
  { id: "start", title: "Start in five minutes" },
  { id: "errors", title: "Errors and retries" },
  { id: "idempotency", title: "Idempotency" },
  { id: "rate-limits", title: "Rate limits" },
  { id: "leases", title: "How leases work" },
  { id: "webhooks", title: "How webhooks work" },
] as const;
type ChapterId = (typeof guideChapters)[number]["id"];

type ApiGuideProps = {
  baseUrl: string;
  rateLimits: { perKey: number; perTenant: number };
  /** Every code that a problem can have. */
  problems: ApiCall["problems"];
  /** Those of them that every call can end with. */
  commonCodes: ReadonlySet<string>;
};

/** What holds for every call, in short. */
export function ApiGuide({ baseUrl, rateLimits, problems, commonCodes }: ApiGuideProps) {
  const texts: Record<ChapterId, ReactNode> = {
    start: <Start baseUrl={baseUrl} />,
    errors: <ErrorsChapter problems={problems} commonCodes={commonCodes} />,
    idempotency: (
      <>
        <p>
          Send a header <Code>Idempotency-Key</Code> with a value of your own, such as a UUID, on every call that
          changes something. Sent again with the same key, within a day, the call is not carried out again: you get the
          first answer, with <Code>Idempotent-Replay: true</Code>. So after a broken connection simply send it again.
        </p>
        <p>
          The same key with another request is refused with <Code>idempotency_key_reused</Code>; while the first is
          under way you get <Code>request_under_way</Code>.
        </p>
      </>
    ),
    "rate-limits": (
      <p>
        A key may make {describeLimit(rateLimits.perKey)} a minute and a tenant {describeLimit(rateLimits.perTenant)},
        all its keys and all servers together; a batch counts for more than one. Each answer says where you stand in{" "}
        <Code>RateLimit-Limit</Code>, <Code>RateLimit-Remaining</Code> and <Code>RateLimit-Reset</Code> (seconds). Past
        the limit you get 429 with <Code>Retry-After</Code>.
      </p>
    ),
    leases: <Leases />,
    webhooks: <Webhooks />,
  };
  return guideChapters.map(({ id, title }) => (
    <section key={id} aria-labelledby={id} className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <h2 id={id} className="scroll-mt-6 text-lg font-semibold tracking-tight">
        {title}
      </h2>
      <div className="grid max-w-dialog grid-cols-[minmax(0,1fr)] gap-3">{texts[id]}</div>
    </section>
  ));
}

function Start({ baseUrl }: { baseUrl: string }) {
  const auth = `-H "Authorization: Bearer $WORKER_KEY"`;
  return (
    <Steps
      steps={[
        {
          title:
            "Get a Worker Key with the scopes mailboxes:read and credentials:read, in the Admin Panel, Mail Workers",
          body: <CodeBlock label="In your shell" code={`export WORKER_KEY="mgw_…"`} />,
        },
        {
          title: "List the mailboxes",
          body: <CodeBlock label="Mailboxes" code={`curl ${auth} "${baseUrl}/mailboxes"`} />,
        },
        {
          title: "Read what it takes to sign in to one, with a token that lasts for ten minutes at least",
          body: (
            <CodeBlock
              label="Credentials"
              code={`curl ${auth} "${baseUrl}/mailboxes/$MAILBOX_ID/credentials?minValidSeconds=600"`}
            />
          ),
        },
        {
          title: "Sign in to the mail server with exactly what sasl says: mechanism, user name, token or password",
          body: (
            <>
              <CodeBlock
                label="XOAUTH2 is the base64 of this, with \x01 for the byte 1"
                code={"user=USERNAME\\x01auth=Bearer ACCESS_TOKEN\\x01\\x01"}
              />
              <p>
                Send <Code>AUTH XOAUTH2</Code> or <Code>AUTHENTICATE XOAUTH2</Code> alone, and this after the
                server&apos;s answer: beside the command it makes a line that some servers refuse as too long. PLAIN is
                the base64 of <Code>\0USERNAME\0PASSWORD</Code>. A shared mailbox has one user name for reading and
                another for sending. Read the credentials right before each connection and keep them nowhere: a token
                that is still good is served at once, and refreshing is not your business.
              </p>
            </>
          ),
        },
      ]}
    />
  );
}

function Leases() {
  return (
    <>
      <p>
        With leases any number of workers share the mailboxes, and no two fetch one at the same time.{" "}
        <a href="#takeLeases" className="link">
          Take
        </a>{" "}
        some that are due,{" "}
        <a href="#renewLease" className="link">
          renew
        </a>{" "}
        each while you fetch for longer than it lasts, and{" "}
        <a href="#endLease" className="link">
          end
        </a>{" "}
        it with the outcome. A worker that dies says nothing: its lease runs out, and the next worker gets the mailbox.
      </p>
      <p>
        Each lease of a mailbox has a higher <Code>fence</Code> than the one before. Store it with what you fetch, and
        refuse to store anything with a lower one: then a worker that slept through the end of its lease does no harm.
      </p>
    </>
  );
}

function Webhooks() {
  return (
    <>
      <p>
        Instead of asking again and again, have events sent to you: add an endpoint in the Admin Panel, Mail Workers,
        Webhooks. Answer with a status of 200 to 299 within a few seconds and do the work afterwards. What fails is
        tried again for three days. The same event can come twice and out of order, so look at <Code>webhook-id</Code>{" "}
        and <Code>data.position</Code>; whoever missed some reads the{" "}
        <a href="#listEvents" className="link">
          feed
        </a>
        , in which nothing is missing.
      </p>
      <p>
        Requests are signed by the Standard Webhooks specification, so that its libraries check them. Without a library
        it takes a few lines:
      </p>
      <CodeBlock label="Node.js" code={nodeCheck} />
      <CodeBlock label="Python" code={pythonCheck} />
    </>
  );
}

function describeLimit(limit: number): string {
  return limit === 0 ? "any number of requests" : `${new Intl.NumberFormat("en-GB").format(limit)} requests`;
}
