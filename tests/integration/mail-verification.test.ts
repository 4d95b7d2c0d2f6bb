import { createPrivateKey, sign } from "node:crypto";
import { ImapFlow } from "imapflow";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";

import { parseEgressPolicy } from "@/lib/egress/policy";
import type { ConnectionSettings, MailCredential, VerificationReport } from "@/lib/mail/schema";
import { sendMessage } from "@/lib/mail/send-message";
import { verifyImap } from "@/lib/mail/verify-imap";
import { verifyPop3 } from "@/lib/mail/verify-pop3";
import { verifySmtp } from "@/lib/mail/verify-smtp";
import { Secret } from "@/lib/secret";
import { type Practice, startPractice } from "@/tests/servers/practice";
import { basicMailbox, readOnlyFolder, sharedMailboxAddress } from "@/tests/servers/practice-data";
import { signInForTokens } from "@/tests/servers/practice-sign-in";

type Protocol = "imap" | "pop3" | "smtp";

const callbackUrl = "http://127.0.0.1:9/api/oauth2/callback";
const address = "support@acme.test";
let practice: Practice;
let token: string;

beforeAll(async () => {
  practice = await startPractice({ callbackUrl, basicMailboxes: [basicMailbox] });
  token = await tokenOf(address);
}, 60_000);
afterAll(() => practice.stop());

async function tokenOf(owner: string): Promise<string> {
  const { tokens } = await signInForTokens({ provider: practice.provider, callbackUrl, address: owner });
  return tokens.access_token;
}

function withToken(accessToken: string, username = address): Exclude<MailCredential, { mechanism: "NONE" }> {
  return { mechanism: "XOAUTH2", username, accessToken: new Secret(accessToken) };
}

function settingsOf(protocol: Protocol, security: "tls" | "starttls"): ConnectionSettings {
  const { imap, imaps, pop3, pop3s, submission, submissions } = practice.dovecot.ports;
  const ports = { imap: [imap, imaps], pop3: [pop3, pop3s], smtp: [submission, submissions] } as const;
  return { host: "localhost", port: ports[protocol][security === "tls" ? 1 : 0], security };
}

/** Dovecot listens on IPv4 alone; the policy leaves the other loopback address out. */
function access() {
  const tlsOptions = { ca: practice.dovecot.certificateAuthority };
  return { policy: parseEgressPolicy("127.0.0.0/8"), deadlineMs: 15_000, tlsOptions };
}

function verify(
  protocol: Protocol,
  security: "tls" | "starttls",
  credential: Exclude<MailCredential, { mechanism: "NONE" }>,
  folders: { folder: string; archiveFolder?: string; isEmptied?: boolean } = { folder: "INBOX" },
): Promise<VerificationReport> {
  const request = { settings: settingsOf(protocol, security), credential, ...access() };
  if (protocol === "imap") return verifyImap({ ...request, ...folders }, () => {});
  return protocol === "pop3" ? verifyPop3(request, () => {}) : verifySmtp({ ...request, sender: address }, () => {});
}

/** The same token with other claims, signed by the provider's own key. */
function reissue(accessToken: string, changes: Record<string, unknown>): string {
  const [header = "", payload = ""] = accessToken.split(".");
  const claims = z.record(z.string(), z.unknown()).parse(JSON.parse(Buffer.from(payload, "base64url").toString()));
  const signed = `${header}.${Buffer.from(JSON.stringify({ ...claims, ...changes })).toString("base64url")}`;
  const key = createPrivateKey({ key: { ...practice.provider.signingKey.privateJwk }, format: "jwk" });
  return `${signed}.${sign("RSA-SHA256", Buffer.from(signed), key).toString("base64url")}`;
}

