import { execFileSync } from "node:child_process";
import { ImapFlow } from "imapflow";
import { refreshTokenGrant, tokenRevocation } from "openid-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { listFoldersByImap, logInByPop3, sendBySmtp } from "../servers/mail-probes";
import { type Practice, startPractice } from "../servers/practice";
import {
  basicMailbox,
  contosoDirectoryId,
  fabrikamDirectoryId,
  helpdeskClientId,
  helpdeskClientSecret,
  practicePassword,
  practiceRegistrations,
  sharedMailboxAddress,
} from "../servers/practice-data";
import { helpdeskScope, type PracticeSignIn, signInForTokens } from "../servers/practice-sign-in";
import { signInByScript } from "../servers/scripted-sign-in";

const callbackUrl = "http://127.0.0.1:9/api/oauth2/callback";

let practice: Practice;

beforeAll(async () => {
  practice = await startPractice({ callbackUrl });
}, 60_000);

afterAll(async () => {
  await practice.stop();
});

describe("a token from the practice provider", () => {
  test("is an Entra-sized JWT and opens the mailbox by IMAP, POP3 and SMTP", async () => {
    const { tokens } = await signIn({ address: "support@acme.test" });
    expect(tokens.access_token.length).toBeGreaterThan(1300);
    expect(claimsOf(tokens.access_token)).toMatchObject({
      aud: "https://outlook.office.com",
      upn: "support@acme.test",
      scp: "IMAP.AccessAsUser.All POP.AccessAsUser.All SMTP.Send",
    });
    const probe = probeWith("support@acme.test", tokens.access_token);
    const folders = await listFoldersByImap(probe("imaps"));
    expect(folders).toEqual(expect.arrayContaining(["INBOX", "Drafts", "Sent", "Junk", "Processed"]));
    expect(await logInByPop3(probe("pop3s"))).toBe("+OK Logged in.");
    await sendBySmtp(probe("submissions"), "billing@acme.test, customer@example.test", "Two-step");
    expect(practice.relay.messages().at(-1)?.to).toEqual(["billing@acme.test", "customer@example.test"]);
  });

  test("without the POP scope fails on POP3 alone", async () => {
    const { tokens } = await signIn({ address: "support@acme.test", clientId: clientWith("scope-dropped") });
    expect(tokens.scope).not.toContain("POP");
    const probe = probeWith("support@acme.test", tokens.access_token);
    await expect(listFoldersByImap(probe("imaps"))).resolves.toContain("INBOX");
    await sendBySmtp(probe("submissions"), "billing@acme.test", "No POP");
    expect(await logInByPop3(probe("pop3s"))).toBe("-ERR [AUTH] Authentication failed.");
  });

  test("for Microsoft Graph opens nothing", async () => {
    const { tokens } = await signIn({ address: "support@acme.test", clientId: clientWith("graph-audience") });
    expect(claimsOf(tokens.access_token)).toMatchObject({ aud: "https://graph.microsoft.com" });
    const probe = probeWith("support@acme.test", tokens.access_token);
    await expect(listFoldersByImap(probe("imaps"))).rejects.toThrow();
    expect(await logInByPop3(probe("pop3s"))).toContain("-ERR");
  });

  test("of a delegate opens the shared mailbox, and nobody else's does", async () => {
    const delegate = await signIn({ address: "delegate@acme.test" });
    const probe = probeWith(sharedMailboxAddress, delegate.tokens.access_token);
    await expect(listFoldersByImap(probe("imaps"))).resolves.toContain("INBOX");
    expect(await logInByPop3(probe("pop3s"))).toBe("+OK Logged in.");
    await sendBySmtp(probe("submissions"), "billing@acme.test", "From the shared mailbox");

    const sales = await signIn({ address: "sales@acme.test" });
    await expect(
      listFoldersByImap(probeWith(sharedMailboxAddress, sales.tokens.access_token)("imaps")),
    ).rejects.toThrow();
    await expect(
      listFoldersByImap(probeWith("support@acme.test", sales.tokens.access_token)("imaps")),
    ).rejects.toThrow();
  });

  test("comes from the person's own directory when they sign in at common", async () => {
    const endpoint = practice.provider.authorizationEndpoint("common");
    const client = { client_id: helpdeskClientId, redirect_uri: callbackUrl };
    const request = new URLSearchParams({ ...client, response_type: "code", scope: helpdeskScope });
    const person = { address: "support@globex.test", password: practicePassword };
    const returned = await signInByScript(`${endpoint}?${request}`, callbackUrl, person);
    const code = returned.searchParams.get("code") ?? "";
    const grant = { grant_type: "authorization_code", client_secret: helpdeskClientSecret, code };
    const answer = await post(practice.provider.tokenEndpoint("common"), { ...client, ...grant });
    const { access_token } = z.object({ access_token: z.string() }).parse(answer.body);
    expect(claimsOf(access_token)).toMatchObject({ tid: fabrikamDirectoryId, upn: "support@globex.test" });
    await expect(listFoldersByImap(probeWith("support@globex.test", access_token)("imaps"))).resolves.toContain(
      "INBOX",
    );
  });
});

