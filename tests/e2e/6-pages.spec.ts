import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { makeLink } from "./authorization-links";
import { setUpAuthorizedTenant } from "./authorized-tenant";
import { breakMailbox } from "./break-mailbox";
import { addCheckHistory } from "./check-history";
import { createTenant, openPage, test } from "./fixtures";
import { fillPath, findPageIds, listAdminPages } from "./pages";
import type { Stage } from "./stage";
import { addTriedWebhook } from "./webhook-endpoint";

const widths = [390, 1440];

let paths: string[];
let authorizationLink: string;
let page: Page;

test.beforeAll(async ({ browser, stage, traffic }) => {
  page = await openPage(browser, stage, traffic);
  const tenant = await setUpAuthorizedTenant(page, stage, "pages");
  // So that the record of reads is not empty.
  await tenant.readCredentials();
  await addTriedWebhook(page, "pages");
  await addCheckHistory(stage, "pages");
  await breakMailbox(stage, "pages");
  authorizationLink = new URL(await makeLink(page, tenant.dialogPath)).pathname;
  const ids = await findPageIds(stage, "pages");
  paths = [...listAdminPages().map((path) => fillPath(path, ids)), "/tenants", "/pages/admin/no-such-page"];
});
test.afterAll(() => page.close());

test("no page has a violation that axe finds, nor scrolls sideways, narrow and wide, light and dark", async () => {
  test.setTimeout(600_000);
  await page.emulateMedia({ reducedMotion: "reduce" });
  for (const path of paths) await expectNoViolation(path);
});

test("the pages before signing in have none either", async ({ secondPage }) => {
  test.setTimeout(300_000);
  await secondPage.emulateMedia({ reducedMotion: "reduce" });
  for (const path of [
    "/sign-in",
    "/sign-in?reason=session_gone",
    "/authorization-ended?reason=state_unknown",
    "/no-such-page",
    "/docs/api",
    "/authorize/no-such-link",
    authorizationLink,
  ]) {
    await expectNoViolation(path, secondPage);
  }
});

/** Looks at one page in both widths and both themes. Themes differ in colours alone, so the dark one is asked about those. */
async function expectNoViolation(path: string, of: Page = page): Promise<void> {
  await of.emulateMedia({ colorScheme: "light" });
  await of.goto(path);
  await of.getByRole("heading", { level: 1 }).first().waitFor();
  for (const width of widths) {
    await of.setViewportSize({ width, height: 900 });
    await of.emulateMedia({ colorScheme: "light" });
    await expectClean(of, new AxeBuilder({ page: of }), `${path}, ${width} px, light`);
    await of.emulateMedia({ colorScheme: "dark" });
    await expectClean(of, new AxeBuilder({ page: of }).withRules("color-contrast"), `${path}, ${width} px, dark`);
  }
}

