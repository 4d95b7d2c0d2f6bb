import { expect, type Locator, type Page, type Request } from "@playwright/test";
import {
  contosoDirectoryId,
  helpdeskClientId,
  helpdeskClientSecret,
  practicePassword,
} from "@/tests/servers/practice-data";
import type { Stage } from "./stage";

/** Signs in to Mailgrant; ends on the Health page. */
export async function signIn(page: Page, stage: Stage, owner: { email: string; password: string }): Promise<void> {
  await page.goto(`${stage.url}/sign-in`);
  await page.getByLabel("Email").fill(owner.email);
  await page.getByLabel("Password").fill(owner.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Health" })).toBeVisible();
}

/** Adds a System Email from the list page; ends on its Remote Mailbox tab and gives its id. */
export async function addSystemEmail(
  page: Page,
  tenant: string,
  address: string,
  type: "User" | "Shared" = "User",
): Promise<string> {
  await page.goto(`/${tenant}/admin/emails`);
  await page.getByRole("link", { name: "Add System Email" }).first().click();
  await page.getByLabel("Email Address").fill(address);
  await page.getByLabel("Email Name").fill(`Mail of ${address}`);
  await page.getByRole("radio", { name: `${type} mailbox` }).check();
  await page.getByRole("button", { name: /Add System Email|Save/ }).click();
  await expect(page).toHaveURL(/\/emails\/[0-9a-f-]{36}\/remote-mailbox$/);
  return /emails\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? "";
}

/** Fills in the Remote Mailbox tab for the practice mail server and saves it. */
export async function saveRemoteMailbox(page: Page, stage: Stage, protocol: "IMAP" | "POP3" = "IMAP"): Promise<void> {
  const { ports } = stage.practice.dovecot;
  const form = page.getByRole("form", { name: "Remote Mailbox" });
  await form.getByLabel("Protocol").selectOption({ label: protocol });
  await form.getByLabel("Hostname").fill("localhost");
  await form.getByLabel("Port Number").fill(String(protocol === "IMAP" ? ports.imaps : ports.pop3s));
  await form.getByLabel("Security").selectOption({ label: "TLS" });
  await form.getByLabel("Status").selectOption({ label: "Enabled" });
  await save(page, form);
}

/** Fills in the Outgoing (SMTP) tab for the practice mail server, by STARTTLS, and saves it. */
export async function saveOutgoingSmtp(page: Page, stage: Stage): Promise<void> {
  const form = page.getByRole("form", { name: "Outgoing (SMTP)" });
  await form.getByLabel("Hostname").fill("localhost");
  await form.getByLabel("Port Number").fill(String(stage.practice.dovecot.ports.submission));
  await form.getByLabel("Security").selectOption({ label: "STARTTLS" });
  await form.getByLabel("Status").selectOption({ label: "Enabled" });
  await save(page, form);
}

export type IdpConfigEntry = { clientId?: string; clientSecret?: string; authorizationEndpoint?: string };

/** Fills in the IdP Config tab by pasting what the practice portal shows. */
export async function fillIdpConfig(page: Page, stage: Stage, entry: IdpConfigEntry = {}): Promise<void> {
  const { provider } = stage.practice;
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Client ID").fill(entry.clientId ?? helpdeskClientId);
  await typeSecret(page, entry.clientSecret ?? helpdeskClientSecret);
  await dialog
    .getByLabel("Authorization Endpoint")
    .fill(entry.authorizationEndpoint ?? provider.authorizationEndpoint(contosoDirectoryId));
  // Pasting an endpoint fills the Directory ID and the other endpoint in.
  await expect(dialog.getByLabel("Directory (tenant) ID")).toHaveValue(contosoDirectoryId);
  await expect(dialog.getByLabel("Token Endpoint")).toHaveValue(provider.tokenEndpoint(contosoDirectoryId));
}

/** Turns Strict Matching off on the Info tab of the dialog, saves that, and goes back to the IdP Config tab. */
export async function turnStrictMatchingOff(page: Page): Promise<void> {
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("link", { name: "Info" }).click();
  await dialog.getByLabel("Strict Matching").uncheck();
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await expect(dialog.getByText(/saved/i).first()).toBeVisible();
  await dialog.getByRole("link", { name: "IdP Config" }).click();
}

/** Types a client secret, over one that is saved where there is one. */
export async function typeSecret(page: Page, clientSecret: string): Promise<void> {
  const dialog = page.getByRole("dialog");
  const replace = dialog.getByText("Replace", { exact: true });
  if (await replace.isVisible()) await replace.click();
  await dialog.getByLabel("Client Secret", { exact: true }).fill(clientSecret);
}

export async function submitIdpConfig(page: Page): Promise<void> {
  await page.getByRole("dialog").getByRole("button", { name: "Submit", exact: true }).click();
}

/** Signs in on the practice provider's own pages, and answers its consent page where it shows one. */
export async function signInAtProvider(
  page: Page,
  address: string,
  answer: "Accept" | "Cancel" = "Accept",
): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 })).toContainText(/sign in|permissions requested/i);
  const email = page.getByLabel("Email", { exact: true });
  if (await email.isVisible()) {
    await email.fill(address);
    await page.getByLabel("Password").fill(practicePassword);
    await page.getByRole("button", { name: "Sign in" }).click();
  }
  const button = page.getByRole("button", { name: answer });
  const back = page.waitForURL(/\/(admin|sign-in|authorization-ended)/).then(() => false);
  // Where everything was granted before, the provider shows no page.
  const isAsked = await Promise.race([button.waitFor().then(() => true), back]);
  if (isAsked) await button.click();
  await back;
}

/** Presses Verify connection and waits until this very check has ended with every stage green. */
export async function verifyConnection(page: Page): Promise<void> {
  const section = page.getByRole("region", { name: "Verification" });
  // The action's answer is a stream of the stages: it is over, read to its end or left by the page, when the check is.
  const isAction = (request: Request) => request.method() === "POST";
  const over = Promise.race([
    page.waitForEvent("requestfinished", isAction),
    page.waitForEvent("requestfailed", isAction),
  ]);
  await section.getByRole("button", { name: "Verify connection" }).click();
  await over;
  await expect(section.getByText(/Checked just now|Every stage passed just now/)).toBeVisible();
  await expect(section.getByText("settings have changed since")).toBeHidden();
  await expect(section.getByText("Healthy")).toBeVisible();
  await expect(section.getByRole("listitem").filter({ hasText: "Failed" })).toHaveCount(0);
}

/** Presses Refresh now on the Token tab, which is open, until the provider has sent a new token: one that is seconds old is kept. */
export async function refreshByHand(page: Page): Promise<void> {
  const dialog = page.getByRole("dialog");
  await expect(async () => {
    await dialog.getByRole("button", { name: "Refresh now" }).click();
    await expect(dialog.getByText("The provider sent a new access token.")).toBeVisible({ timeout: 3_000 });
  }).toPass({ timeout: 60_000 });
}

/** Presses a form's Save and waits for what the action answers to it. */
async function save(page: Page, form: Locator): Promise<void> {
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  await form.getByRole("button", { name: "Save" }).click();
  await answered;
  await expect(form.getByText(/saved/i).first()).toBeVisible();
}
