import { execFileSync } from "node:child_process";
import path from "node:path";
import { describe, expect, test } from "vitest";

import { strictEgressPolicy } from "@/lib/egress/policy";
import { Secret } from "@/lib/secret";
import { createCertificates } from "@/tests/servers/certificates";
import { refusedTokenChallenge, speakImap, speakPop3, speakSmtp } from "@/tests/servers/scripted-answers";
import type { ScriptedSession } from "@/tests/servers/scripted-mail-server";
import {
  failedStage,
  passwordCredential,
  prepareScriptedServers,
  sentToken,
  stagesOf,
  token,
  tokenCredential,
} from "./scripted-verification";

const { directory, start, verify } = prepareScriptedServers("odd-mail-servers");
const speak = { imap: speakImap, pop3: speakPop3, smtp: speakSmtp };

describe.each(["imap", "pop3", "smtp"] as const)("%s", (protocol) => {
  const last = { imap: ["folder passed"], pop3: ["mailbox passed"], smtp: ["mailbox passed"] }[protocol];

  test("is healthy over STARTTLS, its stages in the order in which they happen", async () => {
    const server = await start(speak[protocol]({ authenticate: () => "TAG OK welcome\r\n" }));
    const report = await verify(protocol, server.port);
    expect(report.failure).toBeUndefined();
    expect(report.isHealthy).toBe(true);
    expect(stagesOf(report)).toEqual([
      "dns passed",
      "tcp passed",
      "greeting passed",
      "tls passed",
      "capabilities passed",
      "authentication passed",
      ...last,
    ]);
    await server.untilAbandoned();
  });

  test("is healthy with TLS from the start, and says by whom the certificate is and until when", async () => {
    const server = await start(speak[protocol]({ authenticate: () => "TAG OK welcome\r\n" }), { isEncrypted: true });
    const report = await verify(protocol, server.port, { security: "tls" });
    expect(report.isHealthy).toBe(true);
    expect(stagesOf(report).slice(2, 4)).toEqual(["tls passed", "greeting passed"]);
    expect(report.stages[2]?.summary).toMatch(
      /^TLS 1\.3, certificate by Mailgrant practice CA valid until \d+ \w+ \d{4}$/,
    );
    expect(server.connectionCount()).toBe(1);
    if (protocol === "imap") expect(report).toMatchObject({ messageCount: 7, folders: [{ path: "INBOX" }, {}, {}] });
    if (protocol === "pop3") expect(report.messageCount).toBe(3);
    expect(server.received.at(-1)).toMatch(/LOGOUT|QUIT/);
  });

  test("sends a token of Entra's size in full, and a password where that is the credential", async () => {
    const answers = { authenticate: () => "TAG OK welcome\r\n" };
    const withPassword = { imap: "AUTH=PLAIN SASL-IR", pop3: ["USER"], smtp: ["AUTH PLAIN LOGIN"] };
    const server = await start(speak[protocol](answers), { isEncrypted: true });
    const long = { ...tokenCredential, mechanism: "XOAUTH2" as const, accessToken: new Secret("x".repeat(3000)) };
    expect((await verify(protocol, server.port, { security: "tls", credential: long })).isHealthy).toBe(true);
    expect(server.received.some((line) => line.length > 4000)).toBe(true);

    const script =
      protocol === "imap"
        ? speakImap(answers, withPassword.imap)
        : protocol === "pop3"
          ? speakPop3({}, withPassword.pop3)
          : speakSmtp({}, withPassword.smtp);
    const plain = await start(script, { isEncrypted: true });
    const report = await verify(protocol, plain.port, { security: "tls", credential: passwordCredential });
    expect(report.failure).toBeUndefined();
    expect(JSON.stringify(report)).not.toContain("correct horse");
  });

  test("a refused token is red with the decoded challenge, after one attempt", async () => {
    let isChallenged = false;
    const challenge = (sign: string) => (line: string) => {
      if (line.endsWith("XOAUTH2")) return undefined;
      isChallenged = !isChallenged;
      return isChallenged ? `${sign} ${refusedTokenChallenge}\r\n` : undefined;
    };
    const answers = {
      imap: {
        authenticate: async (_line: string, session: ScriptedSession) => {
          session.write(`+ ${refusedTokenChallenge}\r\n`);
          expect(await session.readLine()).toBe("");
          return "TAG NO [AUTHENTICATIONFAILED] Authentication failed.\r\n";
        },
      },
      pop3: { [sentToken]: challenge("+"), "": () => "-ERR [AUTH] Authentication failed.\r\n" },
      smtp: { [sentToken]: challenge("334"), "": () => "535 5.7.8 Authentication failed.\r\n" },
    }[protocol];
    const server = await start(speak[protocol](answers), { isEncrypted: true });
    const report = await verify(protocol, server.port, { security: "tls" });
    expect(report.failure).toMatchObject({ code: "authentication_failed" });
    expect(failedStage(report)).toMatchObject({
      name: "authentication",
      challenge: { status: "401", schemes: "bearer", scope: "mail" },
    });
    expect(failedStage(report)?.replies.join(" ")).toMatch(/Authentication failed\./);
    expect(server.received.filter((line) => line.includes(sentToken))).toHaveLength(1);
  });

  test("a refusal without a challenge is the same failure, and an echoed token is replaced", async () => {
    const answers = {
      imap: { authenticate: () => `TAG NO AUTHENTICATE failed for ${token} ${sentToken}.\r\n` },
      pop3: { [sentToken]: () => `-ERR Authentication failure for ${token} ${sentToken}\r\n` },
      smtp: { [sentToken]: () => `535 5.7.3 Authentication unsuccessful ${token} ${sentToken}\r\n` },
    }[protocol];
    const server = await start(speak[protocol](answers), { isEncrypted: true });
    const report = await verify(protocol, server.port, { security: "tls" });
    expect(report.failure?.code).toBe("authentication_failed");
    expect(failedStage(report)?.challenge).toBeUndefined();
    expect(failedStage(report)?.replies.at(-1)).toContain("[secret]");
    expect(failedStage(report)?.replies.at(-1)).toMatch(/AUTHENTICATE failed|Authentication (failure|unsuccessful)/);
  });

  test("a server's passing trouble says nothing about the credential", async () => {
    const answers = {
      imap: { authenticate: () => "TAG NO [UNAVAILABLE] Temporary authentication failure.\r\n" },
      pop3: { [sentToken]: () => "-ERR [SYS/TEMP] Temporary authentication failure.\r\n" },
      smtp: { [sentToken]: () => "454 4.7.0 Temporary authentication failure.\r\n" },
    }[protocol];
    const server = await start(speak[protocol](answers), { isEncrypted: true });
    expect((await verify(protocol, server.port, { security: "tls" })).failure?.code).toBe("server_unavailable");
  });

  test("closed during the sign-in: the sentence says when, and leaves the cause to the diagnosis", async () => {
    const close = (_line: string, session: ScriptedSession) => {
      session.end();
      return undefined;
    };
    const answers = { imap: { authenticate: close }, pop3: { [sentToken]: close }, smtp: { [sentToken]: close } }[
      protocol
    ];
    const server = await start(speak[protocol](answers), { isEncrypted: true });
    const report = await verify(protocol, server.port, { security: "tls" });
    expect(failedStage(report)).toMatchObject({ name: "authentication", failure: { code: "connection_lost" } });
    expect(report.failure?.message).toMatch(/closed the connection without an answer while .+ signed in/);
  });

  test("XOAUTH2 not offered: no token leaves", async () => {
    const script =
      protocol === "imap"
        ? speakImap({}, "AUTH=PLAIN")
        : protocol === "pop3"
          ? speakPop3({}, ["SASL PLAIN"])
          : speakSmtp({}, ["AUTH PLAIN LOGIN"]);
    const server = await start(script, { isEncrypted: true });
    const report = await verify(protocol, server.port, { security: "tls" });
    expect(report.failure).toMatchObject({ code: "mechanism_missing", facts: { offered: /PLAIN/ } });
    expect(server.received.join("\n")).not.toMatch(/AUTH/);
  });

  test("without encryption no credential is sent", async () => {
    const server = await start(speak[protocol]());
    const report = await verify(protocol, server.port, { security: "none" });
    expect(stagesOf(report).slice(0, 4)).toEqual(["dns passed", "tcp passed", "tls failed", "greeting skipped"]);
    expect(report.failure?.message).toMatch(/no token or password over plain text/);
    expect(server.received).toEqual([]);
  });

  test("STARTTLS stripped on the way: it ends there", async () => {
    const script =
      protocol === "imap"
        ? speakImap({}, "AUTH=XOAUTH2")
        : protocol === "pop3"
          ? speakPop3({}, ["SASL XOAUTH2"])
          : speakSmtp({}, ["AUTH XOAUTH2"]);
    const server = await start(script);
    const report = await verify(protocol, server.port);
    expect(failedStage(report)).toMatchObject({ name: "tls", failure: { code: "starttls_missing" } });
    expect(server.received.join("\n")).not.toMatch(/AUTH/);
  });

  test("bytes put in behind the answer to STARTTLS are not taken for an answer", async () => {
    const inject = (reply: string, injected: string) => (_line: string, session: ScriptedSession) => {
      session.write(`${reply}\r\n${injected}\r\n`);
      session.startTls();
      return undefined;
    };
    const answers = {
      imap: { starttls: inject("a2 OK begin", "* CAPABILITY IMAP4rev1 AUTH=PLAIN") },
      pop3: { stls: inject("+OK begin", "+OK injected") },
      smtp: { starttls: inject("220 begin", "250 AUTH PLAIN") },
    }[protocol];
    const server = await start(speak[protocol](answers));
    const report = await verify(protocol, server.port);
    expect(failedStage(report)).toMatchObject({ name: "tls", failure: { code: "protocol_violation" } });
  });

  test("a silent server: the running stage fails at the deadline and the connection is gone at once", async () => {
    const server = await start(() => {});
    const startedAt = performance.now();
    const report = await verify(protocol, server.port, { deadlineMs: 1000 });
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(failedStage(report)).toMatchObject({ name: "greeting", failure: { code: "deadline_passed" } });
    expect(stagesOf(report).at(-1)).toMatch(/skipped/);
    await server.untilAbandoned();
  });

  test("silent during the sign-in: the same, in that stage", async () => {
    const silent = () => undefined;
    const answers = { imap: { authenticate: silent }, pop3: { [sentToken]: silent }, smtp: { [sentToken]: silent } }[
      protocol
    ];
    const server = await start(speak[protocol](answers), { isEncrypted: true });
    const report = await verify(protocol, server.port, { security: "tls", deadlineMs: 2000 });
    expect(failedStage(report)).toMatchObject({ name: "authentication", failure: { code: "deadline_passed" } });
    await server.untilAbandoned();
  });

  test("a server that does not answer the goodbye is healthy all the same", async () => {
    const silent = () => undefined;
    const answers = { logout: silent, quit: silent, authenticate: () => "TAG OK welcome\r\n" };
    const server = await start(speak[protocol](answers), { isEncrypted: true });
    expect((await verify(protocol, server.port, { security: "tls" })).isHealthy).toBe(true);
    await server.untilAbandoned();
  });

  test("a line without an end is cut off", async () => {
    const server = await start((session) => {
      for (let block = 0; block < 20; block++) session.write("x".repeat(16 * 1024));
    });
    const report = await verify(protocol, server.port);
    expect(failedStage(report)).toMatchObject({ name: "greeting", failure: { code: "protocol_violation" } });
    await server.untilAbandoned();
  });

  test("another protocol on that port is told", async () => {
    const server = await start((session) => session.write("SSH-2.0-OpenSSH_9.2\r\n"));
    const report = await verify(protocol, server.port);
    expect(report.failure).toMatchObject({ code: "protocol_violation", facts: { reply: "SSH-2.0-OpenSSH_9.2" } });
  });

  test("a greeting that turns clients away is the server's trouble", async () => {
    const greeting = { imap: "* BYE too many connections", pop3: "-ERR busy", smtp: "421 4.3.2 not now" }[protocol];
    const server = await start((session) => session.write(`${greeting}\r\n`));
    expect((await verify(protocol, server.port)).failure).toMatchObject({
      code: "server_unavailable",
      facts: { reply: greeting },
    });
  });
});

