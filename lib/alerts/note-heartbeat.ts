import { asSystem } from "@/lib/db/as-system";

/** What has to run all the time, and what it is called in front of people. */
export const watchedJobs = {
  "refresh-sweep": "The refresh of tokens",
  "verification-sweep": "The checks of mailboxes",
  alerts: "Alerts",
} as const;
export type WatchedJob = keyof typeof watchedJobs;

/** Whether a job is one of those whose runs are noted. */
export function isWatchedJob(name: string): name is WatchedJob {
  return Object.hasOwn(watchedJobs, name);
}

/** Notes that a watched job has run just now, by the database's clock. */
export async function noteHeartbeat(job: WatchedJob): Promise<void> {
  await asSystem(
    "note heartbeat",
    (db) => db.$executeRaw`
      INSERT INTO job_heartbeats (job, last_run_at) VALUES (${job}, clock_timestamp())
      ON CONFLICT (job) DO UPDATE SET last_run_at = excluded.last_run_at`,
  );
}
