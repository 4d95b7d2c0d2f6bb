import { CodeBlock } from "@/components/ui/code-block";
import { Steps } from "@/components/ui/steps";

/** The two calls that a Mail Worker makes, ready to try. */
export function WorkerGuide({ publicUrl }: { publicUrl: string }) {
  const call = (path: string) => `curl -H "Authorization: Bearer $WORKER_KEY" "${publicUrl}/api/v1/${path}"`;
  return (
    <section aria-labelledby="worker-guide" className="grid max-w-form gap-4">
      <h2 id="worker-guide" className="text-base font-semibold">
        How a worker uses it
      </h2>
      <Steps
        steps={[
          {
            title: "It asks which mailboxes there are",
            body: <CodeBlock label="Scope mailboxes:read" code={call("mailboxes")} />,
          },
          {
            title: "Before it connects to one, it asks for the connection settings and a token",
            body: (
              <>
                <CodeBlock
                  label="Scope credentials:read; MAILBOX_ID is an id of the first answer"
                  code={call("mailboxes/MAILBOX_ID/credentials?minValidSeconds=300")}
                />
                <p>
                  The access token is valid for at least <code className="font-mono">minValidSeconds</code>; Mailgrant
                  renews it first where it is not. The worker keeps it in memory only and asks again before the next
                  connection.
                </p>
              </>
            ),
          },
          {
            title: "It signs in to the mail server with the mechanism and the user name of the answer",
            body: (
              <p>
                An error answer has a <code className="font-mono">code</code> and says whether trying again helps:{" "}
                <code className="font-mono">needs_reauthorization</code> needs an admin,{" "}
                <code className="font-mono">provider_unavailable</code> only time.
              </p>
            ),
          },
        ]}
      />
    </section>
  );
}
