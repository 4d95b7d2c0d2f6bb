/** @type {import("next").NextConfig} */
const nextConfig = {
  poweredByHeader: false,
  // Tests build and serve beside a developer's own server.
  distDir: process.env.NEXT_DIST_DIR ?? ".next",
  reactStrictMode: true,
  // Native or self-loading packages that the bundler must leave alone.
  serverExternalPackages: [
    "@node-rs/argon2",
    "@opentelemetry/api",
    "@opentelemetry/exporter-trace-otlp-http",
    "@opentelemetry/resources",
    "@opentelemetry/sdk-trace-node",
    "imapflow",
    "nodemailer",
    "pg",
    "pino",
    "prom-client",
    "rate-limiter-flexible",
    "undici",
  ],
  // No page has a picture to optimize, so nobody gets to have the server fetch and convert one.
  images: { unoptimized: true },
  // Types and lint are steps of `npm test`, once, not of every build.
  typescript: { ignoreBuildErrors: true },
  // Where people and programs look for them first.
  redirects: async () => [
    { source: "/openapi.json", destination: "/api/v1/openapi.json", permanent: false },
    { source: "/docs", destination: "/docs/api", permanent: false },
  ],
  experimental: { serverActions: { bodySizeLimit: "256kb" } },
};

export default nextConfig;
