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

/** Withdraws the newest link that still works, as an admin does: asked about first. */
export async function withdrawLink(
  page: Page,
  dialogPath: string,
  { beforePress = async () => undefined }: { beforePress?: () => Promise<unknown> } = {},
): Promise<void> {
  await page.goto(dialogPath.replace(/idp-config$/, "info"));
  const links = page.getByRole("region", { name: "Links that still work" });
  await links
    .getByRole("link", { name: /^Withdraw the link by/ })
    .first()
    .click();
  const question = page.getByRole("dialog", { name: /^Withdraw the link by/ });
  await expect(question).toBeVisible();
  await beforePress();
  await question.getByRole("button", { name: "Withdraw the link" }).click();
  await expect(page.getByText("The link was withdrawn", { exact: true })).toBeVisible();
}
