import { CodeBlock } from "@/components/ui/code-block";
import { Table } from "@/components/ui/table";
import type { ApiCall } from "@/lib/api-reference/list-api-calls";
import { Code } from "./code";

type ErrorsChapterProps = { problems: ApiCall["problems"]; commonCodes: ReadonlySet<string> };

/** What a problem says, what to do about it, and every code that there is. */
export function ErrorsChapter({ problems, commonCodes }: ErrorsChapterProps) {
  return (
    <>
      <p>
        Every error is a problem document (RFC 9457) with a stable <Code>code</Code>. Act on <Code>code</Code> and{" "}
        <Code>retryable</Code>; <Code>detail</Code> is for people and may change. Quote <Code>requestId</Code> when you
        ask for help.
      </p>
      <CodeBlock
        label="A problem"
        isCopyable={false}
        code={JSON.stringify(
          {
            type: "https://mailgrant.dev/problems/needs_reauthorization",
            title: "The mailbox has to be authorized again",
            status: 409,
            detail: "The provider says that the authorization has ended.",
            code: "needs_reauthorization",
            retryable: false,
            requestId: "6b1f0d8e-0f0b-4b7c-9a55-6f1b0c0d2e3f",
            diagnosis: {
              cause: "grant_revoked_password_changed",
              owner: "mailbox_owner",
              transient: false,
              confidence: 0.95,
              title: "The password was changed or sessions were revoked",
              explanation: "The mailbox's password was changed, which ends every Grant before it.",
              steps: ["Press Submit in IdP Config and sign in as the mailbox with the new password."],
              commands: [],
            },
          },
          null,
          2,
        )}
      />
      <ul className="list-disc space-y-1 pl-5">
        <li>
          With <Code>retryable: true</Code> send the same call again: after <Code>Retry-After</Code> seconds where that
          header is there, else after one second, then twice as long each time with a random part.
        </li>
        <li>
          With <Code>retryable: false</Code> sending it again changes nothing. Where a person has to act,{" "}
          <Code>diagnosis</Code> says who and what; the tenant&apos;s admins see the same in the Admin Panel.
        </li>
        <li>
          With <Code>invalid_request</Code> the member <Code>errors</Code> has the mistakes one by one, each with a{" "}
          <Code>pointer</Code>: a place in the body such as <Code>#/incoming/port</Code>, or the name of a parameter.
        </li>
        <li>
          A <Code>conflict</Code> that has a member <Code>confirm</Code> is a question. Send the same request with these
          words in its own <Code>confirm</Code>, and with a new Idempotency-Key, to answer it with yes.
        </li>
        <li>What is another tenant&apos;s, or out of a key&apos;s reach, is answered like what does not exist: 404.</li>
        <li>
          When a mail server refuses a token, report its reply word for word (
          <a href="#reportReply" className="link">
            reports
          </a>
          ): the token is refreshed once, however many workers report it, and the answer says whether to try again.
        </li>
      </ul>
      <Table
        caption="All problem codes"
        rows={problems}
        rowKey={({ code }) => code}
        columns={[
          { header: "Code", cell: ({ code }) => <Code>{code}</Code> },
          { header: "Status", cell: ({ status }) => status },
          { header: "Retryable", cell: ({ isRetryable }) => (isRetryable ? "Yes" : "No") },
          { header: "What it means", cell: ({ title }) => title },
          { header: "Which calls", cell: ({ code }) => (commonCodes.has(code) ? "Every call" : "Those that name it") },
        ]}
      />
    </>
  );
}
