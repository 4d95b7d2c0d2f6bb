import { CodeBlock } from "@/components/ui/code-block";

const check = `import { Webhook } from "standardwebhooks";

const webhook = new Webhook(process.env.WEBHOOK_SECRET);
const event = webhook.verify(rawBody, request.headers);`;

const points = [
  "Answer with any 2xx within 15 seconds, before you work on it. Everything else is tried again for three days, less and less often.",
  "The same message may come twice, with the same webhook-id. Keep the ids that you have seen.",
  "A message may overtake another. “position” orders the events; what you missed is in GET /api/v1/events.",
  "410 Gone disables the endpoint.",
];

/** What a receiver has to do, for whoever writes one. */
export function ReceiverGuide() {
  return (
    <section aria-labelledby="receiver-guide" className="grid gap-3">
      <h2 id="receiver-guide" className="text-base font-semibold">
        What your server does
      </h2>
      <p>
        Each event is posted as JSON, signed by the Standard Webhooks specification, for which there are libraries in
        most languages.
      </p>
      <CodeBlock label="Check the signature" code={check} />
      <ul className="list-disc space-y-1.5 pl-5 text-ink-muted">
        {points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
    </section>
  );
}
