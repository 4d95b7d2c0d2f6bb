import { expect } from "@playwright/test";
import { ImapFlow } from "imapflow";
import { contosoDirectoryId } from "@/tests/servers/practice-data";
import {
  addSystemEmail,
  fillIdpConfig,
  refreshByHand,
  saveOutgoingSmtp,
  saveRemoteMailbox,
  signInAtProvider,
  submitIdpConfig,
  verifyConnection,
} from "./admin";
import { test } from "./fixtures";

const address = "support@acme.test";

test("an admin walks the whole guide, from an empty installation to a mail worker that logs in", async ({
  page,
  stage,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: stage.url });

  await test.step("create the first tenant with the code that the console printed", async () => {
    const code = /code: ([0-9A-F-]+)/.exec(stage.log())?.[1] ?? "";
    await page.goto("/");
    await page.getByLabel("First-run code").fill(code);
    await page.getByLabel("Name of the helpdesk").fill("Acme");
    await expect(page.getByLabel("Address")).toHaveValue("acme");
    await page.getByLabel("Your email").fill("admin@acme.test");
    const password = "correct horse acme";
    stage.passwords.add(password);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: /Create/ }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Health" })).toBeVisible();
  });

  const systemEmailId = await addSystemEmail(page, "acme", address);
  await expect(page.getByLabel("Authentication")).toHaveValue("oauth2_microsoft");
  await expect(page.getByLabel("Hostname")).toHaveValue("outlook.office365.com");
  await saveRemoteMailbox(page, stage);

  await test.step("Config: copy the Callback Endpoint, fill IdP Config in, Submit", async () => {
    await page.getByRole("button", { name: "Config" }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByLabel("Callback Endpoint")).toHaveValue(`${stage.url}/api/oauth2/callback`);
    await dialog.getByRole("button", { name: "Copy" }).first().click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`${stage.url}/api/oauth2/callback`);
    await fillIdpConfig(page, stage);
    await submitIdpConfig(page);
  });

  await test.step("sign in and accept at the provider, back to a green banner", async () => {
    await expect(page).toHaveURL(new RegExp(contosoDirectoryId));
    await signInAtProvider(page, address);
    const banner = page.getByRole("status").filter({ hasText: address });
    await expect(banner).toBeVisible();
    await expect(page).toHaveURL(new RegExp(`^${stage.url}/acme/admin/emails/${systemEmailId}/`));
  });

  await test.step("Config again: the Token tab shows all but the token", async () => {
    await page.getByRole("button", { name: "Config" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("link", { name: "Token" }).click();
    await expect(dialog.getByText(address).first()).toBeVisible();
    await expect(dialog.getByText("https://outlook.office.com/IMAP.AccessAsUser.All")).toBeVisible();
    await refreshByHand(page);
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
  });

  await test.step("IMAP, POP3 and SMTP are green on Dovecot", async () => {
    await verifyConnection(page);
    await saveRemoteMailbox(page, stage, "POP3");
    await verifyConnection(page);
    await saveRemoteMailbox(page, stage, "IMAP");
    await verifyConnection(page);
    await page.getByRole("link", { name: "Outgoing (SMTP)", exact: true }).click();
    await saveOutgoingSmtp(page, stage);
    await verifyConnection(page);
  });

  await test.step("a test email is sent", async () => {
    await page.getByLabel("Send to").fill(address);
    await page.getByRole("button", { name: "Send a test email" }).click();
    const sending = page.getByRole("region", { name: "Send a test email" });
    await expect(sending.getByText(/^250 /).first()).toBeVisible();
  });

  const key = await test.step("a Worker Key is issued and shown once", async () => {
    await page.goto("/acme/admin/mail-workers/issue");
    await page.getByLabel("Name").fill("fetcher");
    for (const scope of ["mailboxes:read", "credentials:read"])
      await page.getByRole("checkbox", { name: new RegExp(scope) }).check();
    await page.getByRole("button", { name: /Issue/ }).click();
    return page.getByLabel("Worker Key", { exact: true }).inputValue();
  });

  await test.step("the worker reads settings and a token by REST, and logs in with it", async () => {
    const headers = { authorization: `Bearer ${key}` };
    const list = await (await fetch(`${stage.url}/api/v1/mailboxes`, { headers })).json();
    expect(list.data).toMatchObject([{ id: systemEmailId, address, grant: { status: "active" } }]);
    const answer = await fetch(`${stage.url}/api/v1/mailboxes/${systemEmailId}/credentials?minValidSeconds=300`, {
      headers,
    });
    expect(answer.headers.get("cache-control")).toContain("no-store");
    const { incoming, outgoing, token } = await answer.json();
    expect(outgoing.sasl).toMatchObject({ mechanism: "XOAUTH2", username: address });
    expect(token.validForSeconds).toBeGreaterThanOrEqual(300);
    const imap = new ImapFlow({
      host: incoming.host,
      port: incoming.port,
      secure: true,
      auth: { user: incoming.sasl.username, accessToken: incoming.sasl.accessToken },
      tls: { ca: stage.certificates.certificateAuthority },
      logger: false,
    });
    await imap.connect();
    const lock = await imap.getMailboxLock(incoming.folder);
    const subjects: (string | undefined)[] = [];
    for await (const message of imap.fetch("1:*", { envelope: true })) subjects.push(message.envelope?.subject);
    lock.release();
    await imap.logout();
    expect(subjects).toEqual([`Test email from ${address}`]);
  });
});
