import { type NextRequest, NextResponse } from "next/server";
import { environment } from "@/lib/env";

/**
 * Gives every page its security headers. It decides nothing about who may do what: the
 * pages, actions and routes do.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.randomUUID()).toString("base64");
  const policy = contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set("x-path", request.nextUrl.pathname + request.nextUrl.search);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);

  const response = NextResponse.next({ request: { headers } });
  const { publicUrl } = environment();
  response.headers.set("content-security-policy", policy);
  response.headers.set("x-content-type-options", "nosniff");
  // The address of an Authorization Link's page is the whole right to it.
  const isSecretPath = request.nextUrl.pathname.startsWith("/authorize/");
  response.headers.set("referrer-policy", isSecretPath ? "no-referrer" : "same-origin");
  response.headers.set("permissions-policy", "camera=(), geolocation=(), microphone=()");
  response.headers.set("cross-origin-opener-policy", "same-origin");
  response.headers.set("cache-control", "private, no-store");
  if (publicUrl.startsWith("https://")) response.headers.set("strict-transport-security", "max-age=31536000");
  return response;
}

function contentSecurityPolicy(nonce: string): string {
  const { egressPolicy } = environment();
  const isPrivateAllowed = egressPolicy.allowedHosts.length + egressPolicy.allowedNetworks.length > 0;
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    // Submit in the OAuth2 dialog ends at the provider, which without scripts is a redirect of the form.
    `form-action 'self' https:${isPrivateAllowed ? " http:" : ""}`,
  ].join("; ");
}

// Neither the REST API, whose answers carry headers of their own, nor what supervisors ask pays for a page's headers.
export const config = { matcher: ["/((?!_next/static/|icon.svg$|api/v1/|api/health/|metrics$).*)"] };
