import { describe, expect, test } from "vitest";
import { classifyReply, guessStage, mayBeTheToken } from "@/lib/mail/classify-reply";
import { redactReport } from "@/lib/mail/redact-report";
import { Secret } from "@/lib/secret";
import { cpuTimeOf } from "./cpu-time";

describe("a server's words are told by the same codes as a check of our own", () => {
  test.each([
    ["imap", "authentication", "a1 NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)", "authentication_failed"],
    ["imap", "authentication", "a1 NO AUTHENTICATE failed.", "authentication_failed"],
    ["imap", "authentication", "a1 NO [UNAVAILABLE] Temporary authentication failure", "server_unavailable"],
    ["imap", "authentication", "a1 BAD User is authenticated but not connected.", "mailbox_refused"],
    ["imap", "folder", "a2 BAD User is authenticated but not connected.", "mailbox_refused"],
    [
      "imap",
      "folder",
      "a2 BAD Request is throttled. Suggested Backoff Time: 299961 milliseconds",
      "server_unavailable",
    ],
    ["imap", "folder", "a2 NO [NONEXISTENT] Unknown Mailbox: Tickets (Failure)", "folder_missing"],
    ["imap", "greeting", "* BYE Connection is closed. 13", "server_unavailable"],
    ["imap", "authentication", "AuthenticationError: refused", "authentication_failed"],
    ["pop3", "authentication", "-ERR Logon failure: unknown user name or bad password.", "authentication_failed"],
    ["pop3", "authentication", "-ERR [SYS/TEMP] try later", "server_unavailable"],
    ["pop3", "mailbox", "-ERR cannot open", "mailbox_refused"],
    ["smtp", "authentication", "535 5.7.3 Authentication unsuccessful [AM0PR10CA0081]", "authentication_failed"],
    [
      "smtp",
      "authentication",
      "334 eyJzdGF0dXMiOiI0MDAifQ== 535-5.7.8 Username and Password not accepted.",
      "authentication_failed",
    ],
    ["smtp", "authentication", "454 4.7.0 Temporary authentication failure", "server_unavailable"],
    ["smtp", "authentication", "504 5.7.4 Unrecognized authentication type", "mechanism_missing"],
    ["smtp", "mailbox", "554 5.2.252 SendAsDenied; support@acme.test not allowed to send as", "message_refused"],
    ["imap", "dns", "getaddrinfo ENOTFOUND mail.acme.test", "host_unknown"],
    ["imap", "tcp", "connect ECONNREFUSED 192.0.2.1:993", "connection_refused"],
    ["imap", "tcp", "dial tcp: i/o timed out", "deadline_passed"],
    ["smtp", "tls", "self-signed certificate in certificate chain", "tls_failed"],
    ["pop3", "authentication", "read ECONNRESET", "connection_lost"],
    ["imap", "capabilities", "", "protocol_violation"],
  ] as const)("%s %s: %s", (protocol, stage, reply, code) => {
    expect(classifyReply({ protocol, stage, reply })).toBe(code);
  });

  test("a stage that was not told is guessed", () => {
    expect(guessStage("imap", "a1 NO [AUTHENTICATIONFAILED] no")).toBe("authentication");
    expect(guessStage("imap", "a1 BAD User is authenticated but not connected.")).toBe("folder");
    expect(guessStage("pop3", "-ERR cannot open")).toBe("mailbox");
  });

  test("what is switched off is not blamed on the token", () => {
    const reply = "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.";
    expect(mayBeTheToken(reply)).toBe(false);
    expect(mayBeTheToken("535 5.7.3 Authentication unsuccessful")).toBe(true);
  });
});

describe("nothing that signs in is kept of what a worker wrote down", () => {
  const password = new Secret("pa$$ (word)");
  const known = [{ mechanism: "PLAIN" as const, username: "support@acme.test", password }];
  const plain = Buffer.from("\0user\0opensesame").toString("base64");

  test.each([
    ["a1 LOGIN user opensesame", "a1 LOGIN user [secret]"],
    ['C: a1 LOGIN "user" "open sesame"', 'C: a1 LOGIN "user" [secret]'],
    ["> PASS opensesame", "> PASS [secret]"],
    [`AUTH PLAIN ${plain}`, "AUTH PLAIN [secret]"],
    [plain, "[secret]"],
    ["AUTHENTICATE XOAUTH2 dXNlcj1zdXBwb3J0QGFjbWUudGVzdA==", "AUTHENTICATE XOAUTH2 [secret]"],
    ["password=opensesame, host=mail", "password=[secret], host=mail"],
    ["token ya29.a0AfH6SMBx_opaque-token", "token [secret]"],
    ["refused pa$$ (word) today", "refused [secret] today"],
  ])("%s", (line, kept) => {
    expect(redactReport(line, known)).toEqual([kept]);
  });

  test("what the server said stays readable, line by line", () => {
    const lines = [
      "a1 NO LOGIN failed for user",
      "535 5.7.3 Authentication unsuccessful [AM0PR10CA0081.EURPRD10.PROD.OUTLOOK.COM]",
    ];
    expect(redactReport(lines.join("\r\n\r\n"), known)).toEqual(lines);
  });

  test("a text made to keep the filter busy costs no more than its length", () => {
    const time = cpuTimeOf(() => {
      for (const piece of ["AUTH ", "LOGIN a", "password", "PASS", "a ", "A/", " \t"]) {
        redactReport(piece.repeat(Math.floor(16_384 / piece.length)), known);
      }
    });
    expect(time).toBeLessThan(2000);
  });
});
