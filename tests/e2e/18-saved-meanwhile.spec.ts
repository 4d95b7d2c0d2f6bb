import { expect, type Locator, type Page } from "@playwright/test";
import { addSystemEmail, saveRemoteMailbox, signIn } from "./admin";
import { expectAccessible } from "./expect-accessible";
import { createTenant, openPage, test } from "./fixtures";
import { setUpFullTenant } from "./full-tenant";
import type { Stage } from "./stage";

const told = (page: Page) => page.getByRole("alert").filter({ hasText: "Changed in the meantime" });

test("two people with the same tab open: the second is told what the first saved, keeps what is typed, and may save", async ({
  page,
  secondPage,
  stage,
}) => {
  const path = await openTogether(page, secondPage, stage, "meanwhile");
  await saveByColleague(secondPage);

  const form = page.getByRole("form", { name: "Remote Mailbox" });
  await form.getByLabel("Hostname").fill("mine.acme.test");
  await form.getByLabel("Mail Folder").fill("Tickets");
  await form.getByRole("button", { name: "Save Changes" }).click();
  await expect(told(page)).toBeFocused();
  await expectTold(page);
  await expectKept(form);
  await expectAccessible(page, "what others saved", "form");

  await told(page).getByRole("link", { name: "Hostname" }).click();
  await expect(form.getByLabel("Hostname")).toBeFocused();
  await page.reload();
  // What is typed is kept through a reload, over what is saved now.
  await expectKept(form);
  await form.getByRole("button", { name: "Save Changes" }).click();
  await expect(form.getByText("Saved", { exact: true })).toBeVisible();
  // One's own save is nothing that happened meanwhile.
  await form.getByLabel("Mail Folder").fill("Requests");
  await form.getByRole("button", { name: "Save Changes" }).click();
  await expect(form.getByLabel("Mail Folder")).toHaveValue("Requests");
  await expect(form.getByText("Saved", { exact: true })).toBeVisible();
  await expect(told(page)).toBeHidden();

  // Now the colleague's page is the old one: Discard takes what is saved.
  const theirs = secondPage.getByRole("form", { name: "Remote Mailbox" });
  await theirs.getByLabel("Mail Folder").fill("Theirs");
  await theirs.getByRole("button", { name: "Save Changes" }).click();
  await expect(told(secondPage)).toContainText("mine.acme.test");
  await theirs.getByRole("button", { name: "Discard" }).click();
  await expect(theirs.getByLabel("Mail Folder")).toHaveValue("Requests");
  await expect(theirs.getByLabel("Hostname")).toHaveValue("mine.acme.test");

  await theirs.getByLabel("Mail Folder").fill("Theirs after all");
  await told(secondPage).getByRole("button", { name: "Save anyway" }).click();
  await expect(theirs.getByText("Saved", { exact: true })).toBeVisible();
  await page.goto(path);
  await expect(form.getByLabel("Mail Folder")).toHaveValue("Theirs after all");
});

test("without scripts the same is told, nothing typed is lost, and a second press saves", async ({
  browser,
  page,
  secondPage,
  stage,
  traffic,
}) => {
  const path = await openTogether(page, secondPage, stage, "meanwhile-plain");
  const storageState = await page.context().storageState();
  const plain = await openPage(browser, stage, traffic, { javaScriptEnabled: false, storageState });
  await plain.goto(path);
  await saveByColleague(secondPage);

  const form = plain.getByRole("form", { name: "Remote Mailbox" });
  await form.getByLabel("Hostname").fill("mine.acme.test");
  await form.getByLabel("Mail Folder").fill("Tickets");
  await form.getByRole("button", { name: "Save Changes" }).click();
  await expectTold(plain);
  await expectKept(form);
  await form.getByRole("button", { name: "Save anyway" }).click();
  await expect(form.getByText("Saved", { exact: true })).toBeVisible();
  await plain.goto(path);
  await expectKept(form);
  await plain.context().close();
});

