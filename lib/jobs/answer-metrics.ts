import { isEqualInConstantTime } from "@/lib/crypto/hash";
import { environment } from "@/lib/env";
import { readMetrics } from "./read-metrics";

export type MetricsAnswer = { status: 200 | 401 | 404; body: string; headers: Record<string, string> };

/**
 * What whoever scrapes the metrics gets: nobody without METRICS_TOKEN as bearer (RFC 6750 §2.1), and nothing at all
 * while none is set.
 */
export async function answerMetrics(authorization: string | null): Promise<MetricsAnswer> {
  const { metricsToken } = environment();
  if (metricsToken === null) return { status: 404, body: "Not found\n", headers: {} };
  const given = /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1] ?? "";
  if (!isEqualInConstantTime(given, metricsToken.reveal())) {
    return { status: 401, body: "The token is missing or wrong\n", headers: { "www-authenticate": "Bearer" } };
  }
  const { text, contentType } = await readMetrics();
  return { status: 200, body: text, headers: { "content-type": contentType } };
}
