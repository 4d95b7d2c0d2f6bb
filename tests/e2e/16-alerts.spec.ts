import { readFileSync } from "node:fs";
import { expect, type Page } from "@playwright/test";
import { readParts } from "@/tests/servers/alert-receiver";
import { basicMailbox } from "@/tests/servers/practice-data";
import { addSystemEmail, saveRemoteMailbox, signIn } from "./admin";
import { expectAccessible } from "./expect-accessible";
import { createTenant, openPage, test } from "./fixtures";
import type { Stage } from "./stage";

const slug = "alerted";
/** Half a day away, so that none comes while these tests run. */
const digestHour = String((new Date().getUTCHours() + 12) % 24);
let owner: { email: string; password: string };
let page: Page;
let systemEmailId: string;

// The tests of this file are one journey, in order.
test.describe.configure({ mode: "serial" });
test.beforeAll(async ({ browser, stage, traffic }) => {
  page = await openPage(browser, stage, traffic);
  owner = await createTenant(stage, slug);
  await signIn(page, stage, owner);
});
test.afterAll(() => page.context().close());

const messagesTo = ({ alertMail }: Stage, address: string) =>
  alertMail.messages.filter(({ to }) => to.includes(address));
const waitForMail = async (stage: Stage, address: string, count: number) => {
  await expect.poll(() => messagesTo(stage, address).length, { timeout: 30_000 }).toBe(count);
  return messagesTo(stage, address).map(readParts);
};
const moments = () => page.getByRole("region", { name: "What has happened" }).getByRole("listitem");
const rail = () => page.getByRole("navigation", { name: "Admin Panel" });

async function check(isHealthy: boolean): Promise<void> {
  const section = page.getByRole("region", { name: "Verification" });
  await section.getByRole("button", { name: "Verify connection" }).click();
  await expect(section.getByText(isHealthy ? "Healthy" : "Broken").first()).toBeVisible({ timeout: 40_000 });
}

test("the pages say what an alert is, and a test alert arrives from the operator's own server", async ({ stage }) => {
  await rail().getByRole("link", { name: "Alerts" }).click();
  await expect(page.getByText("Nothing is open")).toBeVisible();
  await page.getByRole("navigation", { name: "Alerts" }).getByRole("link", { name: "Settings" }).click();
  await page.getByRole("button", { name: "Send a test alert" }).click();
  await expect(page.getByText(`The test alert was sent to ${owner.email}.`)).toBeVisible();
  const [message] = await waitForMail(stage, owner.email, 1);
  expect(message?.subject).toBe(`[${slug} helpdesk] Test alert`);
});

