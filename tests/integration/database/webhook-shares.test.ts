import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { inTenant } from "@/lib/db/in-tenant";
import { runAlone } from "@/lib/db/run-alone";
import { recordEvent } from "@/lib/event/record-event";
import { openQueue } from "@/lib/jobs/queue";
import { readMetrics } from "@/lib/jobs/read-metrics";
import { startJobs } from "@/lib/jobs/start-jobs";
import { fanOut } from "@/lib/jobs/webhook-jobs";
import type { UserContext } from "@/lib/tenancy/context";
import { createWebhookEndpoint } from "@/lib/webhook/create-webhook-endpoint";
import { fanOutEvents } from "@/lib/webhook/fan-out-events";
import { startWebhookReceiver, type WebhookReceiver } from "@/tests/servers/webhook-receiver";
import { expectSuccess } from "./authorized-email";
import { useEmptyDatabase } from "./empty-database";
import { newTenantContext } from "./new-tenant";

let stop: () => Promise<void>;
let slow: WebhookReceiver;
let quick: WebhookReceiver;
let slowTenant: UserContext;
let otherTenant: UserContext;
let jobs: Awaited<ReturnType<typeof startJobs>> | undefined;

// The job queue is everybody's, so that these tests need a database of their own.
beforeAll(async () => {
  stop = await useEmptyDatabase();
});
beforeEach(async () => {
  [slow, quick] = [await startWebhookReceiver(), await startWebhookReceiver()];
  [slowTenant, otherTenant] = [await newTenantContext(), await newTenantContext()];
});
afterEach(async () => {
  await jobs?.stop();
  jobs = undefined;
  await Promise.all([slow.stop(), quick.stop()]);
});
afterAll(() => stop());

const never = new AbortController().signal;

async function addEndpoint(context: UserContext, url: string): Promise<string> {
  const input = { url, description: "", eventTypes: ["mailbox.authorized" as const] };
  return expectSuccess(await createWebhookEndpoint(context, input)).id;
}

async function happen(context: UserContext, times = 1): Promise<void> {
  for (let count = 0; count < times; count++) {
    await inTenant(context, (db) => recordEvent(db, context, { type: "mailbox.authorized" }));
  }
}

function deliveriesOf(context: UserContext) {
  return inTenant(context, (db) => db.webhookDelivery.findMany({ select: { status: true, attemptCount: true } }));
}

/** The jobs of deliveries: in which state, and how often each was tried again. */
async function readJobs(): Promise<{ state: string; retryCount: number }[]> {
  const { rows } = await runAlone(
    `SELECT state::text, retry_count AS "retryCount" FROM pgboss.job WHERE name = 'webhook-delivery'`,
  );
  return z.array(z.object({ state: z.string(), retryCount: z.number() })).parse(rows);
}

/** How many are under way at each of the slow tenant's endpoints. */
function countUnderWay(): number[] {
  const counts = new Map<string, number>();
  for (const { path } of slow.underWay) counts.set(path, (counts.get(path) ?? 0) + 1);
  return [...counts.values()];
}

test("a tenant's slow server does not keep another tenant's webhook waiting, and loses none of its own", {
  timeout: 120_000,
}, async () => {
  const endpoints = 4;
  const events = 12;
  for (let at = 0; at < endpoints; at++) await addEndpoint(slowTenant, `${slow.url}/${at}`);
  await addEndpoint(otherTenant, quick.url);
  slow.answerWith({ status: 200, afterMs: 10_000 });
  await happen(slowTenant, events);
  jobs = await startJobs();
  await slow.waitFor(5);

  const happenedAt = performance.now();
  await happen(otherTenant);
  await quick.waitFor(1);
  expect(performance.now() - happenedAt).toBeLessThan(10_000);
  expect(slow.underWay.size, "what one tenant has at once").toBeLessThanOrEqual(5);
  expect(Math.max(...countUnderWay())).toBeLessThanOrEqual(2);
  await expect.poll(async () => (await readJobs()).map(({ state }) => state)).toContain("completed");
  const { text } = await readMetrics();
  expect(text).toContain(
    `mailgrant_job_queue_depth{queue="webhook-delivery",state="waiting"} ${endpoints * events - 5}`,
  );
  expect(text).toContain('mailgrant_job_queue_depth{queue="webhook-delivery",state="active"} 5');

  // Once they have answered they are known to be slow, and each gets one at a time.
  await slow.waitFor(5 + endpoints);
  await expect.poll(countUnderWay).toEqual(Array.from({ length: endpoints }, () => 1));
  expect(slow.received).toHaveLength(5 + endpoints);

  // Quick again, it gets what has been waiting: each once, at its first attempt.
  slow.answerWith({ status: 200 });
  await expect
    .poll(async () => (await deliveriesOf(slowTenant)).filter(({ status }) => status === "delivered").length, {
      timeout: 60_000,
    })
    .toBe(endpoints * events);
  expect(slow.received).toHaveLength(endpoints * events);
  expect(new Set((await deliveriesOf(slowTenant)).map(({ attemptCount }) => attemptCount))).toEqual(new Set([1]));
  await jobs.stop();
  const ended = await readJobs();
  expect(ended).toHaveLength(endpoints * events + 1);
  expect(new Set(ended.map(({ state, retryCount }) => `${state} ${retryCount}`))).toEqual(new Set(["completed 0"]));
});

test("a delivery that waits in the queue for long is not queued twice; one that is not there is queued again", async () => {
  const ended = new AbortController();
  const boss = await openQueue(ended.signal);
  await runAlone("DELETE FROM pgboss.job WHERE name = 'webhook-delivery'");
  await addEndpoint(otherTenant, quick.url);
  await happen(otherTenant, 3);
  await fanOut(boss, never);
  expect(await readJobs()).toHaveLength(3);
  const age = () =>
    inTenant(otherTenant, (db) =>
      db.webhookDelivery.updateMany({ data: { queuedAt: new Date(Date.now() - 3_600_000) } }),
    );
  await age();
  await fanOut(boss, never);
  expect(await readJobs()).toHaveLength(3);
  await runAlone(
    "DELETE FROM pgboss.job WHERE id = (SELECT id FROM pgboss.job WHERE name = 'webhook-delivery' LIMIT 1)",
  );
  await age();
  await fanOut(boss, never);
  expect(await readJobs()).toHaveLength(3);
  await boss.stop({ graceful: false });
  ended.abort();
});

test("jobs of an older release, which do not say whose they are, are given their endpoints when the queue is opened", async () => {
  const ended = new AbortController();
  const boss = await openQueue(ended.signal);
  await runAlone("DELETE FROM pgboss.job WHERE name = 'webhook-delivery'");
  const endpointId = await addEndpoint(otherTenant, quick.url);
  await happen(otherTenant);
  for (const { id } of await fanOutEvents()) await boss.send("webhook-delivery", { deliveryId: id });
  await boss.stop({ graceful: false });
  const again = await openQueue(ended.signal);
  const { rows } = await runAlone("SELECT singleton_key AS key FROM pgboss.job WHERE name = 'webhook-delivery'");
  expect(rows).toEqual([{ key: `${otherTenant.tenantId}/${endpointId}` }]);
  await again.stop({ graceful: false });
  ended.abort();
});