describe.each(["imap", "pop3", "smtp"] as const)("%s on Dovecot", (protocol) => {
  test.each(["tls", "starttls"] as const)("a fresh token is green over %s", async (security) => {
    const report = await verify(protocol, security, withToken(token));
    expect(report.failure).toBeUndefined();
    expect(report.isHealthy).toBe(true);
    expect(report.stages.map(({ status }) => status)).not.toContain("skipped");
    expect(report.stages.find(({ name }) => name === "tls")?.summary).toMatch(
      /^TLS 1\.3, certificate by .* valid until/,
    );
    expect(JSON.stringify(report)).not.toContain(token);
  });

  test("an expired token and somebody else's are red, with the decoded challenge", async () => {
    const expired = reissue(token, { exp: Math.floor(Date.now() / 1000) - 3600 });
    for (const refused of [expired, await tokenOf("sales@acme.test"), "nonsense"]) {
      const report = await verify(protocol, "tls", withToken(refused));
      expect(report.failure).toMatchObject({ code: "authentication_failed" });
      const stage = report.stages.find(({ status }) => status === "failed");
      expect(stage).toMatchObject({ name: "authentication", challenge: { status: "401", schemes: "bearer" } });
      expect(stage?.replies.at(-1)).toMatch(/Authentication failed/);
    }
  });

  test("a delegate's token opens the shared mailbox", async () => {
    const report = await verify(protocol, "tls", withToken(await tokenOf("delegate@acme.test"), sharedMailboxAddress));
    expect(report.isHealthy).toBe(true);
  });

  test("a good token for a mailbox that does not exist: the server hangs up, and the sentence says as whom", async () => {
    const ghost = "ghost@acme.test";
    const report = await verify(protocol, "tls", withToken(reissue(token, { upn: ghost }), ghost));
    expect(report.failure).toMatchObject({ code: "connection_lost", message: expect.stringContaining(ghost) });
  });

  test("a password is green where the server takes one", async () => {
    const password = { mechanism: "PLAIN" as const, username: basicMailbox.address };
    const right = await verify(protocol, "starttls", { ...password, password: new Secret(basicMailbox.password) });
    expect(right.failure).toBeUndefined();
    const wrong = await verify(protocol, "tls", { ...password, password: new Secret("wrong-password") });
    expect(wrong.failure).toMatchObject({ code: "authentication_failed" });
    expect(JSON.stringify(wrong)).not.toContain("wrong-password");
  });
});

test("a missing folder is red with the folders that exist", async () => {
  const report = await verify("imap", "tls", withToken(token), { folder: "Tickets" });
  expect(report.failure?.code).toBe("folder_missing");
  expect(report.folders?.map(({ path }) => path)).toEqual(expect.arrayContaining(["INBOX", "Sent", "Processed"]));
  const archived = await verify("imap", "tls", withToken(token), { folder: "INBOX", archiveFolder: "Processed" });
  expect(archived.isHealthy).toBe(true);
});

test("a sent message arrives, and the outcome names the way that it went", async () => {
  const messageId = "<sent-by-the-test@acme.test>";
  for (const security of ["tls", "starttls"] as const) {
    const sent = await sendMessage({
      settings: settingsOf("smtp", security),
      credential: withToken(token),
      ...access(),
      from: `Acme Support <${address}>`,
      to: address,
      subject: "Grüße from Mailgrant",
      text: "It works.\n.\nEven with a dot.",
      messageId,
      date: new Date("2026-11-22T10:00:00Z"),
    });
    expect(sent).toMatchObject({
      ok: true,
      value: {
        route: { host: "localhost", address: "127.0.0.1", security, tlsVersion: "TLSv1.3", authenticatedAs: address },
        envelope: { from: address, to: [address] },
        messageId,
        reply: expect.stringMatching(/^250 /),
      },
    });
  }
  const client = new ImapFlow({
    host: "localhost",
    port: practice.dovecot.ports.imaps,
    secure: true,
    auth: { user: address, accessToken: token },
    tls: { ca: practice.dovecot.certificateAuthority },
    logger: false,
  });
  client.on("error", () => {});
  await client.connect();
  await client.mailboxOpen("INBOX");
  const found = await client.search({ header: { "message-id": messageId } });
  expect(found).toHaveLength(2);
  const message = (await client.fetchOne("*", { envelope: true, source: true })) || undefined;
  expect(message?.envelope?.subject).toBe("Grüße from Mailgrant");
  expect(message?.source?.toString()).toContain("Even with a dot.");
  await client.logout();
});

test("a recipient that the server refuses is a refused message", async () => {
  const sent = await sendMessage({
    settings: settingsOf("smtp", "tls"),
    credential: withToken(token),
    ...access(),
    from: address,
    to: "nobody-of-that-name@acme.test",
    subject: "Nobody",
    text: "Nobody reads this.",
    date: new Date(),
  });
  expect(sent).toMatchObject({ ok: false, failure: { code: "message_refused" } });
});

