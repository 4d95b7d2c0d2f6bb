import { execFileSync } from "node:child_process";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  test as base,
  type Page,
} from "@playwright/test";
import { type Stage, setStage } from "./stage";

/** What browsers were sent by the product: HTML, what actions answered, addresses. For the search for secrets. */
export type Traffic = { url: string; kind: string; text: string }[];

type WorkerFixtures = { stage: Stage; traffic: Traffic };
type TestFixtures = { secondPage: Page };

/** Tests that share one product with everything that it talks to. All that browsers see is kept for the search for secrets. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  stage: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from the pattern.
    async ({}, use) => {
      const stage = await setStage();
      await use(stage);
      await stage.stop();
    },
    { scope: "worker", timeout: 300_000 },
  ],
  traffic: [
    // biome-ignore lint/correctness/noEmptyPattern: as above.
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

/** Creates a tenant by the operator's command line, beside the running server. */
export function createTenant(stage: Stage, slug: string): { email: string; password: string } {
  const owner = { email: `admin@${slug}.test`, password: `correct horse ${slug}` };
  const options = [
    "--slug",
    slug,
    "--name",
    `${slug} helpdesk`,
    "--owner-email",
    owner.email,
    "--owner-password-stdin",
    "--json",
  ];
  runCommand(stage, ["tenant", "create", ...options], owner.password);
  return owner;
}

/** Runs a command of the operator's command line on the stage's database; gives what it printed. */
export function runCommand(stage: Stage, args: string[], input = ""): string {
  return execFileSync("node", ["scripts/mailgrant.mjs", ...args], {
    input,
    env: stage.env,
    encoding: "utf8",
  });
}
