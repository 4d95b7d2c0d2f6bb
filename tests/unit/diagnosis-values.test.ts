import { describe, expect, test } from "vitest";
import { describeVerdict } from "@/lib/diagnosis/describe-verdict";
import { diagnose, takeApart } from "@/lib/diagnosis/diagnose";
import {
  causeSlugSchema,
  type DiagnosisContext,
  diagnosisProviderSchema,
  diagnosisStageSchema,
} from "@/lib/diagnosis/schema";
import { cpuTimeOf } from "./cpu-time";

const app = "7f3c2e10-1111-4222-8333-444455556666";
const directory = "9a9a9a9a-1111-4222-8333-444455556666";
const valuesOf = (raw: string) => takeApart(raw).findValues();

describe("what a text names", () => {
  test.each<[string, DiagnosisContext]>([
    [
      `Application with identifier '${app}' was not found in the directory '${directory}'`,
      { clientId: app, directoryId: directory },
    ],
    [`{"error":"invalid_client","error_description":"keys for app '${app}' are expired"}`, { clientId: app }],
    [`{\\"appId\\":\\"${app}\\"}`, { clientId: app }],
    [`the application with ID '${app}' named 'Desk'`, { clientId: app }],
    [
      `https://login.microsoftonline.com/${directory}/oauth2/v2.0/token?client_id=${app}`,
      { clientId: app, directoryId: directory },
    ],
    [
      "client_id=123456789012-abcdefghijklmnopqrstuvwxyz012345.apps.googleusercontent.com",
      { clientId: "123456789012-abcdefghijklmnopqrstuvwxyz012345.apps.googleusercontent.com" },
    ],
    ["client_id=helpdesk&client_secret=Abc8Q~abcdefghijk", { clientId: "helpdesk" }],
    [
      "redirect_uri=https%3A%2F%2Fdesk.acme.test%2Fback%3Fcode%3Dsecret&x=1",
      { callbackEndpoint: "https://desk.acme.test/back" },
    ],
    ["The reply URL 'http://desk.acme.test/back' does not match", { callbackEndpoint: "http://desk.acme.test/back" }],
    ["Login failed for user=<support@contoso.com>, by admin@contoso.com", { mailbox: "support@contoso.com" }],
    ["[mail] support@contoso.com: 535 5.7.139 refused", { mailbox: "support@contoso.com" }],
    ["a@x.test not allowed to send as b@x.test", { mailbox: "b@x.test", resourceOwner: "a@x.test" }],
    ["getaddrinfo ENOTFOUND imap.acme.test", { host: "imap.acme.test" }],
    ["could not connect to mail.acme.test:993", { host: "mail.acme.test", port: 993 }],
    ["Server: mail.acme.test, port 143", { host: "mail.acme.test", port: 143 }],
  ])("%s", (raw, values) => {
    expect(valuesOf(raw)).toMatchObject(values);
  });

  test("of several none is chosen, and no secret, trace or ordinary word is taken for one", () => {
    expect(valuesOf("from a@x.test to b@x.test")).toEqual({});
    expect(valuesOf(`app '${app}' and app '${directory}'`)).toEqual({});
    expect(valuesOf(`Trace ID: ${app} Correlation ID: ${directory}`)).toEqual({});
    expect(valuesOf("the server is not available, version 1.2.3")).toEqual({});
    expect(valuesOf(`client_id=${"Ab9_".repeat(12)}`)).toEqual({});
    expect(valuesOf("connect ECONNREFUSED 10.0.0.1:993")).toEqual({});
  });

  test("takes a time that grows with the length", () => {
    for (const piece of ["a", "a@", "a.", "user ", "client_id=", "a!", "https://x/", "redirect_uri=", "server a."]) {
      const time = cpuTimeOf(() => valuesOf(piece.repeat(Math.floor(200_000 / piece.length))));
      expect(time, piece).toBeLessThan(2500);
    }
  });
});

describe("values of the text", () => {
  const raw = `support@contoso.com: AADSTS7000222: The provided client secret keys for app '${app}' are expired.`;
  const told = (context?: DiagnosisContext) =>
    diagnose({ stage: "token", provider: "microsoft", raw, origin: "told", ...(context && { context }) });

  test("are filled in and named as such, what is known goes first", () => {
    expect(told().commands[0]?.command).toContain(`appId eq '${app}'`);
    expect(told().fromText).toEqual([{ name: "Client ID", value: app }]);
    const known = told({ clientId: app });
    expect(known.commands).toEqual(told().commands);
    expect(known.fromText).toBeUndefined();
  });

  test("are not taken from what a server says to Mailgrant itself", () => {
    const own = diagnose({ stage: "token", provider: "microsoft", raw });
    expect(JSON.stringify(own.commands)).toContain("<client id>");
    expect(own.fromText).toBeUndefined();
    const evil = "AADSTS50011: The redirect URI 'https://evil.test/back' does not match";
    const callbackEndpoint = "https://mail.acme.test/api/oauth2/callback";
    const steps = diagnose({ stage: "token", provider: "microsoft", raw: evil, context: { callbackEndpoint } }).steps;
    expect(steps.join(" ")).toContain(callbackEndpoint);
    expect(steps.join(" ")).not.toContain("evil");
  });

  test("change nothing of the cause", () => {
    const { cause, confidence, transient, alternatives } = diagnose({ stage: "token", provider: "microsoft", raw });
    expect(told()).toMatchObject({ cause, confidence, transient, alternatives });
  });

  test("cannot become a command", () => {
    const evil = "535 5.7.139 SmtpClientAuthentication is disabled for the Mailbox o'neil@acme.test$(calc)";
    const { commands } = diagnose({ stage: "smtp", provider: "microsoft", raw: evil, origin: "told" });
    expect(JSON.stringify(commands)).not.toContain("calc");
  });
});

describe("of another program", () => {
  test.each(causeSlugSchema.options)("no step speaks of Mailgrant: %s", (slug) => {
    for (const stage of diagnosisStageSchema.options)
      for (const provider of diagnosisProviderSchema.options) {
        const verdict = { cause: slug, confidence: 1, alternatives: [], evidence: [] };
        for (const context of [
          {},
          { mailbox: "a@acme.test", resourceOwner: "b@acme.test", mailboxType: "shared" } as const,
        ]) {
          const { title, explanation, steps } = describeVerdict(verdict, {
            stage,
            provider,
            context,
            origin: "foreign",
          });
          expect([title, explanation, ...steps].join(" ")).not.toMatch(
            /Submit|IdP Config|Verify connection|Callback Endpoint|Mailgrant|Token tab|\(SMTP\) tab|Mailbox tab|MAILGRANT/i,
          );
        }
      }
  });
});