describe("the TLS stage tells what is wrong with a server", () => {
  const greet = speakPop3();

  test("TLS spoken to a plain port", async () => {
    const server = await start(greet);
    const report = await verify("pop3", server.port, { security: "tls" });
    expect(failedStage(report)).toMatchObject({
      name: "tls",
      failure: { code: "tls_failed", facts: { reason: "plain_port" } },
    });
    expect(report.failure?.message).toMatch(/does not begin with TLS.*STARTTLS/);
  });

  test("a certificate for another name", async () => {
    const server = await start(greet, { isEncrypted: true });
    const report = await verify("pop3", server.port, { security: "tls", host: "mail.other.test" });
    expect(report.failure).toMatchObject({ code: "tls_failed", facts: { reason: "wrong_name" } });
    expect(report.failure?.message).toMatch(/is for localhost.*, not for mail\.other\.test/);
  });

  test("the address itself is checked when the host is an address", async () => {
    const server = await start(greet, { isEncrypted: true });
    expect((await verify("pop3", server.port, { security: "tls", host: "127.0.0.1" })).isHealthy).toBe(true);
  });

  test("an authority that is not trusted", async () => {
    const server = await start(greet, { isEncrypted: true });
    const otherAuthority = createCertificates(path.join(directory, "other")).certificateAuthority;
    const report = await verify("pop3", server.port, { security: "tls", tlsOptions: { ca: otherAuthority } });
    expect(report.failure).toMatchObject({ code: "tls_failed", facts: { reason: "untrusted_issuer" } });
  });

  test.each([
    ["self-signed", "30", "self_signed"],
    ["expired", "-1", "expired"],
  ])("a certificate that is %s", async (name, days, reason) => {
    const serverCertificatePath = path.join(directory, `${name}.pem`);
    const serverKeyPath = path.join(directory, `${name}.key`);
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", serverKeyPath];
    const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
    if (reason === "self_signed") {
      execFileSync("openssl", ["req", "-x509", ...key, "-days", days, ...subject, "-out", serverCertificatePath], {
        stdio: "ignore",
      });
    } else {
      const signingRequest = path.join(directory, `${name}.csr`);
      execFileSync("openssl", ["req", ...key, ...subject, "-out", signingRequest], { stdio: "ignore" });
      const authority = ["authority.pem", "authority.key"].map((file) => path.join(directory, "tls", file));
      execFileSync(
        "openssl",
        [
          "x509",
          "-req",
          "-in",
          signingRequest,
          "-CA",
          `${authority[0]}`,
          "-CAkey",
          `${authority[1]}`,
          "-CAcreateserial",
          "-days",
          days,
          "-copy_extensions",
          "copy",
          "-out",
          serverCertificatePath,
        ],
        { stdio: "ignore" },
      );
    }
    const server = await start(greet, { isEncrypted: true, certificates: { serverCertificatePath, serverKeyPath } });
    const report = await verify("pop3", server.port, { security: "tls" });
    expect(report.failure).toMatchObject({ code: "tls_failed", facts: { reason } });
  });

  test("a TLS version that is too old", async () => {
    const server = await start(() => {}, { isEncrypted: true, maxTlsVersion: "TLSv1.1" });
    const report = await verify("pop3", server.port, { security: "tls" });
    expect(report.failure).toMatchObject({ code: "tls_failed", facts: { reason: "old_tls" } });
  });

  test("closed during the handshake", async () => {
    const server = await start((session) => session.end());
    const report = await verify("pop3", server.port, { security: "tls" });
    expect(failedStage(report)).toMatchObject({ name: "tls", failure: { code: "connection_lost" } });
  });
});

