import { expect } from "@playwright/test";
import { basicMailbox, practicePassword, sharedMailboxAddress } from "@/tests/servers/practice-data";
import {
  addSystemEmail,
  fillIdpConfig,
  saveOutgoingSmtp,
  saveRemoteMailbox,
  signIn,
  signInAtProvider,
  submitIdpConfig,
  turnStrictMatchingOff,
  verifyConnection,
} from "./admin";
import { issueWorkerKey } from "./authorized-tenant";
import { createTenant, openPage, test } from "./fixtures";

const delegate = "delegate@acme.test";

test("a shared mailbox is authorized by a delegate, read as itself and sent from as the delegate", async ({
  page,
  stage,
}) => {
  await signIn(page, stage, await createTenant(stage, "shared"));
  const systemEmailId = await addSystemEmail(page, "shared", sharedMailboxAddress, "Shared");
  await saveRemoteMailbox(page, stage);
  await page.getByRole("button", { name: "Config" }).click();
  await turnStrictMatchingOff(page);
  await fillIdpConfig(page, stage);
  await submitIdpConfig(page);
  await page.getByLabel("Email", { exact: true }).fill(delegate);
  await page.getByLabel("Password").fill(practicePassword);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "Accept" }).click();
  const banner = page.getByRole("status").filter({ hasText: sharedMailboxAddress });
  await expect(banner).toContainText(delegate);

  await verifyConnection(page);
  await page.getByRole("link", { name: "Outgoing (SMTP)", exact: true }).click();
  await saveOutgoingSmtp(page, stage);
  await verifyConnection(page);

  const headers = { authorization: `Bearer ${await issueWorkerKey(stage, "shared")}` };
  const answer = await fetch(`${stage.url}/api/v1/mailboxes/${systemEmailId}/credentials`, { headers });
  const { mailbox, incoming, outgoing } = await answer.json();
  expect(mailbox.type).toBe("shared");
  expect(incoming.sasl.username).toBe(sharedMailboxAddress);
  expect(outgoing.sasl.username).toBe(delegate);
});

test("a token of somebody else is refused by the server, and its challenge is shown decoded", async ({
  page,
  stage,
}) => {
  await signIn(page, stage, await createTenant(stage, "mismatch"));
  await addSystemEmail(page, "mismatch", "billing@acme.test");
  await saveRemoteMailbox(page, stage);
  await page.getByRole("button", { name: "Config" }).click();
  await turnStrictMatchingOff(page);
  await fillIdpConfig(page, stage);
  await submitIdpConfig(page);
  await signInAtProvider(page, "sales@acme.test");
  const section = page.getByRole("region", { name: "Verification" });
  await section.getByRole("button", { name: "Verify connection" }).click();
  await expect(section.getByText("The server refused the sign-in")).toBeVisible({ timeout: 40_000 });
  await expect(section.getByRole("row", { name: /status 401/ })).toBeVisible();
  await expect(section.getByText("Broken")).toBeVisible();
});

test("a mailbox with a password is verified, and a wrong password is told with what the server said", async ({
  page,
  stage,
}) => {
  await signIn(page, stage, await createTenant(stage, "legacy"));
  await addSystemEmail(page, "legacy", basicMailbox.address);
  await page.getByLabel("Authentication").selectOption({ label: "Basic Authentication (Legacy)" });
  await page.getByLabel("Password", { exact: true }).fill("wrong");
  await saveRemoteMailbox(page, stage);
  const section = page.getByRole("region", { name: "Verification" });
  await section.getByRole("button", { name: "Verify connection" }).click();
  await expect(section.getByText("The server refused the sign-in")).toBeVisible({ timeout: 40_000 });
  await expect(section.getByText(/^NO \[AUTHENTICATIONFAILED\]/)).toBeVisible();
  expect(await page.content()).not.toContain('"wrong"');

  await page.getByText("Replace", { exact: true }).click();
  await page.getByLabel("Password", { exact: true }).fill(basicMailbox.password);
  await saveRemoteMailbox(page, stage);
  await verifyConnection(page);
});

test("what is typed and not saved is still there after a reload, and after the provider sent the browser back", async ({
  page,
  stage,
}) => {
  await signIn(page, stage, await createTenant(stage, "typing"));
  await addSystemEmail(page, "typing", "billing@acme.test");
  await saveRemoteMailbox(page, stage);
  await page.getByLabel("Emails Per Fetch").fill("17");
  // What is typed before the page's scripts run is kept from when they do.
  await expect(page.getByText("Unsaved changes")).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Emails Per Fetch")).toHaveValue("17");
  await page.getByRole("button", { name: "Config" }).click();
  await fillIdpConfig(page, stage);
  await submitIdpConfig(page);
  await signInAtProvider(page, "billing@acme.test", "Cancel");
  await expect(page.getByRole("alert").filter({ hasText: "Consent was declined" })).toBeVisible();
  await expect(page.getByRole("dialog").getByLabel("Authorization Endpoint")).toHaveValue(/localhost/);
  await page.keyboard.press("Escape");
  await expect(page.getByLabel("Emails Per Fetch")).toHaveValue("17");
});

test("POP3 refuses a folder and an archive, with the reason, and keeps what was typed", async ({
  browser,
  page,
  stage,
  traffic,
}) => {
  await signIn(page, stage, await createTenant(stage, "pop3"));
  const emailId = await addSystemEmail(page, "pop3", "sales@acme.test");
  // Without scripts, because with them the fields cannot be filled in at all.
  const storageState = await page.context().storageState();
  const form = await openPage(browser, stage, traffic, { javaScriptEnabled: false, storageState });
  await form.goto(`/pop3/admin/emails/${emailId}/remote-mailbox`);
  await form.getByLabel("Protocol").selectOption("pop3");
  await form.getByLabel("Mail Folder").fill("Tickets");
  await form.getByLabel("Fetched Emails").selectOption("archive");
  await form.getByRole("button", { name: "Save Changes" }).click();
  await expect(form.getByText(/POP3 knows no folders: it only ever reads the inbox/).first()).toBeVisible();
  await expect(form.getByText(/so nothing can be archived/).first()).toBeVisible();
  await expect(form.getByLabel("Mail Folder")).toHaveValue("Tickets");
  await form.context().close();
});