describe("the token endpoint", () => {
  test("rotates refresh tokens and revokes the whole grant when an old one is used again", async () => {
    const { configuration, tokens } = await signIn({ address: "billing@acme.test" });
    const first = tokens.refresh_token ?? "";
    const revokedBefore = practice.provider.revokedCount;
    practice.provider.tokenRequests.reset();
    const second = (await refreshTokenGrant(configuration, first)).refresh_token ?? "";
    expect(second).not.toBe(first);
    await expect(refreshTokenGrant(configuration, first)).rejects.toMatchObject({
      error: "invalid_grant",
      cause: { error_codes: [70000] },
    });
    await expect(refreshTokenGrant(configuration, second)).rejects.toMatchObject({ error: "invalid_grant" });
    expect(practice.provider.revokedCount).toBe(revokedBefore + 1);
    expect(practice.provider.tokenRequests.count({ grantType: "refresh_token", outcome: "issued" })).toBe(1);
    expect(practice.provider.tokenRequests.count({ outcome: "invalid_grant" })).toBe(2);
  });

  test("lets one of two refreshes win that arrive together, and then revokes the grant", async () => {
    const { configuration, tokens } = await signIn({ address: "billing@acme.test" });
    practice.provider.tokenDelayMs = 100;
    const both = [tokens.refresh_token ?? "", tokens.refresh_token ?? ""];
    const outcomes = await Promise.allSettled(both.map((token) => refreshTokenGrant(configuration, token)));
    practice.provider.tokenDelayMs = 0;
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  test.each([
    ["a wrong secret", { secret: "not the value" }, 401, "invalid_client", 7000215],
    ["an expired secret", { fault: "secret-expired" }, 401, "invalid_client", 7000222],
    ["an unknown client", { clientId: fabrikamDirectoryId }, 400, "unauthorized_client", 700016],
    ["an unknown directory", { directory: "nobody.test" }, 400, "invalid_tenant", 90002],
  ])("refuses %s in Entra's words", async (_name, request, status, error, code) => {
    const answer = await postTokenRequest(request);
    expect(answer).toMatchObject({ status, body: { error, error_codes: [code] } });
    expect(answer.body).toHaveProperty("error_description", expect.stringMatching(new RegExp(`^AADSTS${code}: `)));
  });

  test("refuses a code that was redeemed before", async () => {
    const { returned, verifier } = await signIn({ address: "support@acme.test" });
    const answer = await post(practice.provider.tokenEndpoint(contosoDirectoryId), {
      grant_type: "authorization_code",
      code: returned.searchParams.get("code") ?? "",
      redirect_uri: callbackUrl,
      code_verifier: verifier,
      client_id: helpdeskClientId,
      client_secret: helpdeskClientSecret,
    });
    expect(answer.body).toMatchObject({ error: "invalid_grant", error_codes: [54005] });
  });

  test("answers 503 while it is paused", async () => {
    practice.provider.pause();
    expect(await postTokenRequest({})).toMatchObject({ status: 503, body: { error: "temporarily_unavailable" } });
    practice.provider.resume();
    expect(await postTokenRequest({})).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
  });

  test("answers AADSTS50173 after the person's sessions were revoked", async () => {
    const { configuration, tokens } = await signIn({ address: "billing@acme.test" });
    expect(practice.provider.revokeGrantsOf("billing@acme.test")).toBeGreaterThan(0);
    await expect(refreshTokenGrant(configuration, tokens.refresh_token ?? "")).rejects.toMatchObject({
      cause: { error_codes: [50173] },
    });
  });

  test("revokes the grant of a refresh token that is handed to the revocation endpoint", async () => {
    const { configuration, tokens } = await signIn({ address: "billing@acme.test" });
    await tokenRevocation(configuration, tokens.refresh_token ?? "");
    await expect(refreshTokenGrant(configuration, tokens.refresh_token ?? "")).rejects.toMatchObject({
      error: "invalid_grant",
    });
  });

  test("gives no refresh token to a registration with that fault", async () => {
    const { tokens } = await signIn({ address: "support@acme.test", clientId: clientWith("no-refresh-token") });
    expect(tokens.access_token).toBeTruthy();
    expect(tokens.refresh_token).toBeUndefined();
  });
});

describe("the sign-in pages", () => {
  test.each([
    ["AADSTS65004 when consent is declined", "sales@acme.test", "cancel", "AADSTS65004"],
    ["AADSTS90094 when an administrator must approve", "restricted@acme.test", "accept", "AADSTS90094"],
  ] as const)("send access_denied with %s", async (_name, address, consent, code) => {
    await expect(signIn({ address, consent, clientId: clientWith("no-refresh-token") })).rejects.toMatchObject({
      error: "access_denied",
      error_description: expect.stringContaining(code),
    });
  });

  test("ask nobody again after consent on behalf of the organization", async () => {
    const clientId = clientWith("graph-audience");
    await signIn({ address: "billing@acme.test", clientId, consent: "accept-for-organization" });
    await expect(signIn({ address: "restricted@acme.test", clientId })).resolves.toBeDefined();
  });

  test("show AADSTS50011 for a redirect URI until the portal registers it", async () => {
    const other = "http://127.0.0.1:9/another/callback";
    const attempt = { provider: practice.provider, callbackUrl: other, address: "support@acme.test" };
    await expect(signInForTokens(attempt)).rejects.toThrow("AADSTS50011");
    const body = new URLSearchParams({ clientId: helpdeskClientId, redirectUri: other });
    await fetch(`${practice.provider.baseUrl}/portal/redirect-uris`, { method: "POST", body });
    await expect(signInForTokens(attempt)).resolves.toBeDefined();
  });
});

test("opaque tokens and Basic passwords work where they are asked for, and stop leaves no process behind", async () => {
  const own = await startPractice({ callbackUrl, accessTokenMode: "opaque", basicMailboxes: [basicMailbox] });
  const { tokens } = await signInForTokens({ provider: own.provider, callbackUrl, address: "support@acme.test" });
  expect(tokens.access_token.split(".")).toHaveLength(1);
  const { certificateAuthority, ports } = own.dovecot;
  const probe = { port: ports.pop3s, certificateAuthority, address: "support@acme.test", token: tokens.access_token };
  expect(await logInByPop3(probe)).toBe("+OK Logged in.");
  const { address: user, password: pass } = basicMailbox;
  const tls = { ca: certificateAuthority };
  const basic = new ImapFlow({
    host: "localhost",
    port: ports.imaps,
    secure: true,
    auth: { user, pass },
    tls,
    logger: false,
  });
  await basic.connect();
  await basic.logout();
  expect(processesOfGroup(own.dovecot.pid)).not.toHaveLength(0);
  await own.stop();
  expect(processesOfGroup(own.dovecot.pid)).toHaveLength(0);
});

function signIn(options: Omit<PracticeSignIn, "provider" | "callbackUrl">) {
  return signInForTokens({ provider: practice.provider, callbackUrl, ...options });
}

function probeWith(address: string, token: string) {
  const { ports, certificateAuthority } = practice.dovecot;
  return (name: keyof typeof ports) => ({ port: ports[name], certificateAuthority, address, token });
}

function clientWith(fault: string): string {
  return practiceRegistrations.find((registration) => registration.fault === fault)?.clientId ?? "";
}

function claimsOf(token: string): unknown {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
}

interface RefusedRequest {
  readonly clientId?: string;
  readonly secret?: string;
  readonly fault?: string;
  readonly directory?: string;
}

async function postTokenRequest({ clientId, secret, fault, directory }: RefusedRequest) {
  const registration = practiceRegistrations.find((known) => known.fault === fault);
  const body = {
    grant_type: "refresh_token",
    refresh_token: "made-up",
    client_id: clientId ?? registration?.clientId ?? "",
    client_secret: secret ?? registration?.clientSecret ?? "",
  };
  const endpoint = practice.provider.tokenEndpoint(directory ?? practice.provider.directoryIds[0] ?? "");
  return post(endpoint, body);
}

async function post(endpoint: string, form: Record<string, string>) {
  const answer = await fetch(endpoint, { method: "POST", body: new URLSearchParams(form) });
  const body: unknown = await answer.json();
  return { status: answer.status, body };
}

/** Processes of a group that are more than an entry waiting to be read by its parent. */
function processesOfGroup(group: number): string[] {
  const lines = execFileSync("ps", ["-eo", "pgid=,stat=,args="], { encoding: "utf8" }).split("\n");
  return lines.filter((line) => new RegExp(`^\\s*${group}\\s+[^Z]`).test(line));
}
