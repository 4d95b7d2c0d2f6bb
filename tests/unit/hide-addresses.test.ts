import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-node";
import { expect, test } from "vitest";
import { hideAddresses } from "@/lib/tracing/hide-addresses";

test("a span tells neither an authorization code, nor its state, nor the secret of a link", () => {
  const exporter = new InMemorySpanExporter();
  const spanProcessors = [hideAddresses, new SimpleSpanProcessor(exporter)];
  const tracer = new BasicTracerProvider({ spanProcessors }).getTracer("test");
  const addresses = {
    "http.target": "/api/oauth2/callback?code=the-code&state=the-state",
    "http.url": "https://mail.example.com/authorize/the-link/begin#the-fragment",
    "url.full": "https://mail.example.com/acme/admin?code=the-code",
    "url.path": "/authorize/the-link",
    "url.query": "code=the-code",
  };
  tracer.startSpan("GET", { attributes: { "http.method": "GET", ...addresses } }).end();
  const [span] = exporter.getFinishedSpans();
  expect(span?.attributes).toEqual({
    "http.method": "GET",
    "http.target": "/api/oauth2/callback",
    "http.url": "https://mail.example.com/authorize/[secret]/begin",
    "url.full": "https://mail.example.com/acme/admin",
    "url.path": "/authorize/[secret]",
    "url.query": "",
  });
});
