import { expect, type Page } from "@playwright/test";
import { setUpAuthorizedTenant } from "./authorized-tenant";
import { openPage, test } from "./fixtures";

const loopback = /127\.0\.0\.1|::1/;

test("a Worker Key is issued with limits, what it reads is listed, and revoked it is refused at once", async ({
  page,
  stage,
}) => {
  const tenant = await setUpAuthorizedTenant(page, stage, "workers");
  const key =
    await test.step("a wrong network and a wrong reach are told beside their fields, and what was typed stays", async () => {
      await page.goto("/workers/admin/mail-workers/issue");
      await page.getByLabel("Name").fill("fetcher on mail-01");
      await page.getByRole("checkbox", { name: "events:read" }).check();
      await page.getByLabel("Networks").fill("127.0.0.0/8\n::1\n10.300.0.0/16");
      await page.getByRole("button", { name: "Issue Worker Key" }).click();
      await expectRefusal(page, "Networks", /“10\.300\.0\.0\/16” is neither/);
      await expectTyped(page);

      await page.getByLabel("Networks").fill("127.0.0.0/8\n::1");
      await page.getByRole("checkbox", { name: "manage" }).check();
      await page.getByRole("radio", { name: "Chosen System Emails only" }).check();
      await expect(page.getByText("The scope manage is for keys of all System Emails.")).toBeVisible();
      await page.getByRole("checkbox", { name: "support@acme.test" }).check();
      await page.getByRole("button", { name: "Issue Worker Key" }).click();
      await expect(
        page.getByRole("alert").getByRole("link", { name: /manage is for all System Emails/ }),
      ).toBeVisible();
      await expect(page.getByRole("checkbox", { name: "support@acme.test" })).toBeChecked();
      await expectTyped(page);

      await page.getByRole("checkbox", { name: "manage" }).uncheck();
      await page.getByRole("button", { name: "Issue Worker Key" }).click();
      return page.getByLabel("Worker Key", { exact: true }).inputValue();
    });

  const read = () =>
    fetch(`${stage.url}/api/v1/mailboxes/${tenant.systemEmailId}/credentials`, {
      headers: { authorization: `Bearer ${key}` },
    });
  const requestId = await test.step("a read with it is in the key's log, with its last use", async () => {
    await page.getByRole("link", { name: "I have copied it" }).click();
    await page.getByRole("link", { name: "fetcher on mail-01", exact: true }).click();
    await expect(page.getByText("It has not read any credentials yet")).toBeVisible();
    const answer = await read();
    expect(answer.status).toBe(200);
    await page.reload();
    const log = page.getByRole("table", { name: "Reads of this key" }).getByRole("row").filter({ hasText: "support@" });
    await expect(log).toHaveCount(1);
    await expect(log).toContainText(loopback);
    await expect(page.getByRole("definition").filter({ hasText: "from" })).toContainText(loopback);
    const id = answer.headers.get("x-request-id") ?? "";
    await expect(log).toContainText(id);
    return id;
  });

  await test.step("the log is narrowed down by System Email", async () => {
    const search = page.getByLabel("Search the reads by System Email");
    await search.fill("billing");
    await search.press("Enter");
    await expect(page.getByText("No read of an address with “billing” in it")).toBeVisible();
    await page.getByLabel("Search the reads by System Email").fill("support");
    await page.getByLabel("Search the reads by System Email").press("Enter");
    await expect(page).toHaveURL(/mailbox=support/);
    await expect(page.getByText(requestId)).toBeVisible();
  });

  await test.step("and so it is in the mailbox's history, with a way back to the key", async () => {
    const log = page.getByRole("table", { name: "Reads of this key" });
    await log.getByRole("link", { name: "support@acme.test" }).click();
    const row = page.getByRole("row").filter({ hasText: "fetcher on mail-01" });
    await expect(row).toContainText(requestId);
    await expect(row).toContainText(loopback);
    await row.getByRole("link", { name: "fetcher on mail-01" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "fetcher on mail-01" })).toBeVisible();
  });

  await test.step("revoked on its page, it is refused from the next request on, and its log stays", async () => {
    await page.getByRole("link", { name: "Revoke…" }).click();
    await page.getByRole("button", { name: "Revoke fetcher on mail-01" }).click();
    await expect(page.getByText("Revoked", { exact: true }).first()).toBeVisible();
    expect((await read()).status).toBe(401);
    await expect(page.getByText(requestId)).toBeVisible();
  });
});