test("a refused token sends nothing", async () => {
  const before = practice.relay.messages().length;
  const sent = await sendMessage({
    settings: settingsOf("smtp", "tls"),
    credential: withToken("nonsense"),
    ...access(),
    from: address,
    to: address,
    subject: "No",
    text: "No",
    date: new Date(),
  });
  expect(sent).toMatchObject({ ok: false, failure: { code: "authentication_failed" } });
  expect(practice.relay.messages()).toHaveLength(before);
});

test("an archive folder that may only be read is red with its own code", async () => {
  const report = await verify("imap", "tls", withToken(token), { folder: "INBOX", archiveFolder: readOnlyFolder });
  expect(report.failure).toMatchObject({ code: "archive_read_only", facts: { folder: readOnlyFolder } });
  expect(report.stages.at(-1)).toMatchObject({ name: "archive", status: "failed" });
  expect(report.stages.at(-1)?.replies.join()).toMatch(/READ-ONLY/);
});

test("a folder that is emptied is green where that is allowed, and red where it may only be read", async () => {
  expect((await verify("imap", "tls", withToken(token), { folder: "INBOX", isEmptied: true })).isHealthy).toBe(true);
  const report = await verify("imap", "tls", withToken(token), { folder: readOnlyFolder, isEmptied: true });
  expect(report.failure?.code).toBe("folder_read_only");
});

test("a server that tells rights is asked for them; one that counts connections tells when there are too many", async () => {
  const strict = await startPractice({ callbackUrl, tellsRights: true, maxConnections: 1 });
  try {
    const signedIn = await signInForTokens({ provider: strict.provider, callbackUrl, address });
    const accessToken = signedIn.tokens.access_token;
    const request = {
      settings: { host: "localhost", port: strict.dovecot.ports.imaps, security: "tls" as const },
      credential: withToken(accessToken),
      policy: parseEgressPolicy("127.0.0.0/8"),
      deadlineMs: 15_000,
      tlsOptions: { ca: strict.dovecot.certificateAuthority },
      folder: "INBOX",
    };
    const good = await verifyImap({ ...request, archiveFolder: "Processed", isEmptied: true }, () => {});
    expect(good.failure).toBeUndefined();
    expect(good.stages.at(-1)?.replies).toEqual([expect.stringMatching(/^\* MYRIGHTS Processed \w*i/)]);
    const refused = await verifyImap({ ...request, archiveFolder: readOnlyFolder }, () => {});
    expect(refused.failure).toMatchObject({ code: "archive_read_only", facts: { reply: /^\* MYRIGHTS Records lr$/ } });

    const holder = new ImapFlow({
      host: "localhost",
      port: strict.dovecot.ports.imaps,
      secure: true,
      auth: { user: address, accessToken },
      tls: { ca: strict.dovecot.certificateAuthority },
      logger: false,
    });
    holder.on("error", () => {});
    await holder.connect();
    const crowded = await verifyImap(request, () => {});
    expect(crowded.failure).toMatchObject({
      code: "server_unavailable",
      facts: { reason: "too_many_connections" },
    });
    await holder.logout();
  } finally {
    await strict.stop();
  }
});

test("the provider down for the mail server is the server's passing trouble, not the token's", async () => {
  const credential = withToken(await tokenOf("delegate@acme.test"), sharedMailboxAddress);
  practice.provider.hideFromMailServers(true);
  const report = await verify("imap", "tls", credential);
  practice.provider.hideFromMailServers(false);
  expect(report.failure?.code).toBe("server_unavailable");
  expect(report.stages.find(({ status }) => status === "failed")?.replies.join()).toMatch(/\[UNAVAILABLE\]/);
});

test("may send as: the delegate may send as the shared mailbox, and a recipient that is refused is remarked", async () => {
  const credential = withToken(await tokenOf("delegate@acme.test"), "delegate@acme.test");
  const request = { settings: settingsOf("smtp", "tls"), credential, ...access(), sender: sharedMailboxAddress };
  const report = await verifySmtp(request, () => {});
  expect(report.failure).toBeUndefined();
  expect(report.stages.at(-1)).toMatchObject({ name: "mailbox", status: "passed" });
});
