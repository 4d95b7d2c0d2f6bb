import { execFileSync } from "node:child_process";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { Secret } from "@/lib/secret";
import { findFreePorts } from "@/tests/servers/free-ports";
import { speakImap, speakPop3, speakSmtp } from "@/tests/servers/scripted-answers";
import type { ScriptedSession } from "@/tests/servers/scripted-mail-server";
import {
  failedStage,
  passwordCredential,
  prepareScriptedServers,
  sentToken,
  stageNamed,
  stagesOf,
} from "./scripted-verification";

const { directory, start, verify } = prepareScriptedServers("mail-stages");
const speak = { imap: speakImap, pop3: speakPop3, smtp: speakSmtp };
const welcome = { authenticate: () => "TAG OK welcome\r\n" };
const goodbye = { imap: /LOGOUT$/, pop3: /^QUIT$/, smtp: /^QUIT$/ };

describe("DNS and TCP", () => {
  test("every address is told, IPv4 and IPv6, which one answered and which not, with why and how long", async () => {
    const server = await start(speakPop3(), { isEncrypted: true });
    const report = await verify("pop3", server.port, {
      security: "tls",
      lookup: async () => [
        { address: "::1", family: 6 },
        { address: "10.0.0.1", family: 4 },
        { address: "127.0.0.1", family: 4 },
        { address: "127.0.0.7", family: 4 },
      ],
    });
    expect(stageNamed(report, "dns")?.addresses).toEqual([
      { address: "::1", family: 6, outcome: "found" },
      { address: "127.0.0.1", family: 4, outcome: "found" },
      { address: "127.0.0.7", family: 4, outcome: "found" },
      { address: "10.0.0.1", family: 4, outcome: "refused_by_policy" },
    ]);
    expect(stageNamed(report, "tcp")).toMatchObject({
      summary: expect.stringMatching(/Connected to 127\.0\.0\.1, port \d+; ::1 did not answer \(E\w+\)/),
      addresses: [
        { address: "::1", outcome: "failed", error: expect.stringMatching(/^E/), durationMs: expect.any(Number) },
        { address: "127.0.0.1", outcome: "connected", durationMs: expect.any(Number) },
        { address: "127.0.0.7", outcome: "not_tried" },
      ],
    });
  });

  test("where none answers, each is told with its reason", async () => {
    const [port = 0] = await findFreePorts(1);
    const report = await verify("imap", port);
    expect(failedStage(report)).toMatchObject({
      name: "tcp",
      failure: { code: "connection_refused", facts: { error: "ECONNREFUSED" } },
      addresses: [{ address: "127.0.0.1", outcome: "failed", error: "ECONNREFUSED" }],
    });
  });
});

describe("TLS", () => {
  test("version, cipher, names, days left and the chain are in the stage", async () => {
    const server = await start(speakPop3(), { isEncrypted: true });
    const report = await verify("pop3", server.port, { security: "tls" });
    const tls = stageNamed(report, "tls")?.tls;
    expect(tls).toMatchObject({
      version: "TLS 1.3",
      cipher: expect.stringMatching(/^TLS_/),
      names: ["localhost", "127.0.0.1", "127.0.0.2"],
      chain: [{ subject: "localhost", issuer: "Mailgrant practice CA" }, { subject: "Mailgrant practice CA" }],
    });
    expect(tls?.daysLeft).toBeGreaterThan(27);
    expect(stageNamed(report, "tls")?.remarks).toBeUndefined();
  });

  test("a certificate that ends soon passes with a word about it", async () => {
    const server = await start(speakPop3(), { isEncrypted: true });
    const inThreeWeeks = () => new Date(Date.now() + 21 * 86_400_000);
    const report = await verify("pop3", server.port, { security: "tls", clock: inThreeWeeks });
    expect(report.isHealthy).toBe(true);
    expect(stageNamed(report, "tls")?.remarks).toEqual([expect.stringMatching(/ends in [78] days/)]);
  });

  test.each(["tls", "starttls"] as const)(
    "a refused certificate is shown all the same, by a second look that sends nothing (%s)",
    async (security) => {
      const certificates = makeSelfSigned("wrong.example.test");
      const server = await start(speakSmtp(), { isEncrypted: security === "tls", certificates });
      const report = await verify("smtp", server.port, { security });
      expect(failedStage(report)).toMatchObject({
        name: "tls",
        failure: {
          code: "tls_failed",
          message: expect.stringMatching(/self-signed.*It is for wrong\.example\.test, by wrong\.example\.test, valid/),
          facts: { reason: "self_signed", subject: "wrong.example.test", names: "wrong.example.test" },
        },
        tls: { names: ["wrong.example.test"], chain: [{ subject: "wrong.example.test" }] },
      });
      expect(server.connectionCount()).toBe(2);
      expect(server.received.join("\n")).not.toMatch(/AUTH/);
    },
  );

  test("where a second look is not to be had, the failure stays what it was", async () => {
    const certificates = makeSelfSigned("localhost");
    let connections = 0;
    const script = (session: ScriptedSession) => {
      connections += 1;
      if (connections > 1) session.end();
    };
    const server = await start(script, { isEncrypted: true, certificates });
    const report = await verify("pop3", server.port, { security: "tls" });
    expect(failedStage(report)).toMatchObject({ failure: { code: "tls_failed", facts: { reason: "self_signed" } } });
  });
});