test("every form that saves a whole row tells it", async ({ page, stage }) => {
  test.setTimeout(240_000);
  const { slug, ids } = await setUpFullTenant(page, stage, "meanwhile-all");
  const other = await page.context().newPage();
  const email = `/${slug}/admin/emails/${ids.emailId}`;
  const forms: { path: string; label: string; save?: string; texts: [string, string] }[] = [
    { path: `${email}/account`, label: "Internal Notes", texts: ["theirs", "mine"] },
    { path: `${email}/outgoing-smtp`, label: "Hostname", texts: ["theirs.acme.test", "mine.acme.test"] },
    { path: `${email}/remote-mailbox/oauth2/info`, label: "Notes", save: "Save", texts: ["theirs", "mine"] },
    {
      path: `${email}/remote-mailbox/oauth2/idp-config`,
      label: "Name",
      save: "Save without authorizing",
      texts: ["Theirs", "Mine"],
    },
    {
      path: `/${slug}/admin/identity-providers/${ids.idpConfigId}`,
      label: "Notes",
      save: "Save",
      texts: ["theirs again", "mine again"],
    },
    {
      path: `/${slug}/admin/mail-workers/webhooks/${ids.endpointId}`,
      label: "Description",
      texts: ["theirs", "mine"],
    },
    { path: `/${slug}/admin/alerts/settings`, label: "Addresses", texts: ["theirs@desk.test", "mine@desk.test"] },
    {
      path: `/${slug}/admin/mail-workers/${ids.workerKeyId}`,
      label: "Networks",
      texts: ["127.0.0.0/8\n10.0.0.0/8", "127.0.0.0/8\n192.0.2.0/24"],
    },
  ];
  for (const { path, label, save = "Save Changes", texts } of forms) {
    await test.step(path, async () => {
      await page.goto(path);
      await other.goto(path);
      for (const [where, text] of [
        [other, texts[0]],
        [page, texts[1]],
      ] as const) {
        if (path.endsWith("alerts/settings")) await where.getByRole("radio", { name: "These addresses" }).check();
        await where.getByLabel(label, { exact: true }).fill(text);
        await where.getByRole("button", { name: save, exact: true }).click();
        if (where === other) await expect(where.getByRole("status").filter({ hasText: /^Saved/ })).toBeVisible();
      }
      await expect(told(page)).toContainText("You changed this in another tab or window");
      await expect(told(page)).toContainText(texts[0].split("\n").at(-1) ?? "");
      await expect(page.getByLabel(label, { exact: true })).toHaveValue(texts[1]);
      await told(page).getByRole("button", { name: "Save anyway" }).click();
      await expect(page.getByRole("status").filter({ hasText: /^Saved/ })).toBeVisible();
      await page.reload();
      await expect(page.getByLabel(label, { exact: true })).toHaveValue(texts[1]);
    });
  }
});

test("what is chosen rather than typed is taken over with everything that it brought along", async ({
  page,
  secondPage,
  stage,
}) => {
  const path = (await openTogether(page, secondPage, stage, "meanwhile-chosen")).replace(
    "remote-mailbox",
    "outgoing-smtp",
  );
  await page.goto(path);
  const [mine, theirs] = [page, secondPage].map((where) => where.getByRole("form", { name: "Outgoing (SMTP)" }));
  if (mine === undefined || theirs === undefined) throw new Error("There is no form");
  await mine.getByRole("button", { name: "Save Changes" }).click();
  await expect(mine.getByText("Saved", { exact: true })).toBeVisible();
  await page.reload();
  await secondPage.goto(path);
  await theirs.getByLabel("Authentication").selectOption({ label: "OAuth2 - Google" });
  // The provider brings its server along, of which the colleague then changes a part.
  await expect(theirs.getByLabel("Hostname")).toHaveValue("smtp.gmail.com");
  await theirs.getByLabel("Security").selectOption({ label: "TLS" });
  await theirs.getByLabel("Allow for this email").check();
  await theirs.getByRole("button", { name: "Save Changes" }).click();
  await expect(theirs.getByText("Saved", { exact: true })).toBeVisible();

  await mine.getByLabel("Port Number").fill("2525");
  await mine.getByRole("button", { name: "Save Changes" }).click();
  await expect(told(page)).toContainText("OAuth2 - Google");
  const expectMerged = async () => {
    await expect(mine.getByLabel("Authentication")).toHaveValue("oauth2_google");
    await expect(mine.getByLabel("Hostname")).toHaveValue("smtp.gmail.com");
    await expect(mine.getByLabel("Security")).toHaveValue("tls");
    await expect(mine.getByLabel("Allow for this email")).toBeChecked();
    await expect(mine.getByLabel("Port Number")).toHaveValue("2525");
  };
  await expectMerged();
  await told(page).getByRole("button", { name: "Save anyway" }).click();
  await expect(mine.getByText("Saved", { exact: true })).toBeVisible();
  await page.reload();
  await expectMerged();
});

