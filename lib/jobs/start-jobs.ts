import { setTimeout as wait } from "node:timers/promises";
import type PgBoss from "pg-boss";
import { systemClock } from "@/lib/clock";
import { analyzeGrown } from "@/lib/db/analyze-grown";
import { isDatabaseUnavailable } from "@/lib/db/is-database-unavailable";
import { vacuumEmbedded } from "@/lib/db/vacuum-embedded";
import { environment } from "@/lib/env";
import { lookAtDueGrants } from "@/lib/grant/claim-due-grants";
import { sweepDueGrants } from "@/lib/grant/sweep-due-grants";
import { warnOfExpiringCredentials } from "@/lib/idp-config/warn-of-expiring-credentials";
import { log } from "@/lib/log";
import { countDueChecks } from "@/lib/verification/claim-due-checks";
import { sweepDueChecks } from "@/lib/verification/sweep-due-checks";
import { runAlerts } from "./alert-jobs";
import { openQueue } from "./queue";
import { removeLeftovers } from "./remove-leftovers";
import { deliverySlots } from "./share-slots";
import { takeDeliveriesByShares } from "./take-deliveries-by-shares";
import { buryDelivery, fanOut } from "./webhook-jobs";
import { workQueue } from "./work-queue";

/** What one run of the sweep may take, in milliseconds: the next one is a minute away. */
const sweepBudgetMs = 50_000;
/** More due Grants than this are more than one instance should do alone. */
const manyDue = 200;
/** After a sweep that had to leave something. */
const restSeconds = 5;
const vacuumAfterSeconds = 600;
const fanOutEveryMs = 2_000;
const alertsEveryMs = 2_000;
const analyzeEveryMs = 15_000;
/** Shorter than what supervisors allow before they end a process by force. */
const stopPatienceMs = 7_000;

/**
 * Starts everything that runs by itself: the refresh sweep, scheduled checks, alerts, webhooks, warnings and cleaning
 * up. As many processes as one likes may do so on one database: what the clock starts is started once, by the job queue,
 * and the sweep, the alerts and the webhooks are shared among all of them. While the database is away everything waits for it.
 *
 * `stop` takes no more jobs, ends the sweep, which gives its leases back, waits for the rest, and is done within eight
 * seconds; what was cut short then is done again by another process, or after the next start.
 */
export async function startJobs(): Promise<{ stop: () => Promise<void> }> {
  const stopping = new AbortController();
  const ended = new AbortController();
  const boss = await openQueue(ended.signal);
  await scheduleJobs(boss);
  const work = Promise.all(startWork(boss, stopping.signal));
  log.info("jobs are running");
  return {
    async stop() {
      stopping.abort();
      await within(stopPatienceMs, work);
      await within(500, boss.stop({ graceful: false }));
      ended.abort();
      log.info("jobs have stopped");
    },
  };
}

async function scheduleJobs(boss: PgBoss): Promise<void> {
  await boss.schedule("refresh-sweep", "* * * * *");
  await boss.schedule("verification-sweep", "* * * * *");
  await boss.schedule("credential-warnings", "7 * * * *");
  await boss.schedule("remove-leftovers", "23 * * * *");
  // At night where the machine is. One that is off at night does it a while after each start.
  await boss.schedule("vacuum-embedded", "41 3 * * *", {}, { tz: Intl.DateTimeFormat().resolvedOptions().timeZone });
  await boss.send("vacuum-embedded", {}, { startAfter: vacuumAfterSeconds });
  // What fell due while nothing ran does not wait for the next minute.
  await boss.send("refresh-sweep", {});
  await boss.send("verification-sweep", {});
}

function startWork(boss: PgBoss, stopping: AbortSignal): Promise<void>[] {
  const slow = { atOnce: 1, pollMs: 5_000, stopping };
  return [
    workQueue(boss, "refresh-sweep", { atOnce: 1, pollMs: 1_000, stopping, handle: () => sweep(boss, stopping) }),
    workQueue(boss, "verification-sweep", {
      ...{ atOnce: 1, pollMs: 1_000, stopping },
      handle: () => check(boss, stopping),
    }),
    workQueue(boss, "credential-warnings", { ...slow, handle: warn }),
    workQueue(boss, "remove-leftovers", { ...slow, handle: () => removeLeftovers(stopping) }),
    workQueue(boss, "vacuum-embedded", { ...slow, handle: () => vacuum(stopping) }),
    workQueue(boss, "webhook-delivery", {
      ...{ atOnce: deliverySlots, pollMs: 1_000, stopping },
      ...takeDeliveriesByShares(boss),
    }),
    workQueue(boss, "webhook-dead", { ...slow, handle: buryDelivery }),
    repeat(fanOutEveryMs, stopping, "looking for webhooks to send", () => fanOut(boss, stopping)),
    repeat(alertsEveryMs, stopping, "looking after alerts", () => runAlerts(stopping)),
    repeat(analyzeEveryMs, stopping, "refreshing the planner's figures", () => analyze(stopping)),
  ];
}

/** One run of the sweep. Where there is much to do another instance is called, and called by that one again. */
async function sweep(boss: PgBoss, signal: AbortSignal): Promise<Record<string, unknown>> {
  const { dueCount } = await lookAtDueGrants();
  if (dueCount > manyDue) await boss.send("refresh-sweep", {});
  const report = await sweepDueGrants({ budgetMs: sweepBudgetMs, signal });
  // What is left when the time was over does not wait for the next minute.
  if (report.remaining > 0 && !signal.aborted) await boss.send("refresh-sweep", {}, { startAfter: restSeconds });
  return report;
}

/** One run of the scheduled checks, which others help with where there is much to do; none where they are turned off. */
async function check(boss: PgBoss, signal: AbortSignal): Promise<Record<string, unknown>> {
  if (environment().checks.everyMinutes === 0) return { isOff: true };
  if ((await countDueChecks(null)) > manyDue) await boss.send("verification-sweep", {});
  const report = await sweepDueChecks({ budgetMs: sweepBudgetMs, signal });
  if (report.remaining > 0 && !signal.aborted) await boss.send("verification-sweep", {}, { startAfter: restSeconds });
  return report;
}

async function analyze(stopping: AbortSignal): Promise<void> {
  const tables = await analyzeGrown(stopping);
  if (tables !== null && tables > 0) log.debug({ tables }, "the planner's figures were refreshed");
}

/** On PostgreSQL there is nothing to do. */
async function vacuum(stopping: AbortSignal): Promise<Record<string, unknown>> {
  return (await vacuumEmbedded(stopping)) ?? { isLeftToAutovacuum: true };
}

async function warn(): Promise<Record<string, unknown>> {
  return { warnings: await warnOfExpiringCredentials(systemClock()) };
}

/** Acts over and over with a pause in between; what fails is tried again, and told unless the database is away. */
async function repeat(pauseMs: number, stopping: AbortSignal, what: string, act: () => Promise<void>): Promise<void> {
  while (!stopping.aborted) {
    try {
      await act();
    } catch (error) {
      if (!isDatabaseUnavailable(error)) log.error({ err: error }, `${what} failed`);
    }
    await wait(pauseMs, undefined, { signal: stopping }).catch(() => undefined);
  }
}

async function within(patienceMs: number, act: Promise<unknown>): Promise<void> {
  const patience = new AbortController();
  await Promise.race([act, wait(patienceMs, undefined, { signal: patience.signal }).catch(() => undefined)]);
  patience.abort();
}
