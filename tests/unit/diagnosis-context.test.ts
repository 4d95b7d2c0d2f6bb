import { describe, expect, test } from "vitest";
import { quoteForPowerShell, quoteForShell } from "@/lib/diagnosis/causes/quote";
import { diagnose } from "@/lib/diagnosis/diagnose";
import { diagnoseMailFailure } from "@/lib/diagnosis/diagnose-mail-failure";
import type { DiagnosisContext } from "@/lib/diagnosis/schema";

const refused = "A1 NO AUTHENTICATE failed.";
const exchange = (raw: string, context: DiagnosisContext) =>
  diagnose({ stage: "imap", provider: "microsoft", raw, context });
const imapScope = "https://outlook.office.com/IMAP.AccessAsUser.All";

describe("what is known around a failure sharpens its cause", () => {
  test.each<[string, DiagnosisContext, string]>([
    ["nothing", {}, "xoauth2_token_rejected"],
    ["aud = Graph", { tokenClaims: { aud: "https://graph.microsoft.com" } }, "wrong_audience_scopes"],
    ["aud = Graph's id", { tokenClaims: { aud: "00000003-0000-0000-c000-000000000000" } }, "wrong_audience_scopes"],
    [
      "scp without IMAP",
      { tokenClaims: { aud: "https://outlook.office.com", scp: "SMTP.Send" } },
      "wrong_audience_scopes",
    ],
    ["roles without IMAP", { tokenClaims: { roles: ["POP.AccessAsApp"] } }, "wrong_audience_scopes"],
    ["exp has passed", { tokenClaims: { scp: imapScope, exp: 100 }, nowSeconds: 200 }, "access_token_expired"],
    ["exp to come", { tokenClaims: { scp: imapScope, exp: 300 }, nowSeconds: 200 }, "xoauth2_token_rejected"],
    ["an app's own token", { tokenClaims: { roles: ["IMAP.AccessAsApp"] } }, "service_principal_missing"],
    ["SMTP takes the same Grant", { otherProtocols: { smtp: "healthy" } }, "imap_disabled"],
    ["SMTP fails too", { otherProtocols: { smtp: "failed" } }, "xoauth2_token_rejected"],
  ])("AUTHENTICATE failed, %s", (_, context, cause) => {
    expect(exchange(refused, context).cause).toBe(cause);
  });

  test("who signed in without a right to the mailbox is told from a server that is busy now and then", () => {
    const raw = "A2 BAD User is authenticated but not connected.";
    expect(exchange(raw, {}).cause).toBe("mailbox_access_denied");
    expect(exchange(raw, { history: { comesAndGoes: true } })).toMatchObject({ cause: "throttled", transient: true });
  });

  test("a password is not judged by the claims of a token", () => {
    const context: DiagnosisContext = { signsInBy: "password", tokenClaims: { aud: "https://graph.microsoft.com" } };
    expect(exchange("A1 NO LOGIN failed.", context).cause).toBe("basic_auth_disabled");
  });

  test("a provider that was not told may be told by the text", () => {
    const raw = "535 5.7.3 Authentication unsuccessful [AM0PR10CA0081.EURPRD10.PROD.OUTLOOK.COM]";
    const told = diagnose({ stage: "smtp", provider: "other", raw });
    expect(told).toEqual(diagnose({ stage: "smtp", provider: "microsoft", raw }));
    expect(told.cause).toBe("xoauth2_token_rejected");
  });

  test("a text that settles its cause is left alone", () => {
    const context: DiagnosisContext = { tokenClaims: { aud: "https://graph.microsoft.com" } };
    expect(exchange("* BYE Session invalidated - AccessTokenExpired", context).cause).toBe("access_token_expired");
  });
});

describe("commands have the admin's own values in them", () => {
  const smtp = (mailbox: string) =>
    diagnose({
      stage: "smtp",
      provider: "microsoft",
      raw: "535 5.7.139 SmtpClientAuthentication is disabled for the Mailbox.",
      context: { mailbox },
    }).commands[0]?.command;

  test("quoted, so that a value cannot become a command", () => {
    expect(smtp("support@acme.test")).toBe(
      "Set-CASMailbox -Identity 'support@acme.test' -SmtpClientAuthenticationDisabled $false",
    );
    expect(smtp("o'neil@acme.test'; Remove-Mailbox 'x")).toContain(
      "-Identity 'o''neil@acme.test''; Remove-Mailbox ''x' ",
    );
    expect(smtp("a\u2019; rm\n")).toContain("'a\u2019\u2019; rm' ");
    expect(quoteForPowerShell("$(whoami)`n")).toBe("'$(whoami)`n'");
    expect(quoteForShell("a'b$(c)")).toBe("'a'\\''b$(c)'");
  });

  test("an identifier that is none is left for a person to fill in", () => {
    const command = (clientId: string) =>
      diagnose({ stage: "token", provider: "microsoft", raw: "AADSTS7000112: disabled", context: { clientId } })
        .commands[0]?.command;
    expect(command("33333333-3333-4333-8333-333333333333")).toContain("--id 33333333-3333-4333-8333-333333333333 ");
    expect(command("x; rm -rf ~")).toContain('--id "<client id>" ');
  });
});