test("from where and until when a key works is changed on its page, and its next request is judged by it", async ({
  page,
  stage,
}) => {
  const tenant = await setUpAuthorizedTenant(page, stage, "limited-workers");
  await page.goto("/limited-workers/admin/mail-workers");
  await page.getByRole("link", { name: "fetcher", exact: true }).click();
  await page.getByLabel("Networks").fill("nowhere");
  await page.getByRole("button", { name: "Save Changes" }).click();
  await expectRefusal(page, "Networks", /“nowhere” is neither/);
  await expect(page.getByLabel("Networks")).toHaveValue("nowhere");
  const save = async (networks: string) => {
    await page.getByLabel("Networks").fill(networks);
    await page.getByRole("button", { name: "Save Changes" }).click();
    await expect(page.getByRole("definition").filter({ hasText: networks.split("/")[0] ?? "" })).toBeVisible();
  };
  await save("203.0.113.0/24");
  const refused = await tenant.readCredentials();
  expect([refused.status, await refused.json()]).toEqual([403, expect.objectContaining({ code: "forbidden_network" })]);
  await page.getByLabel("Expires").fill("2099-12-31");
  await save("127.0.0.0/8\n::1");
  expect((await tenant.readCredentials()).status).toBe(200);
  await expect(page.getByRole("definition").filter({ hasText: "31 Dec 2099" })).toBeVisible();

  await page.goto("/limited-workers/admin/audit");
  const told = page
    .getByRole("row")
    .filter({ hasText: "Changed from where and until when the Worker Key “fetcher” works" });
  await expect(told).toHaveCount(2);
  await expect(told.first()).toContainText("Networks before: 203.0.113.0/24");
  await expect(told.first()).toContainText("Expiry before: never");
});

test("without scripts a key is issued, after a wrong network was told with what was typed", async ({
  page,
  browser,
  stage,
  traffic,
}) => {
  const { owner } = await setUpAuthorizedTenant(page, stage, "plain-workers");
  const plain = await openPage(browser, stage, traffic, { javaScriptEnabled: false });
  await plain.goto("/sign-in?next=/plain-workers/admin/mail-workers/issue");
  await plain.getByLabel("Email").fill(owner.email);
  await plain.getByLabel("Password").fill(owner.password);
  await plain.getByRole("button", { name: "Sign in" }).click();
  await plain.getByLabel("Name").fill("plain");
  await plain.getByLabel("Networks").fill("nowhere");
  await plain.getByRole("button", { name: "Issue Worker Key" }).click();
  await expectRefusal(plain, "Networks", /“nowhere” is neither/);
  await expect(plain.getByLabel("Name")).toHaveValue("plain");
  await expect(plain.getByLabel("Networks")).toHaveValue("nowhere");
  await plain.getByLabel("Networks").fill("");
  await plain.getByRole("button", { name: "Issue Worker Key" }).click();
  await expect(plain.getByLabel("Worker Key", { exact: true })).toHaveValue(/^mgw_/);
  await plain.context().close();
});

async function expectRefusal(page: Page, label: string, sentence: RegExp): Promise<void> {
  await expect(page.getByRole("alert").getByRole("link", { name: sentence })).toBeVisible();
  const field = page.getByLabel(label);
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(field).toHaveAccessibleDescription(sentence);
}

/** What the first test typed into the form. */
async function expectTyped(page: Page): Promise<void> {
  await expect(page.getByLabel("Name")).toHaveValue("fetcher on mail-01");
  await expect(page.getByLabel("Networks")).toHaveValue(/^127\.0\.0\.0\/8\n::1/);
  await expect(page.getByRole("checkbox", { name: "events:read" })).toBeChecked();
  await expect(page.getByRole("checkbox", { name: "credentials:read" })).toBeChecked();
}
