import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect } from "@playwright/test";
import {
  addSystemEmail,
  fillIdpConfig,
  saveRemoteMailbox,
  signIn,
  signInAtProvider,
  submitIdpConfig,
  verifyConnection,
} from "./admin";
import { test } from "./fixtures";
import { type Stage, setStage } from "./stage";

for (const database of ["embedded", "postgres"] as const) {
  test(`killed while an admin is at the provider, it starts again with nothing lost, and the way goes on: ${database}`, async ({
    browser,
  }) => {
    const stage = await setStage(database);
    try {
      const page = await (await browser.newContext({ baseURL: stage.url })).newPage();
      const owner = await createTenantByCommandLine(stage, "acme");
      await signIn(page, stage, owner);
      const systemEmailId = await test.step("settings are saved", async () => {
        const id = await addSystemEmail(page, "acme", "support@acme.test");
        await saveRemoteMailbox(page, stage);
        return id;
      });
      await page.getByRole("button", { name: "Config" }).click();
      await fillIdpConfig(page, stage);
      await submitIdpConfig(page);
      await expect(page.getByRole("heading", { level: 1 })).toContainText(/sign in/i);

      await stage.killAndRestart();

      await signInAtProvider(page, "support@acme.test");
      await expect(page.getByRole("status").filter({ hasText: "support@acme.test" })).toBeVisible();
      await page.goto(`${stage.url}/acme/admin/emails/${systemEmailId}/remote-mailbox`);
      await expect(page.getByLabel("Hostname")).toHaveValue("localhost");
      await verifyConnection(page);
    } finally {
      await stage.stop();
    }
  });
}

/** By the command line itself, as an operator types it beside the running product. */
async function createTenantByCommandLine(stage: Stage, slug: string) {
  const owner = { email: `admin@${slug}.test`, password: `correct horse ${slug}` };
  const options = ["--slug", slug, "--name", "Acme", "--owner-email", owner.email, "--owner-password-stdin", "--json"];
  const running = promisify(execFile)("node", ["scripts/mailgrant.mjs", "tenant", "create", ...options], {
    env: stage.env,
  });
  running.child.stdin?.end(owner.password);
  expect(JSON.parse((await running).stdout)).toMatchObject({ slug });
  return owner;
}