describe("no secret comes out again", () => {
  const token = `eyJ0eXAiOiJKV1QiLCJub25jZSI6.${"Ab9_".repeat(8)}.${"xY7-".repeat(4)}`;

  test.each([
    `Application with identifier '${token}' was not found in the directory`,
    `The redirect URI '${"https://x/?code=0.AXYAtopsecretcode123"}' specified in the request does not match`,
    `asked for scope '${"a".repeat(10)} password=hunter2hunter2' that doesn't exist`,
    `Tenant '${"Zm9vYmFy".repeat(8)}' not found. Check to make sure`,
  ])("%s", (raw) => {
    const { evidence } = diagnose({ stage: "token", provider: "microsoft", raw });
    expect(evidence.length).toBeGreaterThan(0);
    expect(evidence.join()).not.toMatch(/eyJ0|hunter2|topsecret|Zm9vYmFyZm9v/);
  });

  test("what is shown of a text is text to a database, too", () => {
    for (const odd of ["\\u0000", "\u0000", "\\ud83d", "\ud83d", "\u{1f511}".repeat(150)]) {
      const raw = `{"error":"invalid_client","error_description":"AADSTS700016: Application with identifier '${odd}' was not found in the directory 'x${odd}'"}`;
      const { evidence } = diagnose({ stage: "token", provider: "microsoft", raw });
      expect(evidence.length).toBeGreaterThan(0);
      expect(evidence.join(), odd).not.toMatch(/[\0\p{Surrogate}]/u);
    }
  });
});

describe("a failed check of our own", () => {
  const mailbox = { protocol: "imap", provider: "other", context: { host: "mail.acme.test", port: 993 } } as const;
  const failed = (code: string, facts: Record<string, string> = {}, replies: string[] = []) =>
    diagnoseMailFailure(
      { replies, failure: { code, message: "Our own sentence: certificate expired, timed out.", facts } },
      mailbox,
    );

  test.each<[string, Record<string, string>, string]>([
    ["host_unknown", {}, "dns"],
    ["connection_refused", { error: "ECONNREFUSED" }, "refused"],
    ["connection_refused", { error: "EHOSTUNREACH" }, "host_unreachable"],
    ["deadline_passed", {}, "timeout"],
    ["connection_lost", {}, "connection_reset"],
    ["tls_failed", { reason: "self_signed" }, "tls_self_signed"],
    ["tls_failed", { reason: "expired" }, "tls_expired"],
    ["tls_failed", { reason: "wrong_name" }, "tls_hostname_mismatch"],
    ["tls_failed", { reason: "plain_port" }, "tls_plain_port"],
    ["starttls_missing", {}, "starttls_missing"],
    ["egress_refused", {}, "egress_refused"],
    ["folder_missing", {}, "folder_missing"],
    ["archive_read_only", {}, "archive_read_only"],
    ["folder_read_only", {}, "archive_read_only"],
    ["protocol_violation", { reason: "line_too_long" }, "line_too_long"],
    ["protocol_violation", {}, "protocol_mismatch"],
    ["mechanism_missing", { reason: "protocol_disabled" }, "imap_disabled"],
    ["mechanism_missing", { offered: "PLAIN" }, "auth_mechanism_unsupported"],
    ["server_unavailable", { reason: "too_many_connections" }, "too_many_connections"],
    ["server_unavailable", {}, "mail_server_unavailable"],
    ["authentication_failed", { mechanism: "PLAIN" }, "password_wrong"],
    ["authentication_failed", { mechanism: "XOAUTH2" }, "xoauth2_token_rejected"],
    ["mailbox_refused", {}, "mailbox_access_denied"],
    ["message_refused", {}, "message_refused"],
  ])("%s %j is %s", (code, facts, cause) => {
    expect(failed(code, facts).cause).toBe(cause);
  });

  test.each([
    ["smtp", "500 5.5.2 Line too long", "helpdesk_admin", /AUTH XOAUTH2 alone.*334/],
    ["smtp", "555-5.5.2 Syntax error, command line too long", "helpdesk_admin", /12288/],
    ["smtp", "500 5.5.6 Authentication exchange line is too long", "helpdesk_admin", /334/],
    ["imap", "a1 BAD [TOOBIG] Maximum command line length exceeded", "helpdesk_admin", /AUTHENTICATE XOAUTH2 alone/],
    ["imap", "* BYE Command line too long", "helpdesk_admin", /without an initial response/],
    ["pop3", "-ERR Protocol error. Connection is closed. 10", "helpdesk_admin", /AUTH XOAUTH2 alone/],
    ["pop3", "poplib.error_proto: line too long", "provider", /whoever runs the server/],
  ] as const)("a line that is too long is of the side that sent it: %s %s", (stage, raw, owner, step) => {
    const told = diagnose({ stage, provider: "other", raw });
    expect(told).toMatchObject({ cause: "line_too_long", owner });
    expect(told.title).toMatch(owner === "provider" ? /a line without end/ : /refuses the client's line/);
    expect(told.steps.join(" ")).toMatch(step);
    const own = failed("protocol_violation", { reason: "line_too_long" });
    expect(own).toMatchObject({ owner: "provider", title: "The server sends a line without end" });
  });

  test("is told by the server's words where they say more than the code, never by our own", () => {
    const told = failed("authentication_failed", {}, ["a1 NO [ALERT] Your account is not enabled for IMAP use."]);
    expect(told).toMatchObject({ cause: "imap_disabled", confidence: 0.95 });
    expect(failed("authentication_failed", { mechanism: "PLAIN" }, ["a1 NO nope"]).cause).toBe("password_wrong");
  });
});