async function expectClean(of: Page, axe: AxeBuilder, where: string): Promise<void> {
  const { violations } = await axe.analyze();
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`),
    where,
  ).toEqual([]);
  const overflow = await of.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(overflow, `${where}: scrolls sideways`).toBeLessThanOrEqual(0);
}

test("a System Email is added, filled in and saved by the keyboard alone, and every control can be reached", async ({
  secondPage,
  stage,
}) => {
  const owner = createTenant(stage, "keyboard");
  await secondPage.goto("/sign-in");
  await tabTo(secondPage, "Email");
  await secondPage.keyboard.type(owner.email);
  await tabTo(secondPage, "Password");
  await secondPage.keyboard.type(owner.password);
  await secondPage.keyboard.press("Enter");
  await secondPage.getByRole("heading", { level: 1, name: "Health" }).waitFor();
  await tabTo(secondPage, "Add System Email");
  await secondPage.keyboard.press("Enter");
  await secondPage.getByLabel("Email Address").waitFor();
  await tabTo(secondPage, "Email Address");
  await secondPage.keyboard.type("support@keyboard.test");
  await tabTo(secondPage, "Email Name");
  await secondPage.keyboard.type("Keyboard support");
  await secondPage.keyboard.press("Enter");
  await secondPage.getByLabel("Hostname").waitFor();
  await tabTo(secondPage, "Hostname");
  await secondPage.keyboard.press("ControlOrMeta+a");
  await secondPage.keyboard.type("localhost");
  await tabTo(secondPage, "Config");
  await secondPage.keyboard.press("Enter");
  await secondPage.getByRole("dialog").waitFor();
  for (const name of ["Client ID", "Client Secret", "Authorization Endpoint", "Scopes", "Submit"])
    await tabTo(secondPage, name);
  await secondPage.keyboard.press("Escape");
  await expect(secondPage.getByRole("dialog")).toHaveCount(0);
  await expect(secondPage.getByLabel("Hostname")).toHaveValue("localhost");
});

/** Presses Tab until the control with this name has the focus; fails when it never gets it. */
async function tabTo(of: Page, name: string): Promise<void> {
  for (let press = 0; press < 80; press++) {
    const focused = await of.evaluate(() => {
      const element = document.activeElement;
      const label =
        element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement ? element.labels?.[0] : null;
      return (element?.getAttribute("aria-label") ?? label?.textContent ?? element?.textContent ?? "").trim();
    });
    if (focused.startsWith(name)) return;
    await of.keyboard.press("Tab");
  }
  throw new Error(`Tab never reaches "${name}"`);
}

test("without scripts a mailbox is added, its settings saved and a mistake told with what was typed", async ({
  browser,
  stage,
  traffic,
}) => {
  const owner = createTenant(stage, "noscript");
  const plain = await openPage(browser, stage, traffic, { javaScriptEnabled: false });
  await plain.goto("/sign-in");
  await plain.getByLabel("Email").fill(owner.email);
  await plain.getByLabel("Password").fill(owner.password);
  await plain.getByRole("button", { name: "Sign in" }).click();
  await plain.getByRole("link", { name: "Add System Email" }).first().click();
  await plain.getByLabel("Email Address").fill("not an address");
  await plain.getByLabel("Email Name").fill("Support");
  await plain.getByRole("button", { name: "Add System Email" }).click();
  await expect(plain.getByRole("alert").first()).toBeVisible();
  await expect(plain.getByLabel("Email Address")).toHaveValue("not an address");
  await plain.getByLabel("Email Address").fill("support@noscript.test");
  await plain.getByRole("button", { name: "Add System Email" }).click();
  await plain.getByLabel("Hostname").fill("localhost");
  await plain.getByRole("button", { name: "Save Changes" }).click();
  await expect(plain.getByLabel("Hostname")).toHaveValue("localhost");
  await submitWithoutScripts(plain, stage);
  await plain.context().close();
});

async function submitWithoutScripts(plain: Page, stage: Stage): Promise<void> {
  const { provider } = stage.practice;
  const [directory = ""] = provider.directoryIds;
  await plain.getByRole("button", { name: "Config" }).click();
  await plain.getByLabel("Client ID").fill("33333333-3333-4333-8333-333333333333");
  await plain.getByLabel("Client Secret", { exact: true }).fill("practice~Value.Of.The.Client.Secret-1");
  await plain.getByLabel("Authorization Endpoint").fill(provider.authorizationEndpoint(directory));
  await plain.getByLabel("Token Endpoint").fill(provider.tokenEndpoint(directory));
  await plain.getByLabel("Directory (tenant) ID").fill(directory);
  await plain.getByRole("button", { name: "Submit", exact: true }).click();
  await expect(plain.getByRole("heading", { level: 1 })).toContainText(/sign in/i);
}

test("a cookie of nobody's is no error", async ({ secondPage, stage }) => {
  await secondPage.context().addCookies([{ name: "authjs.session-token", value: "garbage", url: stage.url }]);
  await secondPage.goto("/pages/admin/emails");
  await expect(secondPage).toHaveURL(/\/sign-in\?next=/);
});
