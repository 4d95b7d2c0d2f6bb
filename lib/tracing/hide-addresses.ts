import type { Span, SpanProcessor } from "@opentelemetry/sdk-trace-node";

/** What instrumentation calls the address of a request (Semantic Conventions for HTTP Spans, and their older names). */
const addressAttributes = ["http.target", "http.url", "url.full", "url.path", "url.query"] as const;

/**
 * Takes out of every span what must not be seen of an address: its query, which may hold an authorization code and its
 * state, and the secret of an Authorization Link's path.
 */
export const hideAddresses: SpanProcessor = {
  onStart(span: Span) {
    for (const name of addressAttributes) {
      const address = span.attributes[name];
      if (typeof address === "string") span.setAttribute(name, name === "url.query" ? "" : hideAddress(address));
    }
  },
  onEnd: () => undefined,
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
};

/** An address without its query, and without the secret that the path of an Authorization Link is. */
export function hideAddress(address: string): string {
  const [withoutQuery = ""] = address.split(/[?#]/);
  return withoutQuery.replace(/\/authorize\/[^/]+/, "/authorize/[secret]");
}
