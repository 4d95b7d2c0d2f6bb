import "server-only";
import { EnvironmentError, environment } from "@/lib/env";
import { startTracing } from "@/lib/tracing/start-tracing";

/** Sends the spans of requests, which Next makes by itself, where OTEL_EXPORTER_OTLP_ENDPOINT says; nothing without it. */
export async function startWebTracing(): Promise<void> {
  try {
    const { tracesEndpoint } = environment();
    if (tracesEndpoint !== null) await startTracing(tracesEndpoint, "mailgrant-web");
  } catch (error) {
    // What is wrong with the environment is told by prepareServer, which ends the process.
    if (!(error instanceof EnvironmentError)) throw error;
  }
}
