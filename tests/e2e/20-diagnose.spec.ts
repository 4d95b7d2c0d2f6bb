import { expect, type Page } from "@playwright/test";
import { signIn } from "./admin";
import { expectAccessible } from "./expect-accessible";
import { createTenant, openPage, test } from "./fixtures";

const slug = "diagnosed";
let page: Page;
let owner: Awaited<ReturnType<typeof createTenant>>;

test.beforeAll(async ({ browser, stage, traffic }) => {
  page = await openPage(browser, stage, traffic);
  owner = await createTenant(stage, slug);
  await signIn(page, stage, owner);
});
test.afterAll(() => page.close());
test.beforeEach(() => page.goto(`/${slug}/admin/diagnose`));

const message = () => page.getByRole("textbox", { name: "Message" });
const answer = () => page.getByRole("region", { name: "What it means" });

async function diagnose(text: string): Promise<void> {
  // As a paste does: typing a long text takes a browser minutes.
  await message().evaluate((field, pasted) => {
    if (!(field instanceof HTMLTextAreaElement)) return;
    field.value = pasted;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }, text);
  await page.getByRole("button", { name: "Diagnose", exact: true }).click();
  await expect(answer()).toBeVisible();
}

test("another program's redirect URI and app are taken from its message, and no step is Mailgrant's", async () => {
  await diagnose(
    "AADSTS50011: The redirect URI 'http://desk.contoso.test/back' specified in the request does not match the redirect URIs configured for the application '7f3c2e10-1111-4222-8333-444455556666'.",
  );
  await expect(answer()).toContainText("Filled in from your text");
  await expect(answer()).toContainText("add exactly http://desk.contoso.test/back under the platform Web");
  await expect(answer()).toContainText("7f3c2e10-1111-4222-8333-444455556666");
  await expect(answer()).not.toContainText(/IdP Config|Submit|Callback Endpoint/);
  await expectAccessible(page, "a message with values of its own");
});

test("what a command lacks is named beside it, and a challenge is decoded", async () => {
  await diagnose("535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.");
  await expect(answer()).toContainText("Fill in before you run it: <mailbox>");
  await diagnose(
    "334 eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIiwic2NvcGUiOiJodHRwczovL21haWwuZ29vZ2xlLmNvbS8ifQ==",
  );
  await expect(answer()).toContainText("Read as: SMTP, Google. The text settles that the token is refused");
  await expect(answer().getByRole("row", { name: "scope https://mail.google.com/" })).toBeVisible();
  await expectAccessible(page, "a decoded challenge");
});

test("a complaint, a success and what nobody knows name nobody who can mend it", async () => {
  await diagnose("my email does not work since tuesday pls help asap");
  await expect(answer().getByRole("heading", { level: 3 })).toHaveText("This is a description, not a server's answer");
  await expect(answer()).not.toContainText("Who can mend it");
  await expectAccessible(page, "a complaint");
  await diagnose("A1 OK AUTHENTICATE completed.");
  await expect(answer().getByRole("heading", { level: 3 })).toHaveText("This says that it worked");
  await diagnose("599 plugh happened in the module frobnicate");
  await expect(answer()).toContainText("The cause is not known");
  await expect(answer()).not.toContainText("Who can mend it");
});

test("of a long log the newest part is read, and that is said", async () => {
  await diagnose(`${"old line of a log\n".repeat(20_000)}* BYE Session invalidated - AccessTokenExpired`);
  await expect(answer()).toContainText("its newest part was read");
  await expect(answer()).toContainText("The access token has expired");
  await expect(message()).toHaveValue(/^old line of a log\n/);
  await expect(page.getByText("Kept in this tab")).toHaveCount(0);
});

test("what was pasted is still there when the session has ended meanwhile", async ({ stage }) => {
  const text = "A1 NO AUTHENTICATE failed.\nA2 BAD Not now.";
  await message().fill(text);
  await expect(page.getByText("Kept in this tab until it is diagnosed")).toBeVisible();
  await page.context().clearCookies();
  await page.getByRole("button", { name: "Diagnose", exact: true }).click();
  await expect(page).toHaveURL(/\/sign-in\?/);
  await signIn(page, stage, owner);
  await page.goto(`/${slug}/admin/diagnose`);
  await expect(message()).toHaveValue(text);
});
