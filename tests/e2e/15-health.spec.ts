import { expect, type Page } from "@playwright/test";
import { signIn, verifyConnection } from "./admin";
import { setUpAuthorizedTenant } from "./authorized-tenant";
import { expectAccessible } from "./expect-accessible";
import { createTenant, openPage, test } from "./fixtures";
import { queryEmbedded } from "./query-embedded";
import type { Stage } from "./stage";

const slug = "health";
let page: Page;
let systemEmailId: string;

test.beforeAll(async ({ browser, stage, traffic }) => {
  page = await openPage(browser, stage, traffic);
  ({ systemEmailId } = await setUpAuthorizedTenant(page, stage, slug));
});
test.afterAll(() => page.close());

/** Has the newest check of the Remote Mailbox end like that, as a check that ran by itself would. */
async function checkEnds(stage: Stage, cause: string | null): Promise<void> {
  const statement = `UPDATE half_checks k SET is_healthy = $2 = '', cause = NULLIF($2, ''),
      is_transient = CASE WHEN $2 <> '' THEN false END, failure_code = CASE WHEN $2 <> '' THEN 'authentication_failed' END,
      config_version = e.config_version, checked_at = now(), since = now() - interval '2 hours'
    FROM system_emails e WHERE e.id = $1::uuid AND k.system_email_id = e.id AND k.half = 'remote_mailbox' RETURNING k.half`;
  expect(await queryEmbedded(stage, statement, [systemEmailId, cause ?? ""])).toHaveLength(1);
}

async function refuseConfigs(stage: Stage, isRefused: boolean): Promise<void> {
  const statement = `UPDATE idp_configs c SET
      refused_at = CASE WHEN $2 = 'yes' THEN now() - interval '40 minutes' END,
      refused_code = CASE WHEN $2 = 'yes' THEN 'client_secret_expired' END,
      refused_cause = CASE WHEN $2 = 'yes' THEN 'client_secret_expired' END
    FROM tenants t WHERE t.slug = $1 AND c.tenant_id = t.id RETURNING c.id`;
  expect(await queryEmbedded(stage, statement, [slug, isRefused ? "yes" : "no"])).not.toHaveLength(0);
}

const needsAHand = () => page.getByRole("region", { name: "Needs a hand" });

test("whoever signs in to a helpdesk with nothing yet lands on Health, which says what it will be", async ({
  secondPage,
  stage,
}) => {
  await signIn(secondPage, stage, await createTenant(stage, "nothing"));
  await expect(secondPage).toHaveURL(/\/nothing\/admin$/);
  await expect(secondPage.getByText("Nothing to look after yet")).toBeVisible();
  const rail = secondPage.getByRole("navigation", { name: "Admin Panel" });
  await expect(rail.getByRole("link").first()).toHaveText("Health");
  await expect(rail.getByRole("link", { name: "Health" })).toHaveAttribute("aria-current", "page");
  await secondPage.getByRole("link", { name: "Add System Email" }).click();
  await expect(secondPage.getByLabel("Email Address")).toBeVisible();
  await expect(rail.getByRole("link", { name: "Health" })).not.toHaveAttribute("aria-current");
});

test("with nothing wrong it says so, and when it last looked", async () => {
  await page.goto(`/${slug}/admin/emails/${systemEmailId}/remote-mailbox`);
  await verifyConnection(page);
  await page.goto(`/${slug}/admin`);
  await expect(needsAHand()).toContainText("Nothing needs a hand.");
  await expect(needsAHand()).toContainText(/Last looked (?:just now|\d+ (?:sec|min) ago)/);
  const states = page.getByRole("region", { name: "Mailboxes by state" });
  await states
    .getByRole("row", { name: /Healthy/ })
    .getByRole("link")
    .first()
    .click();
  await expect(page).toHaveURL(/\?state=healthy$/);
  await expect(page.getByRole("link", { name: "support@acme.test" })).toBeVisible();
});

test("an expired secret is one row that says what it stops, and leads to where it is replaced", async ({ stage }) => {
  await refuseConfigs(stage, true);
  await page.goto(`/${slug}/admin`);
  const row = needsAHand().locator('li[data-cause="client_secret_expired"]');
  await expect(row.getByRole("heading")).toContainText("The Client Secret has expired (IdP Config ");
  await expect(row).toContainText("Broken");
  await expect(row).toContainText("since 40 min ago");
  await expect(row).toContainText("1 mailbox does not receive");
  await row.locator("summary").click();
  await expect(row.getByText("What to do")).toBeVisible();
  await row.getByRole("link", { name: /^Replace secret/ }).click();
  await expect(page).toHaveURL(/\/identity-providers\/[0-9a-f-]{36}$/);
  await refuseConfigs(stage, false);
});

