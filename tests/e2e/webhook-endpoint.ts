import { expect, type Page } from "@playwright/test";

/** Adds a webhook endpoint in the browser, told of everything; ends on its deliveries and gives its signing secret. */
export async function addWebhookEndpoint(
  page: Page,
  tenant: string,
  { url, description }: { url: string; description: string },
): Promise<string> {
  await page.goto(`/${tenant}/admin/mail-workers/webhooks/new`);
  await page.getByLabel("Address").fill(url);
  await page.getByLabel("Description").fill(description);
  await page.getByRole("button", { name: "Add Endpoint" }).click();
  const secret = await page.getByRole("textbox", { name: "Signing secret" }).inputValue();
  await page.getByRole("link", { name: "I have copied it" }).click();
  await expect(page).toHaveURL(/\/webhooks\/[0-9a-f-]{36}\/deliveries$/);
  return secret;
}

/** Adds a webhook endpoint where nobody listens, and tries it, so that there is one of each row. */
export async function addTriedWebhook(page: Page, tenant: string): Promise<void> {
  await addWebhookEndpoint(page, tenant, { url: "http://127.0.0.1:9/hook", description: "Nobody listens" });
  await page.getByRole("button", { name: "Send a test" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText("could not be reached");
}
