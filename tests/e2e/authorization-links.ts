import { expect, type Page } from "@playwright/test";

/** Makes an Authorization Link on the Info tab of a mailbox's OAuth2 dialog, as an admin does, and gives its address. */
export async function makeLink(page: Page, dialogPath: string): Promise<string> {
  await page.goto(dialogPath.replace(/idp-config$/, "info"));
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("heading", { name: "Send somebody a link" })).toBeVisible();
  await dialog.getByRole("button", { name: "Make a link" }).click();
  await expect(dialog.getByLabel("Link", { exact: true })).toHaveValue(/\/authorize\/[A-Za-z0-9_-]{43}$/);
  return dialog.getByLabel("Link", { exact: true }).inputValue();
}
