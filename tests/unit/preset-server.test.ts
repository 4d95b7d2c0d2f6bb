import { describe, expect, test } from "vitest";
import { isPresetHost, presetServer } from "@/lib/providers/mail-server-presets";
import { fillPresetServer } from "@/lib/system-email/fill-preset-server";
import { judgeOverallHealth } from "@/lib/system-email/health-schema";

const sent = { host: "", port: "993", security: "tls", authentication: "oauth2_google" };

describe("a half that is saved without a host", () => {
  test("gets the mail server of its provider for its protocol", () => {
    expect(fillPresetServer({ ...sent, protocol: "pop3" }, () => "pop3")).toMatchObject({
      host: "pop.gmail.com",
      port: "995",
      security: "tls",
    });
  });

  test("that is the same as the Remote Mailbox gets the server of that one's provider", () => {
    const fields = {
      ...sent,
      authentication: "same_as_remote_mailbox",
      remoteAuthentication: "oauth2_microsoft",
    };
    expect(fillPresetServer(fields, () => "smtp")).toMatchObject({ host: "smtp.office365.com", security: "starttls" });
  });

  test.each(["basic", "oauth2_other", "none", "invented"])("and signs in by %s is left as it is", (authentication) => {
    const fields = { ...sent, authentication };
    expect(fillPresetServer(fields, () => "imap")).toBe(fields);
  });
});

test("a host that somebody typed is never replaced", () => {
  const fields = { ...sent, host: "mail.example.com" };
  expect(fillPresetServer(fields, () => "imap")).toBe(fields);
  expect(isPresetHost("mail.example.com")).toBe(false);
  expect(isPresetHost(` ${presetServer("oauth2_microsoft", "imap")?.host.toUpperCase()} `)).toBe(true);
});

test("a System Email stands as its worst half does, a disabled half aside", () => {
  expect(judgeOverallHealth(["healthy", "broken"])).toBe("broken");
  expect(judgeOverallHealth(["disabled", "healthy"])).toBe("healthy");
  expect(judgeOverallHealth(["broken", "needs_reauthorization"])).toBe("needs_reauthorization");
  expect(judgeOverallHealth(["disabled", "disabled"])).toBe("disabled");
});