describe.each(["imap", "pop3", "smtp"] as const)("%s", (protocol) => {
  test("goodbye is said and the connection closed, however it ends", async () => {
    const refusal = {
      imap: { authenticate: () => "TAG NO [AUTHENTICATIONFAILED] no\r\n" },
      pop3: { [sentToken]: () => "-ERR [AUTH] no\r\n" },
      smtp: { [sentToken]: () => "535 5.7.8 no\r\n" },
    }[protocol];
    const refusing = await start(speak[protocol](refusal), { isEncrypted: true });
    expect((await verify(protocol, refusing.port, { security: "tls" })).failure?.code).toBe("authentication_failed");
    await refusing.untilAbandoned();
    expect(refusing.received.at(-1)).toMatch(goodbye[protocol]);

    const stripped = {
      imap: speakImap({}, "AUTH=XOAUTH2"),
      pop3: speakPop3({}, ["SASL XOAUTH2"]),
      smtp: speakSmtp({}, ["AUTH XOAUTH2"]),
    }[protocol];
    const plain = await start(stripped);
    expect((await verify(protocol, plain.port)).failure?.code).toBe("starttls_missing");
    await plain.untilAbandoned();
    expect(plain.received.at(-1)).toMatch(goodbye[protocol]);
  });

  test.each([
    ["imap", "* BYE Too many connections from your IP", "TAG NO [LIMIT] Maximum number of connections exceeded"],
    ["pop3", "-ERR Too many concurrent connections", "-ERR [IN-USE] too many simultaneous connections"],
    ["smtp", "421 4.7.0 Too many concurrent SMTP connections", "454 4.7.0 too many connections"],
  ])("too many connections, told by %s at the greeting or at the sign-in", async (name, atGreeting, atSignIn) => {
    if (name !== protocol) return;
    const greeting = await start((session) => session.write(`${atGreeting}\r\n`));
    const early = await verify(protocol, greeting.port);
    expect(early.failure).toMatchObject({ code: "server_unavailable", facts: { reason: "too_many_connections" } });
    const answer = () => `${atSignIn}\r\n`;
    const answers = { imap: { authenticate: answer }, pop3: { [sentToken]: answer }, smtp: { [sentToken]: answer } };
    const server = await start(speak[protocol](answers[protocol]), { isEncrypted: true });
    const late = await verify(protocol, server.port, { security: "tls" });
    expect(late.failure).toMatchObject({ code: "server_unavailable", facts: { reason: "too_many_connections" } });
    expect(late.failure?.message).toMatch(/no more connections for support@acme\.test/);
  });

  test("switched off for the mailbox: the credential is not blamed", async () => {
    const words = {
      imap: "TAG NO [ALERT] IMAP access is disabled for your domain.",
      pop3: "-ERR [AUTH] POP3 access disabled for this account",
      smtp: "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.",
    }[protocol];
    const answer = () => `${words}\r\n`;
    const answers = { imap: { authenticate: answer }, pop3: { [sentToken]: answer }, smtp: { [sentToken]: answer } };
    const server = await start(speak[protocol](answers[protocol]), { isEncrypted: true });
    const report = await verify(protocol, server.port, { security: "tls" });
    expect(report.failure).toMatchObject({
      code: "authentication_failed",
      message: expect.stringMatching(/switched off.*not to blame/),
      facts: { reason: "protocol_disabled" },
    });
  });

  test("a silent server is told by where it fell silent, and a long line as a long line", async () => {
    const silent = await start(() => {});
    const greeting = await verify(protocol, silent.port, { deadlineMs: 1200 });
    expect(greeting.failure?.message).toMatch(/accepted the connection and sent no greeting.*within 1\.2 seconds/);
    const handshake = await verify(protocol, silent.port, { deadlineMs: 1200, security: "tls" });
    expect(handshake.failure?.message).toMatch(/did not answer the TLS handshake within 1\.2 seconds/);
    const endless = await start((session) => session.write("x".repeat(70 * 1024)));
    expect((await verify(protocol, endless.port)).failure).toMatchObject({
      code: "protocol_violation",
      message: expect.stringMatching(/a line of more than 64 kB/),
      facts: { reason: "line_too_long" },
    });
  });
});

