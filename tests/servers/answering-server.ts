import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { readBody } from "./http-messages";

export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly form: URLSearchParams;
}

export interface GivenAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text is sent as it is; everything else as JSON. "hang" never answers, "drop" closes the connection. */
  readonly body?: unknown;
  readonly instead?: "hang" | "drop";
}

/** A server on loopback whose answers a test gives, path by path, and which remembers what it was asked. */
export interface AnsweringServer {
  readonly baseUrl: string;
  readonly requests: ReceivedRequest[];
  answer(path: string, respond: GivenAnswer | ((request: ReceivedRequest) => GivenAnswer)): void;
  reset(): void;
  stop(): Promise<void>;
}

/** Starts one on a free port. A path without an answer gives 404. */
export async function startAnsweringServer(): Promise<AnsweringServer> {
  const requests: ReceivedRequest[] = [];
  const answers = new Map<string, (request: ReceivedRequest) => GivenAnswer>();
  const server = createServer(async (incoming, outgoing) => {
    const path = new URL(incoming.url ?? "/", "http://localhost").pathname;
    const form = new URLSearchParams(await readBody(incoming));
    const request = { method: incoming.method ?? "", path, headers: incoming.headers, form };
    requests.push(request);
    const { status = 200, headers = {}, body = "", instead } = answers.get(path)?.(request) ?? { status: 404 };
    if (instead === "hang") return;
    if (instead === "drop") return void incoming.socket.destroy();
    const type = typeof body === "string" ? "text/html" : "application/json";
    outgoing.writeHead(status, { "content-type": type, ...headers });
    outgoing.end(typeof body === "string" ? body : JSON.stringify(body));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The server has no port.");
  return {
    baseUrl: `http://127.0.0.1:${address.port}`,
    requests,
    answer: (path, respond) => {
      answers.set(path, typeof respond === "function" ? respond : () => respond);
    },
    reset: () => {
      answers.clear();
      requests.length = 0;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
