import { expect, test } from "vitest";
import { EnvironmentError, parseEnvironment, parseSmtpUrl } from "@/lib/env";

const least = { DATABASE_URL: "postgresql://x", MAILGRANT_KEYS: `k1:${Buffer.alloc(32).toString("base64")}` };

test("an SMTP address says host, port, encryption and who signs in", () => {
  expect(parseSmtpUrl("smtp://relay.acme.test")).toMatchObject({
    host: "relay.acme.test",
    port: 587,
    security: "starttls",
    username: null,
  });
  const server = parseSmtpUrl("smtps://alerts%40acme.test:p%40ss%3Aw%2Frd%25@smtp.acme.test");
  expect(server).toMatchObject({ port: 465, security: "tls", username: "alerts@acme.test" });
  expect(server.password?.reveal()).toBe("p@ss:w/rd%");
  expect(JSON.stringify(server)).not.toContain("p@ss");
  expect(parseSmtpUrl("smtp://[::1]:2525?security=none")).toMatchObject({ host: "::1", port: 2525, security: "none" });
});

test.each([
  ["http://relay.acme.test", /must be an smtp:\/\//],
  ["smtp://", /must be an smtp:\/\//],
  ["smtp://user:topsecret@relay.acme.test?security=none", /never sent in plain text/],
  ["smtps://relay.acme.test?security=none", /never sent in plain text/],
  ["smtp://user@relay.acme.test", /no password/],
  ["smtp://user:top%secret@relay.acme.test", /%25/],
])("%s is refused with a sentence that does not repeat it", (url, message) => {
  const parse = () => parseEnvironment({ ...least, ALERT_SMTP_URL: url, ALERT_FROM: "a@acme.test" });
  expect(parse).toThrow(EnvironmentError);
  expect(parse).toThrow(message);
  expect(parse).not.toThrow(/topsecret|top%secret/);
});

test("alerts come from ALERT_FROM, or from the user where that is an address", () => {
  const url = "smtp://alerts%40acme.test:pass@relay.acme.test";
  expect(parseEnvironment({ ...least, ALERT_SMTP_URL: url }).alertMail?.from).toEqual({
    name: "Mailgrant",
    address: "alerts@acme.test",
  });
  const named = parseEnvironment({ ...least, ALERT_SMTP_URL: url, ALERT_FROM: "Acme alerts <no-reply@acme.test>" });
  expect(named.alertMail?.from).toEqual({ name: "Acme alerts", address: "no-reply@acme.test" });
  expect(() => parseEnvironment({ ...least, ALERT_SMTP_URL: "smtp://relay.acme.test" })).toThrow(/ALERT_FROM/);
  expect(() => parseEnvironment({ ...least, ALERT_FROM: "nobody" })).toThrow(/ALERT_FROM/);
  expect(parseEnvironment(least)).toMatchObject({ alertMail: null, alertEmailTo: [] });
});

test("ALERT_EMAIL_TO is a list of addresses", () => {
  expect(parseEnvironment({ ...least, ALERT_EMAIL_TO: "ops@acme.test, pager@acme.test" }).alertEmailTo).toEqual([
    "ops@acme.test",
    "pager@acme.test",
  ]);
  expect(() => parseEnvironment({ ...least, ALERT_EMAIL_TO: "ops" })).toThrow(/ALERT_EMAIL_TO/);
});
