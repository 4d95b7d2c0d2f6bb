import { hideAddresses } from "./hide-addresses";

/**
 * Sends spans to `endpoint` by OTLP over HTTP (OpenTelemetry Protocol 1.x, `/v1/traces` is added) under the name
 * `service`. Answers what sends the rest and ends it. Loaded when it is asked for only, since most run without it.
 */
export async function startTracing(endpoint: string, service: string): Promise<() => Promise<void>> {
  const [{ BatchSpanProcessor, NodeTracerProvider }, { OTLPTraceExporter }, { resourceFromAttributes }] =
    await Promise.all([
      import("@opentelemetry/sdk-trace-node"),
      import("@opentelemetry/exporter-trace-otlp-http"),
      import("@opentelemetry/resources"),
    ]);
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ "service.name": service }),
    spanProcessors: [
      hideAddresses,
      new BatchSpanProcessor(new OTLPTraceExporter({ url: new URL("v1/traces", withSlash(endpoint)).href })),
    ],
  });
  provider.register();
  return () => provider.shutdown();
}

function withSlash(url: string): string {
  return url.endsWith("/") ? url : `${url}/`;
}
