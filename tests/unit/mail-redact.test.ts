import { describe, expect, test } from "vitest";

import { createRedactor } from "@/lib/mail/redact";
import { decodeChallenge, encodePlain, encodeXoauth2 } from "@/lib/mail/xoauth2";
import { Secret } from "@/lib/secret";
import { cpuTimeOf } from "./cpu-time";

const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("no form of a credential gets through", () => {
  const token = "opaque.Token~with-many_characters+and/more.0123456789abcdef==";
  const accessToken = new Secret(token);
  const redactToken = createRedactor({ mechanism: "XOAUTH2", username: "support@acme.test", accessToken });

  test.each([
    ["the token", token],
    ["a token that was cut off", token.slice(0, 40)],
    ["its base64", base64(token)],
    ["the answer that was sent", encodeXoauth2("support@acme.test", accessToken)],
    ["a part of the answer", encodeXoauth2("support@acme.test", accessToken).slice(7)],
    ["somebody else's answer", encodeXoauth2("other@acme.test", new Secret("another-token"))],
    [
      "OAUTHBEARER's answer",
      base64(`n,a=support@acme.test,\u0001host=mail.test\u0001auth=Bearer ${token}\u0001\u0001`),
    ],
    ["a bearer header", `Authorization: Bearer ${token}`],
    ["any JWT", "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"],
  ])("%s", (_name, text) => {
    const redacted = redactToken(`535 5.7.8 refused ${text} today`);
    expect(redacted).toMatch(/^535 5\.7\.8 refused (Authorization: Bearer )?\[secret\] today$/);
  });

  test.each([
    ["a password", "pa$$ (word)"],
    ["its base64", base64("pa$$ (word)")],
    ["SASL PLAIN", encodePlain("support@acme.test", new Secret("pa$$ (word)"))],
  ])("%s", (_name, text) => {
    const credential = {
      mechanism: "PLAIN" as const,
      username: "support@acme.test",
      password: new Secret("pa$$ (word)"),
    };
    expect(createRedactor(credential)(`-ERR refused ${text} today`)).toBe("-ERR refused [secret] today");
  });

  test("a password of a few letters is hidden where it stands alone, and does not tear up words", () => {
    for (const password of ["x", "mail"]) {
      const redact = createRedactor({
        mechanism: "PLAIN",
        username: "support@acme.test",
        password: new Secret(password),
      });
      expect(redact("The certificate has expired on mailhost")).toBe("The certificate has expired on mailhost");
      expect(redact(`PASS ${password} (${base64(password)}) refused`)).toBe("PASS [secret] ([secret]) refused");
    }
  });

  test("what a server explains stays readable", () => {
    const challenge = `+ ${base64('{"status":"401","schemes":"bearer","scope":"mail"}')}`;
    expect(redactToken(challenge)).toBe(challenge);
    const reply = "a2 NO [AUTHENTICATIONFAILED] Authentication failed. [AM0PR10CA0081.EURPRD10.PROD.OUTLOOK.COM]";
    expect(redactToken(reply)).toBe(reply);
  });

  test("control characters go and a long reply is cut", () => {
    expect(redactToken("-ERR\u0007 bell\u001b[31m")).toBe("-ERR bell [31m");
    expect(redactToken("-ERR \ud800 half")).toBe("-ERR  half");
    expect(redactToken("x ".repeat(5000)).length).toBeLessThan(1010);
  });

  test("a reply made to keep the filter busy costs no more than its length", () => {
    const time = cpuTimeOf(() => {
      for (const piece of ["eyJ-", "eyJhbGciOi", "bearer ", "A/", "user="]) {
        for (let reply = 0; reply < 20; reply++) redactToken(piece.repeat(64_000 / piece.length));
      }
    });
    expect(time).toBeLessThan(3000);
  });
});

test("a challenge is decoded into a flat record, and anything else into nothing", () => {
  expect(decodeChallenge(base64('{"status":"400","nested":{"a":1},"n":5}'))).toEqual({
    status: "400",
    nested: '{"a":1}',
    n: "5",
  });
  for (const other of ["", "not base64 at all", base64("[1]"), base64('"text"'), base64("null")]) {
    expect(decodeChallenge(other)).toBeUndefined();
  }
});
