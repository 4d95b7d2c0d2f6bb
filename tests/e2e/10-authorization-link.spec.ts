import { expect, type Page } from "@playwright/test";
import { practicePassword } from "@/tests/servers/practice-data";
import { signInByScript } from "@/tests/servers/scripted-sign-in";
import { addSystemEmail, fillIdpConfig, saveRemoteMailbox, signIn } from "./admin";
import { makeLink, withdrawLink } from "./authorization-links";
import { createTenant, openPage, test } from "./fixtures";
import type { Stage } from "./stage";

const address = "support@acme.test";

/** A mailbox with an IdP Config that nobody has authorized yet; gives the path of its dialog. */
async function setUpMailbox(page: Page, stage: Stage, slug: string): Promise<string> {
  await signIn(page, stage, await createTenant(stage, slug));
  const id = await addSystemEmail(page, slug, address);
  await saveRemoteMailbox(page, stage);
  await page.getByRole("button", { name: "Config" }).click();
  await fillIdpConfig(page, stage);
  await page.getByRole("button", { name: "Save without authorizing" }).click();
  await expect(page.getByText("Saved, not authorized yet")).toBeVisible();
  return `/${slug}/admin/emails/${id}/remote-mailbox/oauth2/idp-config`;
}

/** Signs in on the provider's pages and answers its consent page, until the browser is back. */
async function consent(guest: Page, stage: Stage, answer: "Accept" | "Cancel"): Promise<void> {
  await guest.getByRole("heading", { level: 1, name: /sign in|permissions requested/i }).waitFor();
  const password = guest.getByLabel("Password");
  if (await password.isVisible()) {
    await guest.getByLabel("Email", { exact: true }).fill(address);
    await password.fill(practicePassword);
    await guest.getByRole("button", { name: "Sign in" }).click();
  }
  const back = guest.waitForURL(`${stage.url}/authorize/**`).then(() => false);
  const button = guest.getByRole("button", { name: answer });
  if (await Promise.race([button.waitFor().then(() => true), back])) await button.click();
  await back;
}

test("an admin sends a link, somebody without an account declines, tries again, and the mailbox is authorized", async ({
  page,
  stage,
  secondPage: guest,
}) => {
  const dialogPath = await setUpMailbox(page, stage, "linked");
  const url = await makeLink(page, dialogPath);
  await page.reload();
  await expect(page.getByText(url)).toHaveCount(0);

  const opened = await guest.goto(url);
  expect(opened?.headers()).toMatchObject({ "referrer-policy": "no-referrer", "cache-control": "private, no-store" });
  await expect(guest.getByRole("heading", { level: 1 })).toContainText(
    `linked helpdesk asks you to authorize ${address}`,
  );
  await guest.getByRole("button", { name: "Continue at Microsoft" }).click();
  await consent(guest, stage, "Cancel");
  await expect(guest.getByText("Consent was declined")).toBeVisible();
  await expect(guest.getByText("Press Try again and choose Accept")).toBeVisible();
  await guest.getByRole("button", { name: "Try again" }).click();
  await consent(guest, stage, "Accept");
  await expect(guest.getByRole("heading", { level: 1, name: `${address} is authorized` })).toBeVisible();

  const again = await guest.goto(url);
  expect(again?.status()).toBe(404);
  await expect(guest.getByRole("heading", { level: 1, name: "This link is not good any more" })).toBeVisible();
  await page.goto(dialogPath.replace(/idp-config$/, "token"));
  await expect(page.getByRole("dialog").getByText("authorization link by admin@linked.test")).toBeVisible();
  expect(stage.log()).not.toContain(url.slice(-43));
});

test("a second link does not leave the first one unseen; withdrawn, it tells whoever has it so, and whom to ask", async ({
  page,
  stage,
  secondPage: guest,
}) => {
  const dialogPath = await setUpMailbox(page, stage, "withdrawn");
  const first = await makeLink(page, dialogPath);
  await guest.goto(first);
  await guest.getByRole("button", { name: "Continue at Microsoft" }).click();
  await guest.getByRole("heading", { level: 1, name: /sign in/i }).waitFor();
  const second = await makeLink(page, dialogPath);
  await expect(page.getByText("An older link still works too")).toBeVisible();
  const rows = page.getByRole("region", { name: "Links that still work" }).getByRole("row");
  await expect(rows).toHaveCount(3);
  await expect(rows.nth(1).getByText("Not yet")).toBeVisible();
  await withdrawLink(page, dialogPath);
  await withdrawLink(page, dialogPath);
  await expect(page.getByRole("heading", { name: "Links that still work" })).toHaveCount(0);

  // Whoever was at the provider by it comes back to nothing, calmly told.
  await consent(guest, stage, "Accept");
  await expect(guest.getByRole("heading", { level: 1, name: "This link was withdrawn" })).toBeVisible();
  await expect(guest.getByText("admin@withdrawn.test")).toBeVisible();
  await guest.goto(second);
  await expect(guest.getByRole("heading", { level: 1, name: "This link was withdrawn" })).toBeVisible();
  await page.goto(dialogPath);
  await expect(page.getByRole("dialog").getByRole("link", { name: "Token", exact: true })).toHaveCount(0);
});

test("the link works without scripts", async ({ page, stage, browser, traffic }) => {
  const url = await makeLink(page, await setUpMailbox(page, stage, "plain-linked"));
  const guest = await openPage(browser, stage, traffic, { javaScriptEnabled: false });
  await guest.goto(url);
  await guest.getByRole("button", { name: "Continue at Microsoft" }).click();
  await consent(guest, stage, "Accept");
  await expect(guest.getByRole("heading", { level: 1, name: `${address} is authorized` })).toBeVisible();
  await guest.context().close();
});

test("what somebody began by a link cannot be ended in another browser", async ({ page, stage, secondPage: other }) => {
  const dialogPath = await setUpMailbox(page, stage, "other-browser");
  const url = await makeLink(page, dialogPath);
  const begun = await fetch(`${url}/begin`, { method: "POST", redirect: "manual" });
  expect(begun.headers.get("set-cookie")).toMatch(/; HttpOnly; SameSite=Lax$/);
  const person = { address, password: practicePassword };
  const callbackUrl = `${stage.url}/api/oauth2/callback`;
  const callback = await signInByScript(begun.headers.get("location") ?? "", callbackUrl, person);
  await other.goto(callback.href);
  await expect(other).toHaveURL(/authorization-ended\?reason=session_other/);
  await page.goto(dialogPath);
  await expect(page.getByRole("dialog").getByRole("link", { name: "Token", exact: true })).toHaveCount(0);
});
