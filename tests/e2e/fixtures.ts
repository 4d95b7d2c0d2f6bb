import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  test as base,
  expect,
  type Page,
} from "@playwright/test";
import { findLeaks } from "./find-leaks";
import { type Stage, setStage } from "./stage";
import type { Traffic } from "./traffic";

type WorkerFixtures = { stage: Stage; traffic: Traffic };
type TestFixtures = { secondPage: Page };

/**
 * Tests of which those of one worker share one product with everything that it talks to. All that browsers see is kept,
 * and when the worker has run its last test, that and the product's log are searched for secrets.
 */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  stage: [
    async ({ traffic }, use) => {
      const stage = await setStage();
      await use(stage);
      await stage.stop();
      expect(findLeaks(stage, traffic), "secrets in the log, a page, an action's answer or an address").toEqual([]);
    },
    { scope: "worker", timeout: 300_000 },
  ],
  traffic: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from the pattern.
    async ({}, use) => {
      await use([]);
    },
    { scope: "worker" },
  ],
  context: async ({ context, stage, traffic }, use) => {
    record(context, stage, traffic);
    await use(context);
  },
  secondPage: async ({ browser, stage, traffic }, use) => {
    const page = await openPage(browser, stage, traffic);
    await use(page);
    await page.context().close();
  },
  baseURL: async ({ stage }, use) => {
    await use(stage.url);
  },
});

/** A page of a browser session of its own, whose traffic is kept too; for what several tests share. */
export async function openPage(
  browser: Browser,
  stage: Stage,
  traffic: Traffic,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({ baseURL: stage.url, ...options });
  record(context, stage, traffic);
  return context.newPage();
}

function record(context: BrowserContext, stage: Stage, traffic: Traffic): void {
  context.on("response", (response) => {
    const { pathname, href } = new URL(response.url());
    if (!response.url().startsWith(stage.url) || pathname.startsWith("/_next/static")) return;
    // The callback's own address holds code and state: the provider sent the browser there.
    const url = pathname === "/api/oauth2/callback" ? pathname : href;
    const kind = response.headers()["content-type"] ?? "";
    response.text().then(
      (text) => traffic.push({ url, kind, text }),
      // A redirect has no body.
      () => traffic.push({ url, kind, text: response.headers().location ?? "" }),
    );
  });
}

export type Owner = { email: string; password: string };

/** Creates a tenant as the operator, beside the running server. */
export async function createTenant(stage: Stage, slug: string): Promise<Owner> {
  const owner = { email: `admin@${slug}.test`, password: `correct horse ${slug}` };
  stage.passwords.add(owner.password);
  const options = { slug, name: `${slug} helpdesk`, "owner-email": owner.email };
  await stage.operator.run("tenant create", options, owner.password);
  return owner;
}
