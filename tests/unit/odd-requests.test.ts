import { describe, expect, test } from "vitest";
import { systemEmailListSchema } from "@/lib/system-email/schema";
import { config } from "@/proxy";

describe("the proxy's headers are on", () => {
  const [matcher = ""] = config.matcher;
  const isMatched = (path: string) => new RegExp(`^${matcher}$`).test(path);

  test.each([
    "/",
    "/acme/admin/emails",
    "/api/oauth2/callback",
    "/docs/api",
    "/authorize/a",
    "/icon.svgx/admin",
    "/_next/staticx",
    "/_next/image",
  ])("%s", (path) => {
    expect(isMatched(path)).toBe(true);
  });

  test("everything but the files of the build, the REST API, and what supervisors ask", () => {
    const others = ["/_next/static/chunks/a.js", "/icon.svg", "/api/v1/mailboxes", "/api/health/live", "/metrics"];
    expect(others.filter(isMatched)).toEqual([]);
  });
});

test("a search that no database takes is a search for nothing", () => {
  expect(systemEmailListSchema.parse({ search: "a\u0000b" })).toMatchObject({ search: "" });
});
