import { expect, type Locator, type Page } from "@playwright/test";
import { saveOutgoingSmtp } from "./admin";
import { type AuthorizedTenant, setUpAuthorizedTenant } from "./authorized-tenant";
import { addCheckHistory } from "./check-history";
import { openPage, test } from "./fixtures";
import { queryEmbedded } from "./query-embedded";
import type { Stage } from "./stage";

const slug = "checks";
let page: Page;
let tenant: AuthorizedTenant;
let emailPath: string;

test.beforeAll(async ({ browser, stage, traffic }) => {
  page = await openPage(browser, stage, traffic);
  tenant = await setUpAuthorizedTenant(page, stage, slug);
  emailPath = `/${slug}/admin/emails/${tenant.systemEmailId}`;
  await page.goto(`${emailPath}/outgoing-smtp`);
  await saveOutgoingSmtp(page, stage);
});
test.afterAll(() => page.close());
test.afterEach(({ stage }) => stage.practice.provider.failTokenRequestsWith(undefined));

const part = (name: string | RegExp, on = page): Locator => on.getByRole("region", { name });
const item = (name: string, on = page): Locator => on.locator(`li[data-item="${name}"]`);

/** Presses Check everything in the header of a tab and waits until every part is over. */
async function checkEverything(tab: string): Promise<void> {
  await page.goto(`${emailPath}/${tab}`);
  await page.getByRole("link", { name: "Check everything" }).click();
  await expect(page.getByText(/^Checked: /)).toBeAttached({ timeout: 45_000 });
}

async function countVerifications(stage: Stage): Promise<number> {
  const [row] = await queryEmbedded(stage, "SELECT count(*)::int AS count FROM verifications", []);
  return Number(row.count);
}

test("Check everything runs from any tab, tells each step, and is still there after a reload, which checks nothing", async ({
  stage,
}) => {
  await checkEverything("account");
  await expect(part(/^Remote Mailbox/).getByText("Passed", { exact: true })).toBeVisible();
  await expect(part("Outgoing (SMTP)").getByText("Passed", { exact: true })).toBeVisible();
  for (const name of ["discovery", "authorization_endpoint", "token_endpoint", "client_credential", "scopes"]) {
    await expect(item(name)).toContainText("passed");
  }
  await expect(item("callback")).toContainText("cannot be known from here");
  const before = await countVerifications(stage);
  await page.reload();
  await expect(page).toHaveURL(/\/check$/);
  await expect(part(/^Remote Mailbox/).getByText("Passed", { exact: true })).toBeVisible();
  await expect(item("client_credential")).toContainText("passed");
  expect(await countVerifications(stage)).toBe(before);
});

test("a Client Secret that the provider refuses is told with its Diagnosis, while both protocols are well", async ({
  stage,
}) => {
  const message = "Invalid client secret provided.";
  stage.practice.provider.failTokenRequestsWith({ status: 401, error: "invalid_client", code: 7_000_215, message });
  await checkEverything("remote-mailbox");
  await expect(item("client_credential").locator("[data-cause]")).toHaveAttribute("data-cause", "client_secret_wrong");
  await expect(item("client_credential")).toContainText("AADSTS7000215");
  await expect(part(/^Remote Mailbox/).getByText("Passed", { exact: true })).toBeVisible();
});

test("it can be left and come back to while it runs", async ({ stage }) => {
  const letGo = stage.practice.provider.holdTokenRequests();
  try {
    await page.goto(`${emailPath}/account`);
    await page.getByRole("link", { name: "Check everything" }).click();
    // Until then what is seen is what was kept of the check before.
    await expect(part(/^IdP Config/).getByText("Checking…", { exact: true })).toBeVisible();
    await expect(item("discovery")).toContainText("passed");
    await page.goto(`${emailPath}/check`);
    await expect(page.getByText("A check is under way")).toBeVisible();
  } finally {
    letGo();
  }
  await expect(item("client_credential")).toContainText("passed", { timeout: 20_000 });
  await expect(page.getByText("A check is under way")).toBeHidden({ timeout: 10_000 });
});

test("it works without scripts", async ({ browser, stage, traffic }) => {
  const storageState = await page.context().storageState();
  const plain = await openPage(browser, stage, traffic, { javaScriptEnabled: false, storageState });
  await plain.goto(`${emailPath}/account`);
  await plain.getByRole("link", { name: "Check everything" }).click();
  const before = await countVerifications(stage);
  await plain.getByRole("button", { name: "Check everything now" }).click();
  await expect(part("Outgoing (SMTP)", plain).getByText("Passed", { exact: true })).toBeVisible();
  expect(await countVerifications(stage)).toBe(before + 2);
  await plain.context().close();
});

test("the history shows the days of each protocol with a table behind them, and the checks with who asked for them", async ({
  stage,
}) => {
  await addCheckHistory(stage, slug);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`${emailPath}/history`);
  await page.getByRole("link", { name: "Checks", exact: true }).click();
  const imap = part("IMAP");
  await expect(
    imap.getByRole("img", { name: /IMAP, the last 90 days: \d+ days every check passed, 8 days some/ }),
  ).toBeVisible();
  await imap.getByText("IMAP as a table").click();
  await expect(imap.getByRole("row").filter({ hasText: "The server asks for fewer requests" }).first()).toBeVisible();
  const checks = page.getByRole("region", { name: "Checks of support@acme.test" });
  await expect(checks.getByText(`Asked by ${tenant.owner.email}`).first()).toBeVisible();
  await page.setViewportSize({ width: 390, height: 900 });
  await expect(imap.getByRole("img", { name: /the last 30 days/ })).toBeVisible();

  await page.getByRole("link", { name: "Failed only" }).click();
  const failed = page.getByRole("region", { name: "Checks of support@acme.test" });
  await expect(page).toHaveURL(/failed=1$/);
  await expect(failed.getByRole("link", { name: /IMAP/ })).toHaveCount(1);
  await expect(failed.getByText("Reported by the Worker Key fetcher")).toBeVisible();
  await failed.getByRole("link", { name: /IMAP/ }).click();
  await expect(page.locator('li[data-stage="authentication"]')).toContainText("AUTHENTICATE failed");
  await expect(page.getByText("Reported by the Worker Key fetcher")).toBeVisible();
  await page.setViewportSize({ width: 1280, height: 720 });
});
