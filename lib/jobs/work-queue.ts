import { setTimeout as wait } from "node:timers/promises";
import type PgBoss from "pg-boss";
import { isWatchedJob, noteHeartbeat } from "@/lib/alerts/note-heartbeat";
import { log } from "@/lib/log";
import { metrics } from "@/lib/metrics/metrics";
import { inSpan } from "@/lib/tracing/in-span";
import type { QueueName } from "./queue";

/** A job as its handler gets it: what it was sent with, and how often it failed before. */
export type Job = { id: string; data: unknown; retryCount: number };

/** Jobs that were taken; held back where others may be due that can be taken as soon as one of those that run has ended. */
export type Claim = { jobs: readonly Job[]; isHeldBack: boolean };

type Work = {
  /** How many at once in this process. */
  atOnce: number;
  pollMs: number;
  /** Ends the taking of jobs; what runs is waited for. */
  stopping: AbortSignal;
  /** Takes at most so many jobs that are due, where they are not simply to be taken in their order. It does not throw. */
  claim?: (room: number) => Promise<Claim>;
  /** What it answers stands in the log. A job whose handler throws is retried as its queue says. */
  handle: (job: Job) => Promise<Record<string, unknown>>;
};

/**
 * Takes jobs of a queue and carries them out until `stopping`; resolves when the last one has ended. Each job succeeds
 * or fails by itself, which pg-boss's own workers cannot do with several at once.
 */
export async function workQueue(boss: PgBoss, name: QueueName, work: Work): Promise<void> {
  const running = new Set<Promise<void>>();
  const { claim = (room: number) => takeInOrder(boss, name, room) } = work;
  while (!work.stopping.aborted) {
    const room = work.atOnce - running.size;
    const { jobs, isHeldBack } = await claim(room);
    for (const job of jobs) {
      const run = runJob(boss, name, job, work).finally(() => running.delete(run));
      running.add(run);
    }
    if (running.size === work.atOnce) await Promise.race(running);
    else if (jobs.length < room) await rest(work, isHeldBack ? running : new Set());
  }
  await Promise.allSettled(running);
}

async function takeInOrder(boss: PgBoss, name: QueueName, room: number): Promise<Claim> {
  return { jobs: await boss.fetch<object>(name, { batchSize: room, includeMetadata: true }), isHeldBack: false };
}

/** Until it is time to look again, or one of `orUntil` has ended. */
async function rest({ pollMs, stopping }: Work, orUntil: ReadonlySet<Promise<void>>): Promise<void> {
  const rested = new AbortController();
  const end = () => rested.abort();
  stopping.addEventListener("abort", end, { once: true });
  if (stopping.aborted) end();
  await Promise.race([wait(pollMs, undefined, { signal: rested.signal }).catch(() => undefined), ...orUntil]);
  stopping.removeEventListener("abort", end);
  end();
}

async function runJob(boss: PgBoss, name: QueueName, { id, data, retryCount }: Job, { handle }: Work): Promise<void> {
  const startedAt = performance.now();
  const about = { job: name, jobId: id };
  log.info(about, "job started");
  try {
    const outcome = await inSpan(`job ${name}`, { "mailgrant.job": name }, () => handle({ id, data, retryCount }));
    log.info({ ...about, ...outcome, durationMs: elapsed(startedAt) }, "job ended");
    metrics().jobRuns.inc({ queue: name, outcome: "completed" });
    if (isWatchedJob(name)) await noteHeartbeat(name);
    await boss.complete(name, id);
  } catch (error) {
    log.warn({ ...about, err: error, durationMs: elapsed(startedAt) }, "job failed");
    metrics().jobRuns.inc({ queue: name, outcome: "failed" });
    // Only its message: what else an error carries may hold more than a table of jobs should.
    await boss.fail(name, id, { message: error instanceof Error ? error.message : String(error) });
  }
}

function elapsed(since: number): number {
  return Math.round(performance.now() - since);
}