describe("capabilities", () => {
  test("say whether XOAUTH2 is offered and what IMAP has switched off", async () => {
    const offered = await start(speakImap(welcome, "AUTH=XOAUTH2 SASL-IR LOGINDISABLED"), { isEncrypted: true });
    const good = await verify("imap", offered.port, { security: "tls" });
    expect(stageNamed(good, "capabilities")?.summary).toBe(
      "XOAUTH2 is offered (sign-in by XOAUTH2); sign-in by LOGIN is switched off (LOGINDISABLED)",
    );
    const off = await start(speakImap(welcome, "LOGINDISABLED"), { isEncrypted: true });
    const report = await verify("imap", off.port, { security: "tls" });
    expect(stageNamed(report, "capabilities")?.summary).toMatch(
      /XOAUTH2 is not either; IMAP sign-ins are switched off/,
    );
    expect(report.failure).toMatchObject({
      code: "mechanism_missing",
      message: expect.stringMatching(/The server says: IMAP sign-ins are switched off there/),
    });
  });

  test("SMTP tells how large a message may be", async () => {
    const server = await start(speakSmtp({}, ["AUTH XOAUTH2", "SIZE 37748736"]), { isEncrypted: true });
    const report = await verify("smtp", server.port, { security: "tls" });
    expect(stageNamed(report, "capabilities")?.summary).toMatch(/; messages of up to 37 MB are taken$/);
  });
});

describe("signing in to IMAP", () => {
  test("a token goes in two steps where the server takes no initial response", async () => {
    const twoSteps = async (line: string, session: ScriptedSession) => {
      expect(line).toBe("AUTHENTICATE XOAUTH2");
      session.write("+ \r\n");
      expect(await session.readLine()).toBe(sentToken);
      return "TAG OK welcome\r\n";
    };
    const server = await start(speakImap({ authenticate: twoSteps }, "AUTH=XOAUTH2"), { isEncrypted: true });
    expect((await verify("imap", server.port, { security: "tls" })).isHealthy).toBe(true);
  });

  test("a password goes by LOGIN, quoted, or as a literal where it is no ASCII", async () => {
    const server = await start(speakImap({}, ""), { isEncrypted: true });
    const quoted = { ...passwordCredential, password: new Secret('a "b" \\ c') };
    expect((await verify("imap", server.port, { security: "tls", credential: quoted })).isHealthy).toBe(true);
    expect(server.received).toContainEqual(expect.stringMatching(/LOGIN "support@acme\.test" "a \\"b\\" \\\\ c"$/));

    const byLiteral = async (line: string, session: ScriptedSession) => {
      expect(line).toBe('LOGIN "support@acme.test" {10}');
      session.write("+ go on\r\n");
      return (await session.readLine()) === "Grüße-123" ? "TAG NO wrong\r\n" : "TAG OK welcome\r\n";
    };
    const literal = await start(speakImap({ login: byLiteral }, ""), { isEncrypted: true });
    const credential = { ...passwordCredential, password: new Secret("Grüße-12") };
    expect((await verify("imap", literal.port, { security: "tls", credential })).failure).toBeUndefined();
  });

  test("a password goes by SASL LOGIN where that alone is left", async () => {
    const sasl = async (line: string, session: ScriptedSession) => {
      expect(line).toBe("AUTHENTICATE LOGIN");
      const said: string[] = [];
      for (const question of ["Username:", "Password:"]) {
        session.write(`+ ${Buffer.from(question).toString("base64")}\r\n`);
        said.push(Buffer.from((await session.readLine()) ?? "", "base64").toString());
      }
      expect(said).toEqual(["support@acme.test", "correct horse battery"]);
      return "TAG OK welcome\r\n";
    };
    const server = await start(speakImap({ authenticate: sasl }, "LOGINDISABLED AUTH=LOGIN"), { isEncrypted: true });
    const report = await verify("imap", server.port, { security: "tls", credential: passwordCredential });
    expect(report.failure).toBeUndefined();
  });
});