test("a mailbox that broke is told with its command, found by the filter, and mended by a retry", async ({ stage }) => {
  await checkEnds(stage, "imap_disabled");
  await page.goto(`/${slug}/admin`);
  const row = needsAHand().locator('li[data-cause="imap_disabled"]');
  await expect(row).toContainText("since 2 hr ago");
  // What mends it comes first; to try again is the second button.
  const showCommand = row.getByRole("link", { name: /^Show command/ });
  await expect(showCommand.or(row.getByRole("button", { name: /^Retry/ }))).toHaveText([/Show command/, /Retry/]);
  await showCommand.click();
  const command = row.getByText(/Set-CASMailbox/).first();
  await expect(command).toBeVisible();
  await expect(command).toContainText("support@acme.test");
  await expect(row.getByRole("button", { name: "Copy" }).first()).toBeVisible();

  await page.goto(`/${slug}/admin/emails?search=support`);
  const filter = page.getByRole("navigation", { name: "Filter by state" });
  await expect(filter.getByRole("link", { name: "Broken 1" })).toBeVisible();
  await filter.getByRole("link", { name: "All 1" }).focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\?search=support&state=broken$/);
  await expect(filter.getByRole("link", { name: "Broken 1" })).toHaveAttribute("aria-current", "true");
  await expect(page.getByRole("table", { name: "System Emails" }).getByText("since 2 hr ago")).toBeVisible();
  await page.getByRole("searchbox").fill("nobody");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/search=nobody/);
  await expect(page).toHaveURL(/state=broken/);
  await expect(page.getByText("Nothing found")).toBeVisible();
  await filter.getByRole("link", { name: "Healthy 0" }).click();
  await expect(page).toHaveURL(/\?search=nobody&state=healthy$/);

  await page.goto(`/${slug}/admin`);
  await row.getByRole("button", { name: /^Retry/ }).click();
  await expect(needsAHand()).toContainText("Nothing needs a hand.", { timeout: 40_000 });
});

test("a message of another program is explained, from the palette and by an example, and never in the address", async () => {
  await page.goto(`/${slug}/admin`);
  // A key that is pressed before the page's scripts run is lost, to this test as to a person, who presses it again.
  const palette = page.getByRole("combobox", { name: "Go to, or search emails" });
  await expect(async () => {
    await page.keyboard.press("ControlOrMeta+k");
    await expect(palette).toBeFocused({ timeout: 1_000 });
  }).toPass();
  await page.keyboard.type("diagnose");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Diagnose a message" })).toBeVisible();
  await page.getByRole("button", { name: "Diagnose", exact: true }).click();
  await expect(page.getByRole("link", { name: "Paste what the other program said" })).toBeVisible();
  const raw = "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.";
  await page.getByRole("textbox", { name: "Message" }).fill(raw);
  await page.getByLabel("System Email").selectOption({ label: "support@acme.test" });
  await page.getByRole("button", { name: "Diagnose", exact: true }).click();
  const answer = page.getByRole("region", { name: "What it means" });
  await expect(answer).toContainText("Read as: SMTP, Microsoft. The text settles it.");
  await expect(answer.getByText(/Set-CASMailbox/).first()).toContainText("support@acme.test");
  await expect(page.getByRole("textbox", { name: "Message" })).toHaveValue(raw);
  expect(new URL(page.url()).search).toBe("");
  await page.getByRole("button", { name: "An expired Client Secret" }).click();
  await expect(answer).toContainText("The Client Secret has expired");
});

test("without scripts the text is kept and explained, and a cause is retried", async ({ browser, stage, traffic }) => {
  await checkEnds(stage, "imap_disabled");
  const storageState = await page.context().storageState();
  const plain = await openPage(browser, stage, traffic, { javaScriptEnabled: false, storageState });
  await plain.goto(`/${slug}/admin/diagnose`);
  await plain.getByRole("textbox", { name: "Message" }).fill("A1 NO AUTHENTICATE failed.");
  await plain.getByLabel("Where it happened").selectOption({ label: "POP3" });
  await plain.getByRole("button", { name: "Diagnose", exact: true }).click();
  await expect(plain.getByRole("region", { name: "What it means" })).toContainText("Read as: POP3");
  await expect(plain.getByRole("textbox", { name: "Message" })).toHaveValue("A1 NO AUTHENTICATE failed.");
  await expect(plain.getByLabel("Where it happened")).toHaveValue("pop3");
  await plain.goto(`/${slug}/admin`);
  await plain.getByRole("button", { name: /^Retry/ }).click();
  await expect(plain.getByText("Nothing needs a hand.")).toBeVisible({ timeout: 40_000 });
  await plain.context().close();
});

test("with everything on it Health and Diagnose have no violation, nor scroll sideways, narrow and wide, light and dark", async ({
  stage,
}) => {
  test.setTimeout(600_000);
  await checkEnds(stage, "imap_disabled");
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto(`/${slug}/admin`);
  for (const summary of await page.locator("main summary").all()) await summary.click();
  await expectAccessible(page, "Health");
  await page.goto(`/${slug}/admin/diagnose`);
  await page.getByRole("button", { name: "SMTP switched off for the mailbox" }).click();
  await page.getByRole("region", { name: "What it means" }).waitFor();
  await expectAccessible(page, "Diagnose");
  await page.goto(`/${slug}/admin/emails?state=broken&protocol=imap`);
  await expectAccessible(page, "Emails");
  await checkEnds(stage, null);
});

test("neither loads more than 150 KiB of scripts: charts and diagnoses are made on the server", async ({
  secondPage,
}) => {
  await secondPage.context().addCookies(await page.context().cookies());
  for (const path of [`/${slug}/admin`, `/${slug}/admin/diagnose`]) {
    await secondPage.goto(path, { waitUntil: "load" });
    const bytes = await secondPage.evaluate(() =>
      performance
        .getEntriesByType("resource")
        .filter((entry) => entry instanceof PerformanceResourceTiming && entry.initiatorType === "script")
        .reduce((sum, entry) => sum + (entry instanceof PerformanceResourceTiming ? entry.encodedBodySize : 0), 0),
    );
    expect(bytes, path).toBeGreaterThan(0);
    expect(bytes, path).toBeLessThan(150 * 1024);
  }
});
