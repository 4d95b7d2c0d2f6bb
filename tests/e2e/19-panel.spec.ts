import { expect, type Page } from "@playwright/test";
import { addSystemEmail, signIn } from "./admin";
import { expectAccessible } from "./expect-accessible";
import { createTenant, openPage, test } from "./fixtures";

const field = (page: Page) => page.getByRole("combobox", { name: "Go to, or search emails" });
const chosen = (page: Page) => page.getByRole("option", { selected: true });

async function openPalette(page: Page): Promise<void> {
  // A key that is pressed before the page's scripts run is lost, to this test as to a person, who presses it again.
  await expect(async () => {
    await page.keyboard.press("ControlOrMeta+k");
    await expect(field(page)).toBeFocused({ timeout: 1_000 });
  }).toPass();
}

test("the palette finds System Emails as one types, and acts, by the keyboard alone", async ({ page, stage }) => {
  const owner = await createTenant(stage, "palette");
  await createTenant(stage, "palette-foreign");
  await signIn(page, stage, owner);
  const supportId = await addSystemEmail(page, "palette", "support@acme.test");
  await addSystemEmail(page, "palette", "team4@acme.test");
  await page.goto("/palette/admin");

  await openPalette(page);
  // Choosing another entry and coming back leaves the page in one piece.
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.type("support");
  await expect(chosen(page)).toContainText("support@acme.test");
  await expectAccessible(page, "the palette", "dialog[open]");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/emails/${supportId}`));

  // On the pages of an email it acts on that one.
  await openPalette(page);
  await page.keyboard.type("verify");
  await expect(chosen(page)).toContainText("Verify this email");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/emails/${supportId}/check$`));
  await openPalette(page);
  await page.keyboard.type("verify team4");
  await expect(chosen(page)).toContainText("Verify team4@acme.test");
  await page.keyboard.press("Escape");
  await openPalette(page);
  await page.keyboard.type("idp config");
  await expect(chosen(page)).toContainText("Open IdP Config");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog").getByLabel("Client ID")).toBeVisible();

  for (const [typed, heading] of [
    ["key", "Issue Worker Key"],
    ["add webhook", "Add Webhook Endpoint"],
    ["add system", "Add System Email"],
    ["time zone", "Settings"],
  ] as const) {
    await page.goto("/palette/admin/audit");
    await openPalette(page);
    await page.keyboard.type(typed);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
  }

  const answer = await page.request.get("/palette/admin/palette?query=support");
  expect(answer.headers()["cache-control"]).toContain("no-store");
  // What is another tenant's, or nobody's, is not there.
  expect((await page.request.get("/palette-foreign/admin/palette?query=s")).status()).toBe(404);
});

test("without scripts Search leads to the search of the emails", async ({ browser, stage, traffic }) => {
  const owner = await createTenant(stage, "plain-search");
  const plain = await openPage(browser, stage, traffic, { javaScriptEnabled: false });
  await signIn(plain, stage, owner);
  await addSystemEmail(plain, "plain-search", "support@acme.test");
  await plain
    .getByRole("complementary", { name: "Mailgrant" })
    .getByRole("link", { name: "Search", exact: true })
    .click();
  await plain.getByRole("searchbox").fill("supp");
  await plain.keyboard.press("Enter");
  await expect(plain).toHaveURL(/search=supp/);
  await expect(plain.getByRole("link", { name: "support@acme.test" })).toBeVisible();
  await plain.context().close();
});