test("a page that was read anew before anything was typed is a new page", async ({ page, secondPage, stage }) => {
  await openTogether(page, secondPage, stage, "meanwhile-read");
  const [mine, theirs] = [page, secondPage].map((where) => where.getByRole("form", { name: "Remote Mailbox" }));
  if (mine === undefined || theirs === undefined) throw new Error("There is no form");
  await theirs.getByLabel("Emails Per Fetch").fill("99");
  await theirs.getByLabel("Fetched Emails").selectOption({ label: "Delete emails" });
  await theirs.getByRole("button", { name: "Save Changes" }).click();
  await expect(theirs.getByText("Saved", { exact: true })).toBeVisible();

  // Nothing to save, so that it checks what is saved, and the page around it is read anew.
  await page.getByRole("button", { name: "Verify connection" }).click();
  await expect(mine.getByLabel("Emails Per Fetch")).toHaveValue("99");
  await expect(mine.getByText("Unsaved changes")).toBeHidden();
  await mine.getByLabel("Fetch Frequency (minutes)").fill("7");
  await mine.getByRole("button", { name: "Save Changes" }).click();
  await expect(mine.getByText("Saved", { exact: true })).toBeVisible();
  await page.reload();
  await expect(mine.getByLabel("Fetch Frequency (minutes)")).toHaveValue("7");
  await expect(mine.getByLabel("Emails Per Fetch")).toHaveValue("99");
  await expect(mine.getByLabel("Fetched Emails")).toHaveValue("delete");
});

/** A new tenant of two people, who both look at the Remote Mailbox tab of one System Email; gives its path. */
async function openTogether(page: Page, secondPage: Page, stage: Stage, slug: string): Promise<string> {
  const owner = await createTenant(stage, slug);
  const colleague = await createTenant(stage, `${slug}-colleague`);
  await stage.operator.run("member add", { tenant: slug, email: colleague.email, role: "admin" });
  await signIn(page, stage, owner);
  const id = await addSystemEmail(page, slug, "support@acme.test");
  await saveRemoteMailbox(page, stage);
  const path = `/${slug}/admin/emails/${id}/remote-mailbox`;
  await secondPage.goto("/sign-in");
  await secondPage.getByLabel("Email").fill(colleague.email);
  await secondPage.getByLabel("Password").fill(colleague.password);
  await secondPage.getByRole("button", { name: "Sign in" }).click();
  await secondPage.waitForURL(/\/(tenants|[\w-]+\/admin)/);
  for (const where of [page, secondPage]) await where.goto(path);
  return path;
}

async function saveByColleague(page: Page): Promise<void> {
  const form = page.getByRole("form", { name: "Remote Mailbox" });
  await form.getByLabel("Hostname").fill("theirs.acme.test");
  await form.getByLabel("Emails Per Fetch").fill("99");
  await form.getByLabel("Fetched Emails").selectOption({ label: "Delete emails" });
  await form.getByRole("button", { name: "Save Changes" }).click();
  await expect(form.getByText("Saved", { exact: true })).toBeVisible();
}

async function expectTold(page: Page): Promise<void> {
  await expect(told(page)).toContainText(/-colleague\.test changed this while it was open here/);
  const both = told(page).getByRole("region", { name: "Changed there and here" });
  await expect(both.getByRole("listitem")).toHaveText(
    /Hostname\s*Saved now\s*theirs\.acme\.test\s*Yours\s*mine\.acme\.test/,
  );
  const there = told(page).getByRole("region", { name: "Changed there", exact: true });
  await expect(there.getByRole("listitem")).toHaveText([/Emails Per Fetch\s*99/, /Fetched Emails\s*Delete emails/]);
}

/** What was typed, and beside it what the colleague saved where nothing was. */
async function expectKept(form: Locator): Promise<void> {
  await expect(form.getByLabel("Hostname")).toHaveValue("mine.acme.test");
  await expect(form.getByLabel("Mail Folder")).toHaveValue("Tickets");
  await expect(form.getByLabel("Emails Per Fetch")).toHaveValue("99");
  await expect(form.getByLabel("Fetched Emails")).toHaveValue("delete");
}
