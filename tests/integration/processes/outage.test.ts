import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { seededId } from "@/tests/bench/seeded-id";
import { metricsToken, type ProductProcess, type Stage, setStage } from "./stage";

const mailboxCount = 40;
const recoverySeconds = 10;

type Answer = { status: number; code: string | null; retryAfter: string | null; type: string | null; at: number };

let stage: Stage;
let web: ProductProcess;
let jobs: ProductProcess;
let managerKey: string;

beforeAll(async () => {
  // Tokens that live for a few seconds only, so that refreshes are under way all the time.
  const seed = { mailboxCount, expiresInSeconds: -1, isDue: true };
  stage = await setStage(seed, { delayMs: 50, lifetimeSeconds: 4 });
  managerKey = await issueKey("manage,credentials:read");
  const unlimited = { MAILGRANT_RATE_LIMIT_PER_KEY: "0", MAILGRANT_RATE_LIMIT_PER_TENANT: "0" };
  [web, jobs] = await Promise.all([stage.startWeb(unlimited), stage.startJobs()]);
});
afterAll(() => stage.stop());

describe.each(["immediate", "fast"] as const)("PostgreSQL ends (%s) under load and comes back", (mode) => {
  test("errors are 503 with Retry-After, and everything works again by itself within seconds", async () => {
    const load = startLoad();
    await expect.poll(() => load.count(200), { timeout: 60_000 }).toBeGreaterThan(50);

    await stage.postgres.halt(mode);
    const haltedAt = performance.now();
    await expect.poll(() => load.count(503), { timeout: 60_000 }).toBeGreaterThan(30);
    expect((await fetch(`${web.origin}/api/health/live`)).status).toBe(200);
    for (const { origin } of [web, jobs]) {
      const ready = await fetch(`${origin}/api/health/ready`);
      expect([ready.status, ready.headers.get("retry-after")]).toEqual([503, "2"]);
      expect(await scrape(origin)).toContain("mailgrant_database_up 0");
    }
    const page = await fetch(`${web.origin}/sign-in`, { headers: { accept: "text/html" } });
    expect([200, 500, 503]).toContain(page.status);
    expect(await page.text()).not.toMatch(/ECONNREFUSED|prisma|stack/i);

    await stage.postgres.resume();
    const resumedAt = performance.now();
    const good = load.count(200);
    await expect
      .poll(() => load.count(200), { timeout: recoverySeconds * 1000, interval: 20 })
      .toBeGreaterThan(good + 20);
    expect(performance.now() - resumedAt).toBeLessThan(recoverySeconds * 1000);
    const answers = await load.stop();

    const failures = answers.filter(({ status }) => status !== 200);
    expect(
      failures.filter(({ status, retryAfter, type }) => status !== 503 || !retryAfter || type !== problem),
    ).toEqual([]);
    expect(new Set(failures.map(({ code }) => code))).toContain("database_unavailable");
    expect(failures.filter(({ at, code }) => code === "database_unavailable" && at < haltedAt - 1000)).toEqual([]);
    for (const { origin } of [web, jobs]) {
      await expect.poll(async () => (await fetch(`${origin}/api/health/ready`)).status, { timeout: 10_000 }).toBe(200);
    }
  });

  test("the jobs go on, and nothing is half written", async () => {
    const before = await stage.query("SELECT id, version FROM grants WHERE lease_until IS NULL OR lease_until < now()");
    await stage.query("UPDATE grants SET refresh_due_at = now()");
    await stage.askForSweep();
    const ids = before.map(({ id }) => id);
    await expect
      .poll(
        async () => {
          const rows = await stage.query("SELECT id, version FROM grants WHERE id = ANY ($1)", [ids]);
          const now = new Map(rows.map(({ id, version }) => [id, Number(version)]));
          return before.filter(({ id, version }) => (now.get(id) ?? 0) <= Number(version)).length;
        },
        { timeout: 30_000, interval: 200 },
      )
      .toBe(0);

    // A lease that its holder could not give back ends by itself.
    const [leases] = await stage.query(
      "SELECT count(*)::int AS endless FROM grants WHERE lease_owner IS NOT NULL AND lease_until > now() + interval '40 seconds'",
    );
    expect(leases).toEqual({ endless: 0 });
    const events = await stage.query("SELECT position::int AS position FROM events ORDER BY position");
    const [counter] = await stage.query("SELECT position::int AS position FROM event_counters");
    expect(events.length).toBeGreaterThan(0);
    expect(events.map(({ position }) => position)).toEqual(events.map((_, index) => index + 1));
    expect(counter?.position).toBe(events.length);
    // Each change of settings is in the feed, in the audit and in the mailbox's own version, or in none of them.
    const [written] = await stage.query(
      `SELECT (SELECT sum(config_version - 1)::int FROM system_emails) AS versions,
        (SELECT count(*)::int FROM events WHERE type = 'mailbox.settings_changed') AS events`,
    );
    expect(written?.events).toBe(written?.versions);
  });
});

const problem = "application/problem+json";

/** Readers of credentials and writers of settings, over and over until they are stopped. */
function startLoad() {
  const answers: Answer[] = [];
  let isOver = false;
  const act = async (index: number) => {
    for (let round = index; !isOver; round += 7) {
      const id = seededId(stage.tenant.slug, "mailbox", round % mailboxCount);
      const isWrite = index === 0;
      const url = `${web.origin}/api/v1/mailboxes/${id}${isWrite ? "" : "/credentials"}`;
      const headers = { authorization: `Bearer ${managerKey}`, "content-type": "application/json" };
      const body = JSON.stringify({ incoming: { fetch: { everyMinutes: 1 + (round % 60) } } });
      const response = await fetch(url, isWrite ? { method: "PATCH", headers, body } : { headers });
      answers.push(await describeAnswer(response));
    }
  };
  const loops = Array.from({ length: 8 }, (_, index) => act(index));
  // When a test fails before it stops the load, the load must not outlive it with errors of its own.
  for (const loop of loops) loop.catch(() => undefined);
  return {
    count: (wanted: number) => answers.filter(({ status }) => status === wanted).length,
    async stop() {
      isOver = true;
      await Promise.all(loops);
      return answers;
    },
  };
}

async function describeAnswer(response: Response): Promise<Answer> {
  const body = z.object({ code: z.string().optional() }).safeParse(await response.json());
  return {
    status: response.status,
    code: body.data?.code ?? null,
    retryAfter: response.headers.get("retry-after"),
    type: response.headers.get("content-type"),
    at: performance.now(),
  };
}

async function scrape(origin: string): Promise<string> {
  const response = await fetch(`${origin}/metrics`, { headers: { authorization: `Bearer ${metricsToken}` } });
  return response.text();
}

async function issueKey(scopes: string): Promise<string> {
  const args = ["worker-key", "issue", "--tenant", stage.tenant.slug, "--name", "load", "--scopes", scopes, "--json"];
  const { stdout } = await promisify(execFile)(process.execPath, ["scripts/mailgrant.mjs", ...args], {
    env: stage.env,
  });
  return z.object({ key: z.string() }).parse(JSON.parse(stdout)).key;
}