describe("IMAP folders", () => {
  const listing = [
    '* LIST (\\HasNoChildren \\Sent) "/" "Gesendete &AMQ-ndern"',
    '* LIST (\\Noselect) "/" "[Gmail]"',
    "* LIST () NIL inbox",
    '* LIST () "/" {9}\r\nTo "do" \\',
    '* LIST () "/" "Q&A-"',
  ];

  test("are read as people call them, whichever way a server writes them", async () => {
    const list = () => `${listing.join("\r\n")}\r\nTAG OK done\r\n`;
    const server = await start(speakImap({ ...welcome, list }), { isEncrypted: true });
    const report = await verify("imap", server.port, { security: "tls", folder: "Gesendete Ändern" });
    expect(report.folders).toEqual([
      { path: "inbox" },
      { path: "Gesendete Ändern", specialUse: "\\Sent" },
      { path: "Q&A-" },
      { path: 'To "do" \\' },
    ]);
    expect(report.isHealthy).toBe(true);
    expect(server.received).toContainEqual(expect.stringMatching(/EXAMINE "Gesendete &AMQ-ndern"$/));
  });

  test("a prefix of the server's need not be typed", async () => {
    const namespace = () => '* NAMESPACE (("INBOX." ".")) NIL NIL\r\nTAG OK done\r\n';
    const list = () => '* LIST () "." INBOX\r\n* LIST () "." "INBOX.Done"\r\nTAG OK done\r\n';
    const answers = { ...welcome, namespace, list };
    const server = await start(speakImap(answers, "AUTH=XOAUTH2 SASL-IR NAMESPACE"), { isEncrypted: true });
    const report = await verify("imap", server.port, { security: "tls", archiveFolder: "Done" });
    expect(report.isHealthy).toBe(true);
    expect(server.received).toContainEqual(expect.stringMatching(/SELECT "INBOX\.Done"$/));
  });

  test("a client that says who it is gets through where the server asks for that", async () => {
    let isKnown = false;
    const id = (line: string) => {
      isKnown = line.includes("Mailgrant");
      return "* ID NIL\r\nTAG OK done\r\n";
    };
    const list = () => (isKnown ? '* LIST () "/" INBOX\r\nTAG OK done\r\n' : "TAG NO Unsafe Login\r\n");
    const server = await start(speakImap({ ...welcome, id, list }, "AUTH=XOAUTH2 SASL-IR ID"), { isEncrypted: true });
    expect((await verify("imap", server.port, { security: "tls" })).isHealthy).toBe(true);
  });

  test("an archive folder that opens for reading only fails with its own code, and nothing is left behind", async () => {
    const select = () => "* FLAGS ()\r\n* OK [PERMANENTFLAGS ()] none\r\nTAG OK [READ-ONLY] done\r\n";
    const server = await start(speakImap({ ...welcome, select }), { isEncrypted: true });
    const report = await verify("imap", server.port, { security: "tls", archiveFolder: "Done" });
    expect(stagesOf(report).slice(-2)).toEqual(["folder passed", "archive failed"]);
    expect(report.failure).toMatchObject({ code: "archive_read_only", facts: { folder: "Done" } });
    expect(failedStage(report)?.replies).toEqual(["OK [READ-ONLY] done"]);
    expect(server.received.join("\n")).not.toMatch(/APPEND|CREATE|CLOSE|EXPUNGE|STORE/);
    expect(server.received.at(-1)).toMatch(/LOGOUT$/);
  });

  test.each([
    ["lrswi", true],
    ["lrs", false],
  ])("a server that knows rights is asked for them, and nothing is opened (%s)", async (rights, isAllowed) => {
    const myrights = () => `* MYRIGHTS "Done" ${rights}\r\nTAG OK done\r\n`;
    const answers = { ...welcome, myrights };
    const server = await start(speakImap(answers, "AUTH=XOAUTH2 SASL-IR ACL"), { isEncrypted: true });
    const report = await verify("imap", server.port, { security: "tls", archiveFolder: "Done" });
    expect(report.isHealthy).toBe(isAllowed);
    if (!isAllowed) expect(report.failure?.code).toBe("archive_read_only");
    expect(server.received.join("\n")).not.toMatch(/SELECT/);
  });

  test("a folder that messages are to be taken away from has to allow that", async () => {
    const readOnly = () => "TAG OK [READ-ONLY] done\r\n";
    const withoutDeleted = () => "* OK [PERMANENTFLAGS (\\Seen)] some\r\nTAG OK [READ-WRITE] done\r\n";
    const withDeleted = () => "* OK [PERMANENTFLAGS (\\Deleted \\*)] all\r\nTAG OK [READ-WRITE] done\r\n";
    const cases = [
      [readOnly, false],
      [withoutDeleted, false],
      [withDeleted, true],
    ] as const;
    for (const [select, isAllowed] of cases) {
      const server = await start(speakImap({ ...welcome, select }), { isEncrypted: true });
      const report = await verify("imap", server.port, { security: "tls", isEmptied: true });
      expect(report.failure?.code).toBe(isAllowed ? undefined : "folder_read_only");
      expect(report.messageCount).toBe(7);
    }
    const rights = await start(
      speakImap(
        { ...welcome, myrights: () => "* MYRIGHTS INBOX lrswte\r\nTAG OK done\r\n" },
        "AUTH=XOAUTH2 ACL SASL-IR",
      ),
      { isEncrypted: true },
    );
    expect((await verify("imap", rights.port, { security: "tls", isEmptied: true })).isHealthy).toBe(true);
  });
});

