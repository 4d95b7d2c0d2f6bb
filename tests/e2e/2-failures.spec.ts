import { expect, type Page } from "@playwright/test";
import { practiceRegistrations } from "@/tests/servers/practice-data";
import { fillIdpConfig, signIn, signInAtProvider, submitIdpConfig, typeSecret } from "./admin";
import { type AuthorizedTenant, setUpAuthorizedTenant } from "./authorized-tenant";
import { createTenant, test } from "./fixtures";

test.describe.configure({ mode: "serial" });

/** One tenant for all of them: every failure has to leave its Grant working. */
let tenant: AuthorizedTenant;
let page: Page;

test.beforeAll(async ({ browser, stage }) => {
  page = await (await browser.newContext({ baseURL: stage.url })).newPage();
  tenant = await setUpAuthorizedTenant(page, stage, "failures");
});
test.afterAll(() => page.close());
test.afterEach(async () => {
  expect((await tenant.readCredentials()).status, "the old Grant still works").toBe(200);
});

/** What the dialog says after a failure, with everything still filled in. */
async function expectFailure(title: string | RegExp): Promise<void> {
  await expect(page.getByRole("alert").filter({ hasText: title })).toBeVisible();
  await expect(page.getByRole("dialog").getByLabel("Client ID")).not.toHaveValue("");
  await expect(page).toHaveURL(/oauth2\/idp-config\?outcome=/);
}

async function openDialog(): Promise<void> {
  await page.goto(tenant.dialogPath);
}

test("the wrong account is told with both addresses", async () => {
  await openDialog();
  await submitIdpConfig(page);
  await signInAtProvider(page, "sales@acme.test");
  await expectFailure("Another account signed in");
  await expect(page.getByRole("alert")).toContainText("sales@acme.test");
  await expect(page.getByRole("alert")).toContainText("support@acme.test");
});

test("a declined consent is told", async () => {
  await openDialog();
  await submitIdpConfig(page);
  await signInAtProvider(page, "billing@acme.test", "Cancel");
  await expectFailure("Consent was declined");
});

test("an administrator's approval that is needed is told", async () => {
  await openDialog();
  await submitIdpConfig(page);
  await page.getByLabel("Email", { exact: true }).fill("restricted@acme.test");
  await page.getByLabel("Password").fill("practice");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "Return to the application without granting consent" }).click();
  await expectFailure("An administrator has to approve");
});

test("a wrong secret is told", async () => {
  await openDialog();
  await typeSecret(page, "not~the.right-secret");
  await submitIdpConfig(page);
  await signInAtProvider(page, "support@acme.test");
  await expectFailure("The Client Secret is wrong");
});

const faults: { fault: string; title: string }[] = [
  { fault: "secret-expired", title: "The Client Secret has expired" },
  { fault: "no-refresh-token", title: "No refresh token came back" },
  { fault: "graph-audience", title: "The token is for another service" },
  { fault: "scope-dropped", title: "Not all permissions were granted" },
];
for (const { fault, title } of faults) {
  test(`with another registration: ${title}`, async ({ stage, browser }) => {
    // A System Email of its own, because another registration in place would end the Grant that has to go on.
    const registration = practiceRegistrations.find((candidate) => candidate.fault === fault);
    const other = await (await browser.newContext({ baseURL: stage.url })).newPage();
    await signIn(other, stage, tenant.owner);
    await other.goto(tenant.dialogPath.replace("remote-mailbox/oauth2/idp-config", "account"));
    await other.close();
    await openDialog();
    await page.getByLabel("Use an existing IdP Config").selectOption({ index: 0 });
    await fillIdpConfig(page, stage, {
      clientId: registration?.clientId ?? "",
      clientSecret: registration?.clientSecret ?? "",
    });
    await submitIdpConfig(page);
    await signInAtProvider(page, "support@acme.test");
    await expectFailure(title);
  });
}

test("a redirect URI that is not registered ends at the provider, and the guide says what to compare", async ({
  stage,
}) => {
  await openDialog();
  await expect(page.getByRole("dialog").getByLabel("Callback Endpoint")).toHaveValue(
    `${stage.url}/api/oauth2/callback`,
  );
});

test("a replayed callback is told, and changes nothing", async () => {
  await openDialog();
  const callback = page.waitForRequest(/\/api\/oauth2\/callback\?/);
  await submitIdpConfig(page);
  await signInAtProvider(page, "support@acme.test");
  const url = (await callback).url();
  await page.goto(url);
  await expect(page.getByRole("alert").filter({ hasText: "This sign-in was already used" })).toBeVisible();
});

test("a callback in another browser session is refused, and the state is spent", async ({ secondPage, stage }) => {
  await openDialog();
  let url = "";
  await page.route(/\/api\/oauth2\/callback\?/, (route) => {
    url = route.request().url();
    return route.abort();
  });
  await submitIdpConfig(page);
  await signInAtProvider(page, "support@acme.test").catch(() => undefined);
  await expect.poll(() => url).not.toBe("");
  await page.unroute(/\/api\/oauth2\/callback\?/);

  await signIn(secondPage, stage, tenant.owner);
  await secondPage.goto(url);
  await expect(secondPage.getByRole("alert").filter({ hasText: "started in another session" })).toBeVisible();
  await page.goto(url);
  await expect(page.getByRole("alert").filter({ hasText: "This sign-in was already used" })).toBeVisible();
});

test("another tenant's state is as unknown as an invented one", async ({ secondPage, stage }) => {
  const stranger = createTenant(stage, "stranger");
  await openDialog();
  const callback = page.waitForRequest(/\/api\/oauth2\/callback\?/);
  await submitIdpConfig(page);
  await signInAtProvider(page, "support@acme.test");
  const used = (await callback).url();
  await signIn(secondPage, stage, stranger);
  for (const url of [used, `${stage.url}/api/oauth2/callback?state=invented&code=x`]) {
    await secondPage.goto(url);
    await expect(
      secondPage.getByRole("heading", { name: "This sign-in is not one that Mailgrant started" }),
    ).toBeVisible();
    expect(await secondPage.content()).not.toContain(tenant.slug);
  }
});

test("a session that ended while at the provider asks to sign in, and then tells it in the dialog", async ({
  stage,
}) => {
  await openDialog();
  await submitIdpConfig(page);
  await page.context().clearCookies({ domain: new URL(stage.url).hostname, name: /authjs/ });
  await signInAtProvider(page, "support@acme.test");
  await expect(page.getByText("Your session ended while you were at the provider")).toBeVisible();
  await page.getByLabel("Email").fill(tenant.owner.email);
  await page.getByLabel("Password").fill(tenant.owner.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expectFailure("Your Mailgrant session ended");
});

test("a provider that does not answer is told before anybody is sent there", async ({ stage }) => {
  await openDialog();
  stage.practice.provider.failDiscovery?.(true);
  await submitIdpConfig(page);
});
