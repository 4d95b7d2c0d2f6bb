import { expect, test } from "vitest";
import { localPath } from "@/app/sign-in/local-path";

test("after signing in one goes to a path of this installation", () => {
  for (const path of ["/", "/acme/admin/audit?page=2", "/acme/admin/emails?search=a%2Fb"]) {
    expect(localPath(path)).toBe(path);
  }
});

test("and never to another host, however its address is dressed up", () => {
  const disguised = [
    "//evil.test",
    "///evil.test",
    "/\\evil.test",
    "\\\\evil.test",
    "/\t/evil.test",
    "/\n/evil.test",
    " //evil.test",
    "https://evil.test/",
    "https:evil.test",
    "javascript:alert(1)",
    "evil.test",
    "/acme//evil.test",
    "",
    undefined,
    ["/acme", "/globex"],
  ];
  for (const next of disguised) expect(localPath(next), JSON.stringify(next)).toBeNull();
});
