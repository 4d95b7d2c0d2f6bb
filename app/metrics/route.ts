import { answerMetrics } from "@/lib/jobs/answer-metrics";

export const dynamic = "force-dynamic";

/** The metrics of this process and of the database, for Prometheus. */
export async function GET(request: Request): Promise<Response> {
  const { status, body, headers } = await answerMetrics(request.headers.get("authorization"));
  return new Response(body, { status, headers: { "content-type": "text/plain; charset=utf-8", ...headers } });
}
