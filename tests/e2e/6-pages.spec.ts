import { expect, type Page } from "@playwright/test";
import { createTenant, openPage, test } from "./fixtures";
import type { Stage } from "./stage";

test("a System Email is added, filled in and saved by the keyboard alone, and every control can be reached", async ({
  secondPage,
  stage,
}) => {
  const owner = await createTenant(stage, "keyboard");
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
  const owner = await createTenant(stage, "noscript");
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
