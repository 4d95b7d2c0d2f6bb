import { expect, type Page } from "@playwright/test";
import {
  contosoDirectoryId,
  helpdeskClientId,
  helpdeskClientSecret,
  practicePassword,
} from "@/tests/servers/practice-data";
import type { Stage } from "./stage";

/** Signs in to Mailgrant; ends on the list of System Emails. */
export async function signIn(page: Page, stage: Stage, owner: { email: string; password: string }): Promise<void> {
  await page.goto(`${stage.url}/sign-in`);
  await page.getByLabel("Email").fill(owner.email);
  await page.getByLabel("Password").fill(owner.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Emails" })).toBeVisible();
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
  await form.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText(/saved/i).first()).toBeVisible();
}

/** Fills in the Outgoing (SMTP) tab for the practice mail server, by STARTTLS, and saves it. */
export async function saveOutgoingSmtp(page: Page, stage: Stage): Promise<void> {
  const form = page.getByRole("form", { name: "Outgoing (SMTP)" });
  await form.getByLabel("Hostname").fill("localhost");
  await form.getByLabel("Port Number").fill(String(stage.practice.dovecot.ports.submission));
  await form.getByLabel("Security").selectOption({ label: "STARTTLS" });
  await form.getByLabel("Status").selectOption({ label: "Enabled" });
  await form.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText(/saved/i).first()).toBeVisible();
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
  await button
    .or(page.getByRole("heading", { name: address }))
    .first()
    .waitFor();
  if (await button.isVisible()) await button.click();
}

/** Presses Verify connection and waits until every stage is green. */
export async function verifyConnection(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Verify connection" }).click();
  await expect(page.getByText(/healthy/i).first()).toBeVisible({ timeout: 30_000 });
}