describe("POP3", () => {
  test("UIDL is tried, also in an empty mailbox, and where it is not known that is told", async () => {
    const full = await start(speakPop3({ uidl: () => "+OK 1 uid-1\r\n" }), { isEncrypted: true });
    expect((await verify("pop3", full.port, { security: "tls" })).stages.at(-1)?.remarks).toBeUndefined();
    expect(full.received).toContain("UIDL 1");

    const empty = { stat: () => "+OK 0 0\r\n", uidl: () => "+OK\r\n.\r\n" };
    const none = await start(speakPop3(empty), { isEncrypted: true });
    const report = await verify("pop3", none.port, { security: "tls" });
    expect(report).toMatchObject({ isHealthy: true, messageCount: 0 });
    expect(none.received.at(-1)).toBe("QUIT");

    const old = await start(speakPop3({ uidl: () => "-ERR unknown command\r\n" }), { isEncrypted: true });
    const remarked = await verify("pop3", old.port, { security: "tls" });
    expect(remarked.isHealthy).toBe(true);
    expect(remarked.stages.at(-1)?.remarks).toEqual([expect.stringMatching(/does not know UIDL.*fetched before/)]);
  });

  test("switched off altogether", async () => {
    const server = await start((session) => session.write("-ERR POP3 is disabled on this server\r\n"));
    expect((await verify("pop3", server.port)).failure).toMatchObject({
      code: "mechanism_missing",
      message: expect.stringMatching(/POP3 is switched off/),
    });
  });
});

describe("the sender, by SMTP", () => {
  const trySend = async (answers: Parameters<typeof speakSmtp>[0]) => {
    const server = await start(speakSmtp(answers), { isEncrypted: true });
    return { server, report: await verify("smtp", server.port, { security: "tls" }) };
  };

  test("is tried up to the point before the message, and taken back", async () => {
    const { server, report } = await trySend({});
    expect(report.isHealthy).toBe(true);
    expect(report.stages.at(-1)).toMatchObject({ name: "mailbox", summary: expect.stringMatching(/as the sender$/) });
    expect(server.received.slice(-4)).toEqual([
      "MAIL FROM:<support@acme.test>",
      "RCPT TO:<support@acme.test>",
      "RSET",
      "QUIT",
    ]);
  });

  test.each([
    ["mail", "550 5.7.60 SMTP; Client does not have permissions to send as this sender", "message_refused"],
    ["rcpt", "553 5.7.1 <support@acme.test>: Sender address rejected: not owned by user", "message_refused"],
    ["mail", "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded", "server_unavailable"],
  ])("that may not be sent as is told at %s: %s", async (command, reply, code) => {
    const { server, report } = await trySend({ [command]: () => `${reply}\r\n` });
    expect(stagesOf(report).slice(-2)).toEqual(["authentication passed", "mailbox failed"]);
    expect(report.failure).toMatchObject({ code, facts: { reply } });
    expect(server.received.at(-1)).toBe("QUIT");
  });

  test.each(["550 5.1.1 <support@acme.test>: Recipient address rejected", "450 4.2.0 greylisted, try again later"])(
    "is good although the address is no recipient there: %s",
    async (reply) => {
      const { report } = await trySend({ rcpt: () => `${reply}\r\n` });
      expect(report.isHealthy).toBe(true);
      expect(report.stages.at(-1)?.remarks).toEqual([expect.stringContaining(reply)]);
    },
  );
});

function makeSelfSigned(name: string) {
  const serverCertificatePath = path.join(directory, `${name}.pem`);
  const serverKeyPath = path.join(directory, `${name}.key`);
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", serverKeyPath];
  const subject = ["-subj", `/CN=${name}`, "-addext", `subjectAltName=DNS:${name}`, "-out", serverCertificatePath];
  execFileSync("openssl", ["req", "-x509", ...key, "-days", "30", ...subject], { stdio: "ignore" });
  return { serverCertificatePath, serverKeyPath };
}
