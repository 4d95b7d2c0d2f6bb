import { asSystem } from "@/lib/db/as-system";
import { isWatchedJob, watchedJobs } from "./note-heartbeat";

/** What runs each minute has stopped when it has not run for as long as this. */
export const stoppedAfterSeconds = 600;

export type StoppedJob = { job: string; name: string; lastRunAt: Date };

/** Which of the watched jobs have not run for ten minutes, in any process, and when each last did. */
export async function findStoppedJobs(): Promise<StoppedJob[]> {
  const rows = await asSystem(
    "watch heartbeats",
    (db) => db.$queryRaw<{ job: string; lastRunAt: Date }[]>`
      SELECT job, last_run_at AS "lastRunAt" FROM job_heartbeats
      WHERE last_run_at < clock_timestamp() - make_interval(secs => ${stoppedAfterSeconds}) ORDER BY job`,
  );
  return rows.flatMap(({ job, lastRunAt }) => (isWatchedJob(job) ? [{ job, name: watchedJobs[job], lastRunAt }] : []));
}