test("one changes one's own password, which ends the other sessions, without scripts and with them", async ({
  page,
  secondPage,
  browser,
  stage,
  traffic,
}) => {
  const owner = await createTenant(stage, "password");
  await signIn(secondPage, stage, owner);
  await signIn(page, stage, owner);
  const next = "a stapler that is new";
  stage.passwords.add(next);
  const change = async (at: Page, current: string, [wanted, again]: [string, string]) => {
    await at.getByLabel("Current password").fill(current);
    await at.getByLabel("New password", { exact: true }).fill(wanted);
    await at.getByLabel("New password, once more").fill(again);
    await at.getByRole("button", { name: "Change the password" }).click();
  };
  await page.goto("/account");
  await change(page, "not the password", [next, next]);
  const alert = page.getByRole("main").getByRole("alert");
  await expect(alert).toContainText("Your password is not changed");
  await expect(page.getByLabel("Current password")).toHaveAccessibleDescription(/This is not your current password/);
  await change(page, owner.password, [next, "a stapler that was new"]);
  await expect(page.getByLabel("New password, once more")).toHaveAccessibleDescription(/not what stands above/);
  await expectAccessible(page, "/account after a refusal");
  await change(page, owner.password, [next, next]);
  const changed = (at: Page) => at.getByRole("status").filter({ hasText: "Your password is changed." });
  await expect(changed(page)).toContainText("The other browser that you were signed in with has to sign in again");
  await expect(page.getByRole("heading", { name: "You are signed in here alone" })).toBeVisible();
  await secondPage.goto("/password/admin");
  await expect(secondPage).toHaveURL(/\/sign-in\?next=/);

  const plain = await openPage(browser, stage, traffic, { javaScriptEnabled: false });
  await signIn(plain, stage, { ...owner, password: next });
  await plain.goto("/account");
  await change(plain, next, ["short", "short"]);
  await expect(plain.getByLabel("New password", { exact: true })).toHaveAccessibleDescription(/at least 12 characters/);
  await change(plain, next, [owner.password, owner.password]);
  await expect(changed(plain)).toBeVisible();
  await plain.goto("/password/admin/audit");
  await expect(plain.getByText("Changed their own password")).toHaveCount(2);
  await plain.context().close();
});

test("the time zone is changed in the settings, and times are told in it, without scripts too", async ({
  page,
  browser,
  stage,
  traffic,
}) => {
  const owner = await createTenant(stage, "zone");
  await signIn(page, stage, owner);
  await page.getByRole("navigation", { name: "Admin Panel" }).getByRole("link", { name: "Settings" }).click();
  await page.getByLabel("Time zone").selectOption("Asia/Kolkata");
  await page.getByRole("button", { name: "Save Changes" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Saved" })).toBeVisible();
  await page.goto("/zone/admin/alerts/settings");
  await expect(page.getByText("In the time zone Asia/Kolkata")).toBeVisible();
  const plain = await openPage(browser, stage, traffic, {
    javaScriptEnabled: false,
    storageState: await page.context().storageState(),
  });
  await plain.goto("/zone/admin/settings");
  await expect(plain.getByLabel("Time zone")).toHaveValue("Asia/Kolkata");
  await plain.getByLabel("Time zone").selectOption("Europe/Berlin");
  await plain.getByRole("button", { name: "Save Changes" }).click();
  await expect(plain.getByRole("status").filter({ hasText: "Saved" })).toBeVisible();
  await plain.goto("/zone/admin/audit");
  await expect(plain.getByText("Changed the time zone to Europe/Berlin")).toBeVisible();
  await plain.context().close();
});

test("on a phone the tab that one is on is in view, before scripts run too where the browser can", async ({
  page,
  stage,
}) => {
  const owner = await createTenant(stage, "tabs");
  await signIn(page, stage, owner);
  const id = await addSystemEmail(page, "tabs", "support@acme.test");
  await page.setViewportSize({ width: 390, height: 844 });
  for (const segment of ["account", "remote-mailbox", "outgoing-smtp", "history"]) {
    await page.goto(`/tabs/admin/emails/${id}/${segment}`);
    const strip = page.getByRole("navigation", { name: "System Email" });
    await expect(strip.locator("[aria-current=page]")).toBeInViewport({ ratio: 1 });
    expect(await page.evaluate(() => window.scrollY)).toBe(0);
  }
});
