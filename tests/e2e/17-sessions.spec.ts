import { expect, type Page } from "@playwright/test";
import { signIn } from "./admin";
import { createTenant, openPage, test } from "./fixtures";
import type { Stage } from "./stage";

const cookieName = "authjs.session-token";

/** The status and the way of a request with nothing but this session cookie, as somebody would who had copied it. */
async function ask(stage: Stage, path: string, cookie: string): Promise<{ status: number; location: string | null }> {
  const response = await fetch(`${stage.url}${path}`, {
    headers: { cookie: `${cookieName}=${cookie}` },
    redirect: "manual",
  });
  await response.text();
  return { status: response.status, location: response.headers.get("location") };
}

async function sessionCookie(page: Page): Promise<string> {
  const cookie = (await page.context().cookies()).find(({ name }) => name === cookieName);
  if (cookie === undefined) throw new Error("The browser has no session cookie");
  return cookie.value;
}

test("a copied cookie is of no use once its session was signed out", async ({ page, secondPage, stage }) => {
  const owner = await createTenant(stage, "copied");
  await signIn(page, stage, owner);
  await signIn(secondPage, stage, owner);
  const copy = await sessionCookie(page);
  const admin = "/copied/admin/emails";
  expect(await ask(stage, admin, copy)).toMatchObject({ status: 200 });
  await page.goto(admin);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  for (const path of [admin, "/tenants", "/account"]) {
    expect(await ask(stage, path, copy)).toMatchObject({
      status: 307,
      location: expect.stringContaining("/sign-in?next="),
    });
  }
  // The sign-in page is shown to it, and sends it nowhere.
  expect(await ask(stage, "/sign-in", copy)).toMatchObject({ status: 200 });
  await secondPage.goto(admin);
  await expect(secondPage.getByRole("heading", { level: 1, name: "Emails" })).toBeVisible();
});

test("the account page tells where one is signed in, and signs out everywhere, without scripts", async ({
  page,
  browser,
  stage,
  traffic,
}) => {
  const owner = await createTenant(stage, "everywhere");
  await signIn(page, stage, owner);
  const plain = await openPage(browser, stage, traffic, { javaScriptEnabled: false });
  await signIn(plain, stage, owner);
  await plain
    .getByRole("complementary", { name: "Mailgrant" })
    .getByRole("link", { name: /admin@/ })
    .click();
  await expect(plain.getByRole("heading", { level: 1, name: "Your account" })).toBeVisible();
  await expect(plain.getByRole("heading", { name: "You are signed in 2 times" })).toBeVisible();
  await expect(plain.getByText("This browser")).toHaveCount(1);
  await plain.getByRole("button", { name: "Sign out everywhere" }).click();
  await expect(plain.getByRole("status").filter({ hasText: "You are signed out everywhere." })).toBeVisible();
  await page.goto("/everywhere/admin/emails");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await plain.context().close();
});
