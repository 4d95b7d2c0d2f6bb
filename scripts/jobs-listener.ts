import { once } from "node:events";
import http from "node:http";
import { isReady } from "@/lib/db/check-readiness";
import { EnvironmentError } from "@/lib/env";
import { answerMetrics } from "@/lib/jobs/answer-metrics";
import { log } from "@/lib/log";

type Answer = { status: number; body: string; headers?: Record<string, string> };

/**
 * Answers for the jobs process what the web server answers for itself: /api/health/live, /api/health/ready and
 * /metrics. `announceStop` makes it say that it is not ready any more.
 */
export async function listen({ host, port }: { host: string; port: number }): Promise<{ announceStop: () => void }> {
  let isStopping = false;
  const server = http.createServer((request, response) => {
    answer(request, isStopping)
      .catch((error): Answer => {
        log.error({ err: error }, "a question about the jobs process failed unexpectedly");
        return { status: 500, body: "Something went wrong here\n" };
      })
      .then(({ status, body, headers }) => {
        response.writeHead(status, { "content-type": "text/plain; charset=utf-8", ...headers }).end(body);
      });
  });
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new EnvironmentError(`JOBS_PORT: the jobs process cannot listen on ${host}:${port}: ${reason}`);
  }
  return {
    announceStop: () => {
      isStopping = true;
    },
  };
}

async function answer({ method, url, headers }: http.IncomingMessage, isStopping: boolean): Promise<Answer> {
  if (method !== "GET") return { status: 405, body: "Method not allowed\n", headers: { allow: "GET" } };
  switch (url?.split("?")[0]) {
    case "/api/health/live":
      return json(200, { status: "live" });
    case "/api/health/ready":
      return !isStopping && (await isReady())
        ? json(200, { status: "ready" })
        : json(503, { status: "not ready" }, { "retry-after": "2" });
    case "/metrics":
      return answerMetrics(headers.authorization ?? null);
    default:
      return { status: 404, body: "Not found\n" };
  }
}

function json(status: number, body: object, headers: Record<string, string> = {}): Answer {
  return { status, body: JSON.stringify(body), headers: { "content-type": "application/json", ...headers } };
}