describe("the way to the server", () => {
  test("a private address is refused before anything is dialled", async () => {
    const server = await start(speakImap());
    const report = await verify("imap", server.port, { policy: strictEgressPolicy });
    expect(failedStage(report)).toMatchObject({ name: "dns", failure: { code: "egress_refused" } });
    expect(report.failure?.message).toMatch(/localhost resolves to 127\.0\.0\.1.*MAILGRANT_EGRESS_ALLOW/);
    expect(server.connectionCount()).toBe(0);
  });

  test("a closed port, and the next address when the first one does not answer", async () => {
    const server = await start(speakPop3(), { isEncrypted: true });
    const lookup = async () => [
      { address: "127.0.0.9", family: 4 },
      { address: "127.0.0.1", family: 4 },
    ];
    const report = await verify("pop3", server.port, { security: "tls", lookup });
    expect(report.isHealthy).toBe(true);
    expect(report.stages[1]?.summary).toContain("127.0.0.1");
    const closed = await verify("pop3", server.port, {
      security: "tls",
      lookup: async () => [{ address: "127.0.0.9", family: 4 }],
    });
    expect(failedStage(closed)).toMatchObject({ name: "tcp", failure: { code: "connection_refused" } });
  });
});

describe("IMAP folders", () => {
  const welcome = { authenticate: () => "TAG OK welcome\r\n" };

  test("a folder that is not there: those that are, are told", async () => {
    const server = await start(speakImap(welcome), { isEncrypted: true });
    for (const wanted of [{ folder: "Tickets" }, { archiveFolder: "Tickets" }]) {
      const report = await verify("imap", server.port, { security: "tls", ...wanted });
      const name = "folder" in wanted ? "folder" : "archive";
      expect(failedStage(report)).toMatchObject({ name, failure: { code: "folder_missing" } });
      expect(report.failure?.message).toMatch(
        /no folder Tickets .*INBOX.*Done.*Sent Items|no folder Tickets .*INBOX.*Sent Items.*Done/,
      );
      expect(report.folders).toHaveLength(3);
    }
    const report = await verify("imap", server.port, { security: "tls", folder: "inbox", archiveFolder: "Done" });
    expect(report.isHealthy).toBe(true);
  });

  test.each([
    ["namespace", "AUTH=XOAUTH2 SASL-IR NAMESPACE"],
    ["examine", "AUTH=XOAUTH2 SASL-IR"],
    ["list", "AUTH=XOAUTH2 SASL-IR"],
  ])(
    "signed in and not connected to a mailbox, told at %s: the mailbox is refused, not the token",
    async (command, capabilities) => {
      const refuse = () => "TAG BAD User is authenticated but not connected.\r\n";
      const server = await start(speakImap({ ...welcome, [command]: refuse }, capabilities), { isEncrypted: true });
      const report = await verify("imap", server.port, { security: "tls" });
      expect(stagesOf(report).slice(-2)).toEqual(["authentication passed", "folder failed"]);
      expect(report.failure).toMatchObject({ code: "mailbox_refused" });
      expect(failedStage(report)?.replies.join()).toContain("not connected");
    },
  );

  test("where OAUTHBEARER is offered too, the token goes by XOAUTH2, as Mail Workers send it", async () => {
    const server = await start(speakImap(welcome, "AUTH=OAUTHBEARER AUTH=XOAUTH2 SASL-IR"), { isEncrypted: true });
    expect((await verify("imap", server.port, { security: "tls" })).isHealthy).toBe(true);
    expect(server.received.filter((line) => line.includes("AUTHENTICATE"))).toEqual([
      expect.stringContaining(`AUTHENTICATE XOAUTH2 ${sentToken}`),
    ]);
  });

  test("a POP3 mailbox that does not open", async () => {
    const server = await start(speakPop3({ stat: () => "-ERR mailbox is locked\r\n" }), { isEncrypted: true });
    const report = await verify("pop3", server.port, { security: "tls" });
    expect(failedStage(report)).toMatchObject({ name: "mailbox", failure: { code: "mailbox_refused" } });
  });
});

test("a list of folders without an end is cut off", async () => {
  const list = (line: string, session: ScriptedSession) => {
    if (line.endsWith('""')) return '* LIST () "/" ""\r\nTAG OK done\r\n';
    const folders = `* LIST () "/" "${"f".repeat(200)}"\r\n`.repeat(20_000);
    session.write(folders);
    return undefined;
  };
  const server = await start(speakImap({ list }));
  const report = await verify("imap", server.port, { deadlineMs: 20_000 });
  expect(report.failure).toMatchObject({ code: "protocol_violation", message: expect.stringMatching(/cut off/) });
  await server.untilAbandoned();
});

test("SMTP without a sign-in, as a relay inside a network has it, needs no encryption", async () => {
  const server = await start(speakSmtp({}, ["SIZE 1000"]));
  const report = await verify("smtp", server.port, { security: "none", credential: { mechanism: "NONE" } });
  expect(report.isHealthy).toBe(true);
  expect(stagesOf(report)).toEqual([
    "dns passed",
    "tcp passed",
    "tls skipped",
    "greeting passed",
    "capabilities passed",
    "authentication skipped",
    "mailbox passed",
  ]);
});
