import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { z } from "zod";
import { analyzeGrown } from "@/lib/db/analyze-grown";
import { asSystem } from "@/lib/db/as-system";
import { isReady } from "@/lib/db/check-readiness";
import type { Database } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { runAlone } from "@/lib/db/run-alone";
import { vacuumEmbedded } from "@/lib/db/vacuum-embedded";
import { recordEvent } from "@/lib/event/record-event";
import { openQueue } from "@/lib/jobs/queue";
import { readMetrics } from "@/lib/jobs/read-metrics";
import { removeLeftovers } from "@/lib/jobs/remove-leftovers";
import { startJobs } from "@/lib/jobs/start-jobs";
import { workQueue } from "@/lib/jobs/work-queue";
import { issueWorkerKey } from "@/lib/mail-worker/issue-worker-key";
import type { UserContext } from "@/lib/tenancy/context";
import { expectSuccess } from "./authorized-email";
import { useEmptyDatabase } from "./empty-database";
import { newTenantContext } from "./new-tenant";

let stop: () => Promise<void>;
let context: UserContext;
const never = new AbortController().signal;

beforeAll(async () => {
  stop = await useEmptyDatabase();
  context = await newTenantContext();
});
afterAll(() => stop());

test("metrics are read before there is a job queue, and with its depth after", async () => {
  expect((await readMetrics()).text).not.toContain("mailgrant_job_queue_depth{");
  const ended = new AbortController();
  const boss = await openQueue(ended.signal);
  await boss.send("webhook-dead", { deliveryId: randomUUID() });
  const rows = await asSystem(
    "read metrics",
    (db) => db.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM pgboss.job WHERE name = 'webhook-dead' AND state = 'created'`,
  );
  expect(rows).toEqual([{ count: 1 }]);
  await boss.stop({ graceful: false });
  ended.abort();
});

test("a queue of the short kind queues once; a job that fails is tried again, one that succeeds is not", async () => {
  const ended = new AbortController();
  const stopping = new AbortController();
  const boss = await openQueue(ended.signal);
  const asked = await Promise.all([1, 2, 3].map(() => boss.send("credential-warnings", {}, { retryDelay: 0 })));
  expect(asked.filter((id) => id !== null)).toHaveLength(1);
  const retries: number[] = [];
  const work = workQueue(boss, "credential-warnings", {
    atOnce: 2,
    pollMs: 50,
    stopping: stopping.signal,
    handle: async ({ retryCount }) => {
      retries.push(retryCount);
      if (retryCount === 0) throw new Error("once");
      return {};
    },
  });
  await expect.poll(() => retries, { timeout: 15_000 }).toEqual([0, 1]);
  const jobSchema = z.object({ state: z.string() });
  const state = async () =>
    jobSchema.parse(await boss.getJobById("credential-warnings", asked.find(Boolean) ?? "")).state;
  await expect.poll(state, { timeout: 15_000 }).toBe("completed");
  stopping.abort();
  await work;
  await boss.stop({ graceful: false });
  ended.abort();
  expect(retries).toEqual([0, 1]);
});

test("the jobs start, sweep, and stop within eight seconds, on a database that answers", async () => {
  expect(await isReady()).toBe(true);
  const jobs = await startJobs();
  const swept = () =>
    asSystem(
      "read metrics",
      (db) => db.$queryRaw<unknown[]>`
        SELECT 1 FROM pgboss.job WHERE name = 'refresh-sweep' AND state = 'completed'`,
    );
  await expect.poll(async () => (await swept()).length, { timeout: 20_000 }).toBeGreaterThan(0);
  const toldAt = performance.now();
  await jobs.stop();
  expect(performance.now() - toldAt).toBeLessThan(8_000);
});

test("dead rows are gone and their room is used again on the embedded database; PostgreSQL is left to itself", async () => {
  const readSize = async () => {
    const { rows } = await runAlone("SELECT pg_relation_size('rate_limits')::int AS bytes");
    return z.tuple([z.object({ bytes: z.number() })]).parse(rows)[0].bytes;
  };
  const churn = async () => {
    for (let times = 0; times < 3; times++) await runAlone("UPDATE rate_limits SET points = points + 1");
  };
  await runAlone(
    "INSERT INTO rate_limits (key, points, expire) SELECT 'vacuum ' || n, 0, 0 FROM generate_series(1, 2000) n",
  );
  const fresh = await readSize();
  await churn();
  const bloated = await readSize();
  expect(bloated).toBeGreaterThan(fresh * 2);
  const vacuumed = await vacuumEmbedded(never);
  if (!isEmbedded()) {
    expect(vacuumed).toBeNull();
    return;
  }
  expect(vacuumed?.tables).toBeGreaterThan(50);
  await churn();
  expect(await readSize(), "as large as before").toBeLessThanOrEqual(bloated);
  await runAlone("DELETE FROM rate_limits");
  await vacuumEmbedded(never);
  expect(await readSize()).toBe(0);
});

const isEmbedded = () => new URL(inject("environment").DATABASE_URL ?? "").searchParams.has("host");

test("the planner hears of a table that has grown on the embedded database; PostgreSQL is left to itself", async () => {
  const readKnown = async () => {
    const { rows } = await runAlone("SELECT reltuples::int AS count FROM pg_class WHERE relname = 'rate_limits'");
    return z.tuple([z.object({ count: z.number() })]).parse(rows)[0].count;
  };
  await runAlone("DELETE FROM rate_limits");
  await runAlone("INSERT INTO rate_limits (key, points, expire) VALUES ('grown', 0, 0)");
  await runAlone("ANALYZE");
  await runAlone(
    "INSERT INTO rate_limits (key, points, expire) SELECT 'grown ' || n, 0, 0 FROM generate_series(1, 50) n",
  );
  if (!isEmbedded()) {
    expect(await analyzeGrown(never)).toBeNull();
    return;
  }
  expect(await readKnown()).toBe(1);
  expect(await analyzeGrown(never)).toBeGreaterThan(0);
  expect(await readKnown()).toBe(51);
  expect(await analyzeGrown(never), "nothing has changed since").toBe(0);
});

test.runIf(!isEmbedded())("a statement that takes too long is ended in the database, too", async () => {
  const sleep = inTenant(context, (db) => db.$queryRaw`SELECT pg_sleep(30)::text`, { timeoutMs: 300 });
  await expect(sleep).rejects.toThrow();
  const asleep = () =>
    runAlone(
      "SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep(30)%' AND pid <> pg_backend_pid()",
    );
  await expect.poll(async () => (await asleep()).rows.length, { timeout: 5_000 }).toBe(0);
});

test("what has been kept for long enough is removed, and nothing that is still needed", async () => {
  const { id: workerKeyId } = expectSuccess(
    await issueWorkerKey(context, { name: "k", scopes: ["mailboxes:read"], expiresAt: null, systemEmailIds: "all" }),
  );
  for (const [name, days] of [
    ["old", 500],
    ["new", 1],
  ] as const) {
    await inTenant(context, (db) => insertAged(db, { name, days, workerKeyId }));
  }
  // An endpoint that has yet to be told of the newest event keeps it, however old it is.
  await inTenant(context, async (db) => {
    for (let count = 0; count < 3; count++) await recordEvent(db, context, { type: "mailbox.created" });
    await db.webhookEndpoint.create({
      data: {
        tenantId: context.tenantId,
        url: "https://a.test",
        eventTypes: [],
        secretSealed: "x",
        position: 2,
        createdByLabel: "",
      },
    });
  });
  await ageEvents();

  const removed = await removeLeftovers(never);
  expect(removed).toMatchObject({
    idempotencyKeys: 1,
    credentialReads: 1,
    events: 2,
    authorizations: 0,
    hostPauses: 1,
  });
  const left = await inTenant(context, async (db) => ({
    keys: (await db.idempotencyKey.findMany()).map(({ key }) => key),
    reads: (await db.credentialRead.findMany()).map(({ requestId }) => requestId),
    positions: (await db.event.findMany()).map(({ position }) => Number(position)),
  }));
  expect(left).toEqual({ keys: ["new"], reads: ["new"], positions: [3] });
  expect(await removeLeftovers(never)).toMatchObject({ idempotencyKeys: 0, credentialReads: 0, events: 0 });
});

async function insertAged(
  db: Database,
  { name, days, workerKeyId }: { name: string; days: number; workerKeyId: string },
): Promise<void> {
  const at = new Date(Date.now() - days * 86_400_000 + (name === "new" ? 86_000_000 : 0));
  const { tenantId } = context;
  await db.idempotencyKey.create({ data: { tenantId, workerKeyId, key: name, requestHash: "h", createdAt: at } });
  await db.credentialRead.create({
    data: { tenantId, workerKeyId, address: "127.0.0.1", systemEmailIds: [], requestId: name, at },
  });
  await db.providerHost.create({
    data: { host: name, reason: "429", pausedUntil: name === "old" ? at : new Date(Date.now() + 60_000) },
  });
}

/** Events cannot be changed by any role of the product: their owner's own statement makes them older. */
async function ageEvents(): Promise<void> {
  await runAlone(
    "ALTER TABLE events DISABLE ROW LEVEL SECURITY; UPDATE events SET at = now() - interval '91 days'; ALTER TABLE events ENABLE ROW LEVEL SECURITY",
  );
}
