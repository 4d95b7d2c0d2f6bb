import { expect, type Page } from "@playwright/test";
import {
  contosoDirectoryId,
  helpdeskClientId,
  helpdeskClientSecret,
  helpdeskSecretId,
  practicePassword,
  practiceRegistrations,
} from "@/tests/servers/practice-data";
import { signInByScript } from "@/tests/servers/scripted-sign-in";
import { fillIdpConfig, signIn, signInAtProvider, submitIdpConfig, typeSecret } from "./admin";
import { type AuthorizedTenant, setUpAuthorizedTenant } from "./authorized-tenant";
import { createTenant, openPage, test } from "./fixtures";
import { findFreePort, type Stage } from "./stage";

/** One tenant for all of them: every failure has to leave its Grant working. */
let tenant: AuthorizedTenant;
let page: Page;

test.beforeAll(async ({ browser, stage, traffic }) => {
  page = await openPage(browser, stage, traffic);
  tenant = await setUpAuthorizedTenant(page, stage, "failures");
});
test.afterAll(() => page.close());
// What was typed in the test before would come back, as it should for an admin.
test.beforeEach(() => page.evaluate(() => sessionStorage.clear()));
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
  const alert = page.getByRole("dialog").getByRole("alert");
  await expect(alert).toContainText("sales@acme.test");
  await expect(alert).toContainText("support@acme.test");
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
  test(`with another registration: ${title}`, async ({ stage }) => {
    const registration = practiceRegistrations.find((candidate) => candidate.fault === fault);
    await page.goto(`${tenant.dialogPath}?config=new`);
    await fillIdpConfig(page, stage, {
      clientId: registration?.clientId ?? "",
      clientSecret: registration?.clientSecret ?? "",
    });
    await submitIdpConfig(page);
    await signInAtProvider(page, "support@acme.test");
    await expectFailure(title);
  });
}

test("an error that nobody knows is told with the provider's code, words, correlation id and time", async ({
  stage,
}) => {
  const { provider } = stage.practice;
  provider.failTokenRequestsWith({ status: 400, error: "odd_error", code: 999999, message: "<b>Something</b> odd." });
  await openDialog();
  await submitIdpConfig(page);
  await signInAtProvider(page, "support@acme.test");
  provider.failTokenRequestsWith(undefined);
  await expectFailure("The provider refused");
  const alert = page.getByRole("dialog").getByRole("alert");
  await expect(alert).toContainText("odd_error");
  await expect(alert).toContainText("<b>Something</b> odd.");
  await expect(alert).toContainText(/[0-9a-f]{8}-[0-9a-f]{4}-/);
  await expect(alert).toContainText(/\b20\d\d\b/);
});

test("a provider that cannot be reached is told before anybody is sent there, with all that was typed", async ({
  stage,
}) => {
  const closedPort = await findFreePort();
  const elsewhere = `http://localhost:${closedPort}/${contosoDirectoryId}/oauth2/v2.0`;
  await page.goto(`${tenant.dialogPath}?config=new`);
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Client ID").fill(helpdeskClientId);
  await typeSecret(page, helpdeskClientSecret);
  await dialog.getByLabel("Authorization Endpoint").fill(`${elsewhere}/authorize`);
  await dialog.getByLabel("Token Endpoint").fill(`${elsewhere}/token`);
  await submitIdpConfig(page);
  await expect(page.getByRole("alert").filter({ hasText: /cannot be reached/ })).toBeVisible();
  await expect(dialog.getByLabel("Authorization Endpoint")).toHaveValue(`${elsewhere}/authorize`);
  expect(page.url()).toContain(stage.url);
});

test("a redirect URI that the provider does not know ends there, and the dialog shows the one to register", async ({
  stage,
}) => {
  await page.goto(tenant.dialogPath);
  const shown = await page.getByRole("dialog").getByLabel("Callback Endpoint").inputValue();
  expect(shown).toBe(`${stage.url}/api/oauth2/callback`);
  // The provider refuses any other without sending the browser back, as Microsoft does.
  await submitIdpConfig(page);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(/sign in|permissions/i);
  await page.goto(page.url().includes("interaction") ? authorizeUrlWith(stage, `${shown}/other`) : page.url());
  await expect(page.getByText(/AADSTS50011/)).toBeVisible();
});

const mistakes: { name: string; fill: Record<string, string>; sentence: RegExp }[] = [
  {
    name: "the Secret ID in place of the secret's Value",
    fill: { "Client Secret": helpdeskSecretId },
    sentence: /Secret ID/,
  },
  { name: "common with a single-tenant app", fill: { "Directory (tenant) ID": "common" }, sentence: /common/ },
  {
    name: "scopes of two resources",
    fill: {
      Scopes: "offline_access https://outlook.office.com/IMAP.AccessAsUser.All https://graph.microsoft.com/Mail.Read",
    },
    sentence: /two resources|one resource|Graph/i,
  },
  {
    name: "offline_access left out",
    fill: { Scopes: "https://outlook.office.com/IMAP.AccessAsUser.All" },
    sentence: /offline_access/,
  },
  {
    name: "an address that the egress policy refuses",
    fill: { "Token Endpoint": "https://169.254.169.254/token" },
    sentence: /169\.254\.169\.254/,
  },
  {
    name: "plain http",
    fill: { "Token Endpoint": "http://login.microsoftonline.com/x/oauth2/v2.0/token" },
    sentence: /https/,
  },
];
for (const { name, fill, sentence } of mistakes) {
  test(`caught before the redirect: ${name}`, async ({ stage }) => {
    await page.goto(`${tenant.dialogPath}?config=new`);
    await fillIdpConfig(page, stage);
    const dialog = page.getByRole("dialog");
    for (const [label, value] of Object.entries(fill)) {
      if (label === "Client Secret") await typeSecret(page, value);
      else await dialog.getByLabel(label, { exact: true }).fill(value);
    }
    await submitIdpConfig(page);
    await expect(dialog.getByRole("alert").filter({ hasText: sentence }).first()).toBeVisible();
    await expect(dialog.getByLabel("Client ID")).toHaveValue(helpdeskClientId);
    expect(page.url()).toContain(tenant.dialogPath);
  });
}

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
  const asked = page.waitForRequest(/\/oauth2\/v2\.0\/authorize\?/);
  await submitIdpConfig(page);
  // Signed in without the browser, so that the product has not seen the callback yet.
  const person = { address: "support@acme.test", password: practicePassword };
  const callback = await signInByScript((await asked).url(), `${stage.url}/api/oauth2/callback`, person);

  await signIn(secondPage, stage, tenant.owner);
  await secondPage.goto(callback.href);
  await expect(secondPage.getByRole("alert").filter({ hasText: "started in another session" })).toBeVisible();
  await page.goto(callback.href);
  await expect(page.getByRole("alert").filter({ hasText: "This sign-in was already used" })).toBeVisible();
});

test("another tenant's state is as unknown as an invented one", async ({ secondPage, stage }) => {
  const stranger = await createTenant(stage, "stranger");
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

/** What the product asks for, with another redirect URI. */
function authorizeUrlWith(stage: Stage, redirectUri: string): string {
  const url = new URL(stage.practice.provider.authorizationEndpoint(contosoDirectoryId));
  url.search = new URLSearchParams({
    response_type: "code",
    client_id: helpdeskClientId,
    redirect_uri: redirectUri,
    scope: "openid offline_access",
    state: "s",
  }).toString();
  return url.href;
}
