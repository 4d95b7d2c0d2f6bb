import { EventEmitter, once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { Webhook } from "standardwebhooks";
import { readBody } from "./http-messages";

export interface ReceivedWebhook {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What it answers: a status, with headers and a body where wanted, and after a while; "hang" never answers. */
export type WebhookAnswer =
  | { status: number; headers?: Record<string, string>; body?: string; afterMs?: number }
  | "hang";

/** A receiver of webhooks on loopback that keeps what it was sent and answers as a test wants. */
export interface WebhookReceiver {
  readonly url: string;
  readonly received: ReceivedWebhook[];
  /** Those that wait for their answer at the moment. */
  readonly underWay: ReadonlySet<ReceivedWebhook>;
  /** How it answers from now on; 204 at first. */
  answerWith(answer: WebhookAnswer): void;
  /** Waits until it has been sent this many. */
  waitFor(count: number): Promise<ReceivedWebhook[]>;
  reset(): void;
  stop(): Promise<void>;
}

/** Starts one on a free port. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = [];
  const underWay = new Set<ReceivedWebhook>();
  const arrivals = new EventEmitter();
  let answer: WebhookAnswer = { status: 204 };
  const server = createServer(async (request, response) => {
    const body = await readBody(request);
    const message = { path: request.url ?? "/", headers: request.headers, body };
    received.push(message);
    underWay.add(message);
    response.once("close", () => underWay.delete(message));
    arrivals.emit("arrival");
    const given = answer;
    if (given === "hang") return;
    if (given.afterMs !== undefined) await wait(given.afterMs, undefined, { ref: false });
    response.writeHead(given.status, given.headers).end(given.body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The receiver has no port.");
  return {
    url: `http://127.0.0.1:${address.port}/hook`,
    received,
    underWay,
    answerWith: (given) => {
      answer = given;
    },
    waitFor: async (count) => {
      while (received.length < count) await once(arrivals, "arrival");
      return received;
    },
    reset: () => {
      received.length = 0;
      answer = { status: 204 };
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** The payload of a webhook whose signature is right by this secret; throws where it is not, as a receiver should. */
export function verifyWebhook(secret: string, { headers, body }: ReceivedWebhook): unknown {
  const signed = ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) => [name, String(headers[name])]);
  return new Webhook(secret).verify(body, Object.fromEntries(signed));
}