test("a mistake in the settings is told beside its field and keeps what was typed; saved, they stay", async ({
  stage,
}) => {
  await page.getByRole("radio", { name: /These addresses/ }).check();
  await page.getByLabel("Addresses", { exact: true }).fill("ops@alerted.test\nnonsense");
  await page.getByLabel("Send a digest once a day").check();
  await page.getByLabel("At", { exact: true }).selectOption(digestHour);
  await page.getByLabel("A mail server's certificate expires soon").uncheck();
  await page.getByRole("button", { name: "Save Changes" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText("“nonsense” is not an email address");
  await expect(page.getByLabel("Addresses", { exact: true })).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Addresses", { exact: true })).toHaveValue("ops@alerted.test\nnonsense");
  await expect(page.getByRole("radio", { name: /These addresses/ })).toBeChecked();
  await expect(page.getByLabel("At", { exact: true })).toHaveValue(digestHour);
  await expect(page.getByLabel("A mail server's certificate expires soon")).not.toBeChecked();

  await page.getByLabel("Addresses", { exact: true }).fill("ops@alerted.test");
  await page.getByRole("button", { name: "Save Changes" }).click();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Addresses", { exact: true })).toHaveValue("ops@alerted.test");
  await expect(page.getByLabel("Send a digest once a day")).toBeChecked();
  await page.getByRole("button", { name: "Send a test alert" }).click();
  await waitForMail(stage, "ops@alerted.test", 1);
});

test("a mailbox that stops working is counted in the frame, listed, and told by one e-mail whose link leads to it", async ({
  stage,
}) => {
  systemEmailId = await addSystemEmail(page, slug, basicMailbox.address);
  await page.getByLabel("Authentication").selectOption({ label: "Basic Authentication (Legacy)" });
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  await saveRemoteMailbox(page, stage);
  await check(false);
  const [, message] = await waitForMail(stage, "ops@alerted.test", 2);
  expect(message?.subject).toContain(`[${slug} helpdesk] ${basicMailbox.address}: `);
  expect(message?.subject).toContain("(1 System Email)");
  const link = new RegExp(`${stage.url}/${slug}/admin/alerts/[0-9a-f-]{36}`).exec(message?.body ?? "")?.[0] ?? "";
  await page.goto(`/${slug}/admin/alerts`);
  await expect(rail().getByRole("link", { name: "Alerts 1 waiting" })).toBeVisible();
  const row = page.getByRole("row", { name: new RegExp(basicMailbox.address) });
  await expect(row.getByText("Open", { exact: true })).toBeVisible();
  await row.getByRole("link", { name: /^Enter password ?: / }).click();
  await expect(page).toHaveURL(new RegExp(`/emails/${systemEmailId}/remote-mailbox$`));
  await page.goto(link);
  const meaning = page.getByRole("region", { name: "What it means" });
  await expect(meaning).toContainText("Who can mend it");
  await expect(meaning).toContainText(`From the check of ${basicMailbox.address}`);
  await expect(meaning.getByRole("link", { name: /^Enter password/ })).toBeVisible();
  await expect(moments().filter({ hasText: "ops@alerted.test: that it opened" })).toContainText("Sent");
  await expect(moments().last()).toContainText("Opened");
});

test("no page of alerts has a violation that axe finds, nor scrolls sideways", async () => {
  test.setTimeout(300_000);
  await page.emulateMedia({ reducedMotion: "reduce" });
  const alert = new URL(page.url()).pathname;
  for (const path of [`/${slug}/admin/alerts`, alert, `/${slug}/admin/alerts/settings`]) {
    await page.goto(path);
    await expectAccessible(page, path);
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto(alert);
});

test("it is snoozed, woken and acknowledged, each by whom, and without scripts too", async ({ browser, stage }) => {
  await page.getByLabel("Snooze for").selectOption({ label: "A day" });
  await page.getByRole("button", { name: "Snooze", exact: true }).click();
  await expect(moments().first()).toContainText(`Snoozed for a day by ${owner.email}`);
  await expect(rail().getByRole("link", { name: "Alerts", exact: true })).toBeVisible();
  await page.getByRole("button", { name: "End the snooze" }).click();
  await expect(page.getByRole("button", { name: "Acknowledge" })).toBeVisible();

  const plain = await browser.newContext({
    baseURL: stage.url,
    javaScriptEnabled: false,
    storageState: await page.context().storageState(),
  });
  const withoutScripts = await plain.newPage();
  await withoutScripts.goto(page.url());
  await withoutScripts.getByRole("button", { name: "Acknowledge" }).click();
  await expect(withoutScripts.getByRole("main").getByText("Acknowledged", { exact: true })).toBeVisible();
  // Taken back on its page, taken on again, and taken back in the list: without scripts as well.
  await withoutScripts.getByRole("button", { name: "Undo the acknowledgement" }).click();
  await expect(withoutScripts.getByRole("button", { name: "Acknowledge" })).toBeVisible();
  await withoutScripts.getByRole("button", { name: "Acknowledge" }).click();
  await withoutScripts.goto(`/${slug}/admin/alerts`);
  await withoutScripts.getByRole("button", { name: /^Undo the acknowledgement of/ }).click();
  await expect(withoutScripts.getByRole("main").getByText("Acknowledged", { exact: true })).toHaveCount(0);
  await plain.close();
  await page.getByRole("button", { name: "Acknowledge" }).click();
  await expect(page.getByText("You have taken it on")).toBeVisible();
  await page.getByRole("button", { name: "Undo the acknowledgement" }).click();
  await expect(page.getByRole("button", { name: "Acknowledge" })).toBeVisible();
  await expect(page.getByText("You have taken it on")).toHaveCount(0);
  await page.getByRole("button", { name: "Acknowledge" }).click();
  await page.reload();
  await expect(moments().first()).toContainText(`Acknowledged by ${owner.email}`);
  await page.goto(`/${slug}/admin`);
  const row = page.getByRole("region", { name: "Needs a hand" }).getByRole("listitem").first();
  await row.getByRole("link", { name: `Acknowledged by ${owner.email}` }).click();
  await expect(page).toHaveURL(/\/alerts\/[0-9a-f-]{36}$/);
  await page.goto(`/${slug}/admin/audit`);
  await expect(page.getByText("Acknowledged the alert").first()).toBeVisible();
  await expect(page.getByText("Took back the acknowledgement of the alert").first()).toBeVisible();
});

test("mended, it is over by itself, told where it was told, and stays in the list of what is over", async ({
  stage,
}) => {
  await page.goto(`/${slug}/admin/emails/${systemEmailId}/remote-mailbox`);
  const replace = page.getByText("Replace", { exact: true });
  if (await replace.isVisible()) await replace.click();
  await page.getByLabel("Password", { exact: true }).fill(basicMailbox.password);
  await saveRemoteMailbox(page, stage);
  await check(true);
  const [, , message] = await waitForMail(stage, "ops@alerted.test", 3);
  expect(message?.subject).toContain("Recovered: ");
  expect(messagesTo(stage, owner.email), "who is not told any more hears nothing").toHaveLength(1);
  await page.goto(`/${slug}/admin/alerts`);
  await expect(page.getByText("Nothing is open")).toBeVisible();
  await page.getByRole("navigation", { name: "Alerts" }).getByRole("link", { name: "Resolved" }).click();
  await expect(page.getByRole("row", { name: new RegExp(`${basicMailbox.address}.*Recovered`) })).toBeVisible();
});

test("the support bundle is a file that has the checks and no password", async () => {
  await page.goto(`/${slug}/admin/emails/${systemEmailId}/account`);
  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download support bundle" }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^mailgrant-.*\.json$/);
  const text = readFileSync(await download.path(), "utf8");
  expect(JSON.parse(text)).toMatchObject({ settings: { id: systemEmailId }, verifications: [{}, {}] });
  expect(text).not.toContain(basicMailbox.password);
  expect(text).not.toContain("not the password");
});

test("no password of the operator's server is in anything that was printed or sent to a browser", async ({
  stage,
  traffic,
}) => {
  const secrets = [new URL(stage.alertMail.url).password, decodeURIComponent(new URL(stage.alertMail.url).password)];
  for (const secret of secrets) {
    expect(stage.log().includes(secret)).toBe(false);
    expect(traffic.filter(({ text }) => text.includes(secret)).map(({ url }) => url)).toEqual([]);
  }
});
