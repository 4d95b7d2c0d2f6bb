import { expect, type Page } from "@playwright/test";
import { startWebhookReceiver, verifyWebhook, type WebhookReceiver } from "@/tests/servers/webhook-receiver";
import { addSystemEmail, signIn } from "./admin";
import { createTenant, openPage, test } from "./fixtures";
import { addWebhookEndpoint } from "./webhook-endpoint";

const slug = "hooked";
let receiver: WebhookReceiver;
let page: Page;
let secret: string;

// The tests of this file are one journey, in order.
test.describe.configure({ mode: "serial" });
test.beforeAll(async ({ browser, stage, traffic }) => {
  receiver = await startWebhookReceiver();
  page = await openPage(browser, stage, traffic);
  await signIn(page, stage, await createTenant(stage, slug));
});
test.afterAll(async () => {
  await page.context().close();
  await receiver.stop();
});

test("an endpoint is added from the page that says what one is, a wrong address is told beside its field, and the secret is shown once", async ({
  stage,
  traffic,
}) => {
  await page.goto(`/${slug}/admin/mail-workers`);
  await page.getByRole("navigation", { name: "Mail Workers" }).getByRole("link", { name: "Webhooks" }).click();
  await expect(page.getByText("No webhook endpoint yet")).toBeVisible();
  await page.getByRole("link", { name: "Add Endpoint" }).click();
  await page.getByLabel("Address").fill("https://10.0.0.1/hook");
  await page.getByLabel("mailbox.deleted").uncheck();
  await page.getByRole("button", { name: "Add Endpoint" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText("not an address of the public internet");
  await expect(page.getByLabel("Address")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Address")).toHaveValue("https://10.0.0.1/hook");
  await expect(page.getByLabel("mailbox.deleted")).not.toBeChecked();

  secret = await addWebhookEndpoint(page, slug, { url: receiver.url, description: "Ticket desk" });
  expect(secret).toMatch(/^whsec_/);
  expect(stage.log()).not.toContain(secret);
  await page.reload();
  await expect(page.getByText("Nothing has been sent yet")).toBeVisible();
  const others = traffic.filter(({ url }) => !url.endsWith(`/${slug}/admin/mail-workers/webhooks/new`));
  expect(others.length).toBeGreaterThan(0);
  expect(others.filter(({ text }) => text.includes(secret)).map(({ url }) => url)).toEqual([]);
});

test("a test says at once whether it arrived", async () => {
  await page.getByRole("button", { name: "Send a test" }).click();
  await expect(page.getByText(/It arrived: the server answered 204 in \d+ ms/)).toBeVisible();
  const [message] = await receiver.waitFor(1);
  if (message === undefined) throw new Error("It did not arrive");
  expect(verifyWebhook(secret, message)).toMatchObject({ type: "webhook.test" });
  receiver.answerWith({ status: 503 });
  await page.getByRole("button", { name: "Send a test" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText("The server answered 503");
  await expect(page.getByRole("row", { name: /webhook\.test.*Failed/ })).toBeVisible();
});

test("what happens arrives within seconds, signed, stands in the log, and can be replayed", async () => {
  receiver.reset();
  const deliveries = page.url();
  await addSystemEmail(page, slug, "support@hooked.test");
  const [message] = await receiver.waitFor(1);
  if (message === undefined) throw new Error("It did not arrive");
  expect(verifyWebhook(secret, message)).toMatchObject({
    type: "mailbox.created",
    data: { address: "support@hooked.test" },
  });

  await page.goto(deliveries);
  await page.getByRole("link", { name: "mailbox.created" }).click();
  await expect(page.getByText("support@hooked.test")).toBeVisible();
  await page.getByRole("button", { name: "Replay" }).click();
  await expect(page.getByText("It is on its way again")).toBeVisible();
  await receiver.waitFor(2);
  expect(receiver.received[1]?.headers["webhook-id"]).toBe(message.headers["webhook-id"]);
  expect(receiver.received[1]?.body).toBe(message.body);
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole("row", { name: /204/ })).toHaveCount(2);
  }).toPass();
});

test("a rotated secret is shown once, and both of them are right", async () => {
  receiver.reset();
  await page.getByRole("navigation", { name: "Webhook endpoint" }).getByRole("link", { name: "Settings" }).click();
  await page.getByRole("button", { name: "Rotate secret" }).click();
  const rotated = await page.getByRole("textbox", { name: "Signing secret" }).inputValue();
  expect(rotated).not.toBe(secret);
  await page.goto(`${page.url()}/deliveries`);
  await page.getByRole("button", { name: "Send a test" }).click();
  const [message] = await receiver.waitFor(1);
  if (message === undefined) throw new Error("It did not arrive");
  for (const one of [secret, rotated]) expect(verifyWebhook(one, message)).toBeTruthy();
});

test("a viewer reads the log and finds no form", async ({ secondPage, stage }) => {
  const viewer = await createTenant(stage, "hooked-viewer");
  await stage.operator.run("member add", { tenant: slug, email: viewer.email, role: "viewer" });
  await secondPage.goto("/sign-in");
  await secondPage.getByLabel("Email").fill(viewer.email);
  await secondPage.getByLabel("Password").fill(viewer.password);
  await secondPage.getByRole("button", { name: "Sign in" }).click();
  await secondPage.waitForURL(/\/(tenants|[\w-]+\/admin)/);
  await secondPage.goto(`/${slug}/admin/mail-workers/webhooks`);
  await secondPage.getByRole("link", { name: "Ticket desk" }).click();
  await expect(secondPage.getByText(receiver.url).first()).toBeVisible();
  await expect(secondPage.getByRole("main").getByRole("button", { name: /Save|Rotate|Delete/ })).toHaveCount(0);
  await secondPage.getByRole("link", { name: "Deliveries" }).click();
  await secondPage.getByRole("link", { name: "mailbox.created" }).click();
  await expect(secondPage.getByRole("heading", { name: "Attempts" })).toBeVisible();
  await expect(secondPage.getByRole("main").getByRole("button", { name: /Replay|Send/ })).toHaveCount(0);
  expect((await secondPage.goto(`/${slug}/admin/mail-workers/webhooks/new`))?.status()).toBe(404);
});

test("without scripts an endpoint is added and its secret shown, and it is deleted behind a question", async ({
  browser,
  stage,
  traffic,
}) => {
  const plain = await openPage(browser, stage, traffic, {
    javaScriptEnabled: false,
    storageState: await page.context().storageState(),
  });
  await plain.goto(`/${slug}/admin/mail-workers/webhooks/new`);
  await plain.getByLabel("Address").fill("nowhere");
  await plain.getByRole("button", { name: "Add Endpoint" }).click();
  await expect(plain.getByRole("main").getByRole("alert")).toContainText("not a web address");
  await plain.getByLabel("Address").fill(`${receiver.url}/plain`);
  await plain.getByRole("button", { name: "Add Endpoint" }).click();
  await expect(plain.getByRole("textbox", { name: "Signing secret" })).toHaveValue(/^whsec_/);
  await plain.getByRole("link", { name: "I have copied it" }).click();
  await plain.getByRole("main").getByRole("link", { name: "Settings" }).click();
  await plain.getByRole("link", { name: "Delete…" }).click();
  await plain.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(plain.getByText("The webhook endpoint is deleted.")).toBeVisible();
  await expect(plain.getByRole("row", { name: /Ticket desk/ })).toBeVisible();
  await plain.context().close();
});
