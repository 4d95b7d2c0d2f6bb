import { execFile } from "node:child_process";
import { createServer } from "node:http";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findFreePorts, portOf } from "@/tests/servers/free-ports";
import { metricsToken, type Stage, setStage } from "./stage";

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ mailboxCount: 30, expiresInSeconds: 60, isDue: true }, { delayMs: 20 });
});
afterAll(() => stage.stop());

test("three jobs processes that start at once on a new database make the job queue once, and what the clock starts is started once", async () => {
  const jobs = await Promise.all([stage.startJobs(), stage.startJobs(), stage.startJobs()]);
  // All clocks tick in this time; the job of a minute is made by one of them.
  await expect
    .poll(() => stage.query("SELECT 1 FROM pgboss.job WHERE name = 'refresh-sweep' AND state = 'completed'"), {
      timeout: 80_000,
      interval: 200,
    })
    .not.toEqual([]);
  await expect
    .poll(() => stage.query("SELECT 1 FROM pgboss.job WHERE name = '__pgboss__send-it' AND state = 'completed'"), {
      timeout: 80_000,
      interval: 200,
    })
    .not.toEqual([]);
  const minutes = await stage.query(
    "SELECT count(*)::int AS count FROM pgboss.job WHERE name = '__pgboss__send-it' GROUP BY singleton_key, singleton_on",
  );
  expect(new Set(minutes.map(({ count }) => count))).toEqual(new Set([1]));
  const schedules = await stage.query("SELECT name FROM pgboss.schedule ORDER BY name");
  expect(schedules.map(({ name }) => name)).toEqual([
    "credential-warnings",
    "refresh-sweep",
    "remove-leftovers",
    "vacuum-embedded",
    "verification-sweep",
  ]);
  await Promise.all(jobs.map((process) => process.stop()));
});

test("a jobs process says how it is and what it counts, to whoever has the token", async () => {
  const jobs = await stage.startJobs();
  const get = (path: string, token?: string) =>
    fetch(`${jobs.origin}${path}`, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });
  expect((await get("/api/health/live")).status).toBe(200);
  expect((await get("/api/health/ready")).status).toBe(200);
  expect([(await get("/metrics")).status, (await get("/metrics", "wrong")).status]).toEqual([401, 401]);
  const metrics = await get("/metrics", metricsToken);
  expect(metrics.headers.get("content-type")).toContain("text/plain");
  const text = await metrics.text();
  for (const line of [
    "mailgrant_database_up 1",
    'mailgrant_tokens{status="active"} 30',
    'mailgrant_job_queue_depth{queue="webhook-delivery",state="waiting"} 0',
    "mailgrant_dead_webhook_deliveries 0",
    "mailgrant_sweep_lag_seconds 0",
  ]) {
    expect(text).toContain(line);
  }
  expect(text).toContain("process_resident_memory_bytes");
  await jobs.stop();
});

test("told to stop in the middle of a sweep, it gives every lease back and is gone within eight seconds", async () => {
  const jobs = await stage.startJobs({ MAILGRANT_PROVIDER_PARALLEL: "3" });
  stage.tokens.delayMs = 1500;
  stage.tokens.reset();
  await stage.query("UPDATE grants SET refresh_due_at = now()");
  await stage.askForSweep();
  await expect.poll(() => stage.tokens.total(), { timeout: 20_000, interval: 10 }).toBeGreaterThan(0);
  const toldAt = performance.now();
  await jobs.stop();
  expect(performance.now() - toldAt).toBeLessThan(8_000);
  expect(await stage.query("SELECT id FROM grants WHERE lease_owner IS NOT NULL")).toEqual([]);
  const [left] = await stage.query("SELECT count(*)::int AS count FROM grants WHERE refresh_due_at <= now()");
  expect(Number(left?.count)).toBeGreaterThan(0);
  expect(stage.tokens.total()).toBe(30 - Number(left?.count));
  stage.tokens.delayMs = 20;
});

test("a sweep and its calls to the provider are traced to the collector that is named, without a secret", async () => {
  const collector = await startCollector();
  const jobs = await stage.startJobs({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
  await stage.query("UPDATE grants SET refresh_due_at = now()");
  await stage.askForSweep();
  await expect.poll(collector.text, { timeout: 20_000, interval: 100 }).toContain("job refresh-sweep");
  await jobs.stop();
  expect(collector.text()).toContain("mailgrant-jobs");
  expect(collector.text()).toContain("call provider");
  expect(collector.text()).not.toMatch(/refresh_token|seeded-client-secret|acme/);
  await collector.stop();
});

test("the role jobs runs the jobs alone, and neither role runs on an embedded database", async () => {
  const [port = 0] = await findFreePorts(1);
  const start = (variables: Record<string, string>) =>
    promisify(execFile)(process.execPath, ["scripts/start.mjs"], {
      env: { ...stage.env, PORT: String(port), ...variables },
      timeout: 20_000,
    });
  const running = start({ MAILGRANT_ROLE: "jobs" });
  const origin = `http://127.0.0.1:${port}`;
  await expect.poll(() => statusOf(`${origin}/api/health/ready`), { timeout: 20_000 }).toBe(200);
  expect(await statusOf(`${origin}/sign-in`)).toBe(404);
  running.child.kill("SIGTERM");
  expect((await running).stdout).toContain("Mailgrant's jobs are running");

  for (const MAILGRANT_ROLE of ["jobs", "web"]) {
    const refused = start({ MAILGRANT_ROLE, DATABASE_URL: "", MAILGRANT_KEYS: "" });
    await expect(refused).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining("needs a DATABASE_URL") });
  }
});

async function statusOf(url: string): Promise<number> {
  return fetch(url).then(
    ({ status }) => status,
    () => 0,
  );
}

/** Takes traces by OTLP over HTTP and keeps them as they come. */
async function startCollector() {
  const received: Buffer[] = [];
  const server = createServer((request, response) => {
    request.on("data", (chunk: Buffer) => received.push(chunk));
    request.on("end", () => response.writeHead(200, { "content-type": "application/json" }).end("{}"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    text: () => Buffer.concat(received).toString("latin1"),
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
