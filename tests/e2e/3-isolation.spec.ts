import { randomUUID } from "node:crypto";
import { type APIRequestContext, expect, type Page } from "@playwright/test";
import { type AuthorizedTenant, issueWorkerKey } from "./authorized-tenant";
import { openPage, test } from "./fixtures";
import { setUpFullTenant } from "./full-tenant";
import { fillPath, findPageIds, listAdminPages, type PageIds } from "./pages";

/** The victim's tenant, and the tenant of an admin who knows all of the victim's ids. */
let victim: AuthorizedTenant;
let victimIds: PageIds;
let own: AuthorizedTenant;
let page: Page;

test.beforeAll(async ({ browser, stage, traffic }) => {
  const theirs = await openPage(browser, stage, traffic);
  const full = await setUpFullTenant(theirs, stage, "victim");
  victim = full;
  victimIds = full.ids;
  await theirs.close();
  page = await openPage(browser, stage, traffic);
  own = await setUpFullTenant(page, stage, "curious");
});
test.afterAll(() => page.close());

/** What a page says, without what differs from answer to answer. */
async function read(request: APIRequestContext, url: string): Promise<{ status: number; text: string }> {
  const answer = await request.get(url, { maxRedirects: 0 });
  const html = await answer.text();
  const text = html
    .replace(/<(script|style)[\s\S]*?<\/\1>/g, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");
  return { status: answer.status(), text };
}

const ofRows = [
  "emailId",
  "idpConfigId",
  "workerKeyId",
  "endpointId",
  "deliveryId",
  "alertId",
  "verificationId",
] as const;

const missingIds = () => ({
  emailId: randomUUID(),
  idpConfigId: randomUUID(),
  workerKeyId: randomUUID(),
  endpointId: randomUUID(),
  deliveryId: randomUUID(),
  alertId: randomUUID(),
  verificationId: randomUUID(),
});

test("every page of another tenant is the 404 of a tenant that does not exist", async () => {
  const pages = listAdminPages();
  expect(pages.length).toBeGreaterThan(20);
  for (const path of pages) {
    const foreign = await read(page.request, fillPath(path, victimIds));
    const missing = await read(page.request, fillPath(path, { ...victimIds, tenant: "no-such-tenant" }));
    expect(foreign.status, path).toBe(404);
    expect(foreign, path).toEqual(missing);
    expect(foreign.text).not.toContain("support@acme.test");
  }
});

test("every page of one's own tenant with another tenant's id is the 404 of an id that does not exist", async () => {
  for (const path of listAdminPages().filter((candidate) => /\[\w+Id\]/.test(candidate))) {
    const foreign = await read(page.request, fillPath(path, { ...victimIds, tenant: own.slug }));
    const missing = await read(page.request, fillPath(path, { ...missingIds(), tenant: own.slug }));
    expect(foreign.status, path).toBe(404);
    expect(foreign, path).toEqual(missing);
  }
});

test("the support bundle of another tenant's System Email is the 404 of one that does not exist", async () => {
  const path = "[tenant]/admin/emails/[emailId]/support-bundle";
  const ask = (ids: Partial<PageIds>) => read(page.request, fillPath(path, { ...victimIds, ...ids }));
  const missing = await ask({ ...missingIds(), tenant: own.slug });
  expect(missing.status).toBe(404);
  expect(await ask({ tenant: own.slug })).toEqual(missing);
  expect((await ask({})).status).toBe(404);
});

test("the REST API answers another tenant's mailbox like one that does not exist", async ({ stage }) => {
  const key = await issueWorkerKey(stage, own.slug);
  const ask = async (id: string) => {
    const headers = { authorization: `Bearer ${key}` };
    const answer = await fetch(`${stage.url}/api/v1/mailboxes/${id}/credentials`, { headers });
    const { requestId: _requestId, ...problem } = await answer.json();
    return { status: answer.status, problem };
  };
  const foreign = await ask(victim.systemEmailId);
  expect(foreign.status).toBe(404);
  expect(foreign).toEqual(await ask(randomUUID()));
  const list = await (
    await fetch(`${stage.url}/api/v1/mailboxes`, { headers: { authorization: `Bearer ${key}` } })
  ).json();
  expect(list.data.map(({ id }: { id: string }) => id)).toEqual([own.systemEmailId]);
});

/** The forms of the Admin Panel that act on something by its id: where they are, and what is pressed. */
const forms: { path: string; press: string }[] = [
  { path: "[tenant]/admin/alerts/[alertId]", press: "Acknowledge" },
  { path: "[tenant]/admin/alerts/[alertId]", press: "Snooze" },
  { path: "[tenant]/admin/emails/[emailId]/account", press: "Save Changes" },
  { path: "[tenant]/admin/emails/[emailId]/check", press: "Check everything now" },
  { path: "[tenant]/admin/emails/[emailId]/account/delete", press: "Delete support@acme.test" },
  { path: "[tenant]/admin/emails/[emailId]/remote-mailbox", press: "Save Changes" },
  { path: "[tenant]/admin/emails/[emailId]/remote-mailbox", press: "Config" },
  { path: "[tenant]/admin/emails/[emailId]/remote-mailbox", press: "Verify connection" },
  { path: "[tenant]/admin/emails/[emailId]/outgoing-smtp", press: "Save Changes" },
  { path: "[tenant]/admin/emails/[emailId]/outgoing-smtp", press: "Send a test email" },
  { path: "[tenant]/admin/emails/[emailId]/remote-mailbox/oauth2/info", press: "Save" },
  { path: "[tenant]/admin/emails/[emailId]/remote-mailbox/oauth2/idp-config", press: "Submit" },
  { path: "[tenant]/admin/emails/[emailId]/remote-mailbox/oauth2/idp-config", press: "Save without authorizing" },
  { path: "[tenant]/admin/emails/[emailId]/remote-mailbox/oauth2/token", press: "Refresh now" },
  { path: "[tenant]/admin/emails/[emailId]/remote-mailbox/oauth2/token", press: "Re-authorize" },
  { path: "[tenant]/admin/identity-providers/[idpConfigId]", press: "Save" },
  { path: "[tenant]/admin/mail-workers/[workerKeyId]/revoke", press: "Revoke fetcher" },
  { path: "[tenant]/admin/mail-workers/[workerKeyId]?revoke", press: "Revoke fetcher" },
  { path: "[tenant]/admin/mail-workers/webhooks/[endpointId]", press: "Save Changes" },
  { path: "[tenant]/admin/mail-workers/webhooks/[endpointId]", press: "Rotate secret" },
  { path: "[tenant]/admin/mail-workers/webhooks/[endpointId]?delete", press: "Delete" },
  { path: "[tenant]/admin/mail-workers/webhooks/[endpointId]/deliveries", press: "Send a test" },
  { path: "[tenant]/admin/mail-workers/webhooks/[endpointId]/deliveries/[deliveryId]", press: "Replay" },
];
for (const { path, press } of forms) {
  test(`an action gets another tenant's ids as the same 404: ${path} ${press}`, async ({ stage }) => {
    const ownIds = await findPageIds(stage, own.slug);
    const before = await victim.readCredentials();
    expect(before.status).toBe(200);
    const answers: { status: number; text: string }[] = [];
    for (const ids of [victimIds, missingIds()]) {
      await page.goto(fillPath(path, ownIds));
      await page.route("**", async (route) => {
        const body = route.request().postData();
        if (route.request().method() !== "POST" || body === null) return route.continue();
        let forged = body;
        for (const name of ofRows) forged = forged.replaceAll(ownIds[name], ids[name]);
        expect(forged, "the action names what it acts on").not.toBe(body);
        return route.continue({ postData: forged });
      });
      if (press.startsWith("Delete ")) await page.getByLabel("Type the name to confirm").fill("support@acme.test");
      if (press === "Send a test email") await page.getByLabel("Send to").fill("support@acme.test");
      const answered = page.waitForResponse((response) => response.request().method() === "POST");
      await page.getByRole("button", { name: press, exact: true }).click();
      const answer = await answered;
      answers.push({ status: answer.status(), text: new URL(answer.url()).pathname });
      await page.unroute("**");
    }
    expect(answers[0]?.status).toBe(404);
    expect(answers[0]).toEqual(answers[1]);
    expect((await victim.readCredentials()).status).toBe(200);
  });
}

test("a user of two tenants switches between them, and sees in each only what is there", async ({
  secondPage,
  stage,
}) => {
  await stage.operator.run("member add", { tenant: victim.slug, email: own.owner.email, role: "viewer" });
  await signInToChoose(secondPage, stage.url, own);
  await secondPage.getByRole("link", { name: "victim helpdesk" }).click();
  await expect(secondPage.getByRole("heading", { level: 1, name: "Health" })).toBeVisible();
  await expect(secondPage).toHaveURL(/\/victim\/admin$/);
  await expect(secondPage.getByRole("link", { name: "Add System Email" })).toHaveCount(0);
});

async function signInToChoose(chooser: Page, url: string, { owner }: AuthorizedTenant): Promise<void> {
  await chooser.goto(`${url}/sign-in`);
  await chooser.getByLabel("Email").fill(owner.email);
  await chooser.getByLabel("Password").fill(owner.password);
  await chooser.getByRole("button", { name: "Sign in" }).click();
  await chooser.waitForURL(/\/tenants/);
}
