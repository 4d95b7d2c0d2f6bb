import { describe, expect, test } from "vitest";
import { diagnose } from "@/lib/diagnosis/diagnose";
import { narrow } from "@/lib/diagnosis/narrow";
import { dropSettings } from "@/lib/diagnosis/take-apart/drop-settings";

const refused = "A1 NO [AUTHENTICATIONFAILED] Authentication failed.";

describe("the last failure of a text", () => {
  test("is the whole of a text that tells of one", () => {
    expect(narrow(refused)).toBeUndefined();
    expect(narrow("connect ETIMEDOUT 192.0.2.1:993\nRetrying")).toBeUndefined();
  });

  test.each([
    ["a broken connection", "connect ECONNREFUSED 192.0.2.1:993"],
    ["a warning about a certificate", "WARN self-signed certificate, continuing"],
    ["openssl's report of the chain", "verify error:num=20:unable to get local issuer certificate"],
  ])("is a server's refusal that comes after %s", (_what, before) => {
    expect(narrow(`${before}\n${refused}`)?.text).toBe(refused);
    expect(diagnose({ stage: "imap", provider: "other", raw: `${before}\n${refused}` }).cause).toBe("password_wrong");
  });

  test("stays what broke the connection when a later refusal only follows from it", () => {
    const raw = "STARTTLS: certificate verify failed: self-signed certificate\n503 5.5.1 Error: send HELO first";
    expect(diagnose({ stage: "smtp", provider: "other", raw }).cause).toBe("tls_self_signed");
  });

  test("counts what comes before where the last says nothing, and is not sure of it", () => {
    const raw = "Error: self-signed certificate\nA7 NO Computer says no";
    const told = diagnose({ stage: "imap", provider: "other", raw });
    expect(told).toMatchObject({ cause: "tls_self_signed" });
    expect(told.confidence).toBeLessThan(0.8);
  });

  test("comes after a sign-in that went well", () => {
    const raw = `${refused}\nA2 OK Logged in\nA3 NO [NONEXISTENT] Unknown Mailbox: Tickets`;
    expect(diagnose({ stage: "imap", provider: "other", raw }).cause).toBe("folder_missing");
  });

  test("has passed when the same went well later on, and is not sure any more", () => {
    const told = diagnose({ stage: "imap", provider: "other", raw: `${refused}\nA2 OK Logged in` });
    expect(told).toMatchObject({ cause: "password_wrong", transient: true });
    expect(told.confidence).toBeLessThan(0.8);
  });

  test("has not passed when another service went well", () => {
    const raw = `${refused}\n235 2.7.0 Authentication successful`;
    expect(diagnose({ stage: "imap", provider: "other", raw }).transient).toBe(false);
  });

  test("is not what advice names", () => {
    const raw = "connect ETIMEDOUT 192.0.2.1:993\nPossible reasons:\n - wrong password\n - IMAP is disabled";
    expect(diagnose({ stage: "imap", provider: "other", raw })).toMatchObject({ cause: "timeout", confidence: 0.9 });
  });

  test("is never told for sure from advice alone", () => {
    const raw = "It may be that IMAP access is disabled for this account.";
    expect(diagnose({ stage: "imap", provider: "other", raw }).confidence).toBeLessThan(0.8);
  });

  test("is found in a log that came as one string with its line ends escaped", () => {
    expect(narrow(`connect ECONNRESET\\n${refused}`)?.text).toBe(refused);
  });
});

describe("settings", () => {
  test.each([
    "mail.smtp.starttls.enable=true",
    "MAIL_ENCRYPTION=tls",
    "oauthConfig=OAuthConfig(clientId=helpdesk, clientSecret=***, scope=mail)",
    '"accessToken": null',
  ])("that are printed around a failure are left out: %s", (setting) => {
    expect(dropSettings(`before ${setting} after`).split(" ").filter(Boolean)).toEqual(["before", "after"]);
  });

  test("that choose the way of signing in are told", () => {
    expect(dropSettings("mail.imap.auth.mechanisms=XOAUTH2")).toContain("XOAUTH2");
  });

  test.each(["error=invalid_grant", "smtp.reply=535", "clientConfig(error=invalid_client)"])(
    "are not what tells of the failure: %s",
    (text) => {
      expect(dropSettings(text)).toBe(text);
    },
  );

  test("without a value are no soft line break of an e-mail", () => {
    const raw = 'MAIL_OAUTH_TOKEN=\nExpected response code "235" but got code "535", with message "535 5.7.8 Error".';
    expect(diagnose({ stage: "smtp", provider: "other", raw }).cause).toBe("password_wrong");
  });
});

describe("whether it may pass, where the cause is not known or in doubt", () => {
  test.each([
    ["authorize", "Something went wrong. Please try again later."],
    ["authorize", "Es ist ein Fehler aufgetreten. Bitte versuchen Sie es später erneut."],
    ["token", '{"error":"authorization_pending","error_description":"AADSTS70016"}'],
    ["refresh", '{"message":"Something went wrong on our side"}'],
    ["imap", "Sync paused: the connection to the server was lost, reconnecting"],
    ["smtp", "455 4.9.9 Xyzzy"],
    ["token", "HTTP status 408"],
  ] as const)("the words say that it may, at %s: %s", (stage, raw) => {
    expect(diagnose({ stage, provider: "other", raw }).transient).toBe(true);
  });

  test.each([
    ["token", "AADSTS70012: Non-retryable error has occurred. Try again later."],
    ["authorize", "Please try again later. Developers: please specify a valid request."],
    ["smtp", "560 5.9.9 Xyzzy"],
    ["token", "HTTP status 418"],
    ["imap", "A1 NO Xyzzy"],
  ] as const)("the words say that it will not, or nothing, at %s: %s", (stage, raw) => {
    expect(diagnose({ stage, provider: "other", raw }).transient).toBe(false);
  });

  test("a cause that is in doubt follows a promise and not a code", () => {
    const told = (raw: string) => diagnose({ stage: "smtp", provider: "other", raw });
    expect(told("454 4.7.1 <a@acme.example>: Relay access denied").transient).toBe(false);
    expect(told("454 4.7.1 <a@acme.example>: Relay access denied, try again later").transient).toBe(true);
  });
});
