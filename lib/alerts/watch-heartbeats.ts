import { asSystem } from "@/lib/db/as-system";
import { isDatabaseUnavailable } from "@/lib/db/is-database-unavailable";
import { environment } from "@/lib/env";
import { log } from "@/lib/log";
import { composeHeartbeat } from "./compose-heartbeat";
import { stoppedAfterSeconds } from "./find-stopped-jobs";
import { isWatchedJob, watchedJobs } from "./note-heartbeat";
import { sendAlertMail } from "./send-alert-mail";

const everyMs = 60_000;
/** Whoever tells it and is gone is taken over from after this; where nobody could be told it is tried again then. */
const claimSeconds = 300;

declare global {
  // Next loads a module once per bundle; the process must still have one timer.
  var mailgrantHeartbeatWatch: NodeJS.Timeout | undefined;
}

/**
 * Looks each minute whether what runs by itself still does. The web process does so, because the jobs process cannot
 * tell that it is gone. Keeps no process alive by itself.
 */
export function startHeartbeatWatch(): void {
  globalThis.mailgrantHeartbeatWatch ??= setInterval(() => {
    watchHeartbeats().catch((error: unknown) => {
      if (!isDatabaseUnavailable(error)) log.error({ err: error }, "watching the jobs failed");
    });
  }, everyMs).unref();
}

/**
 * Tells the operator by e-mail which watched jobs have stopped, and which run again; each once, whatever number of
 * processes look, because one of them claims it in the database. Without ALERT_EMAIL_TO the owners of all tenants are
 * told. What could not be sent is tried again after five minutes.
 */
export async function watchHeartbeats(): Promise<{ stopped: string[]; back: string[] }> {
  await begin();
  const stopped = await claim("stopped");
  if (stopped.length > 0) {
    log.error({ jobs: stopped.map(({ job }) => job) }, "what runs by itself has stopped");
    if (await tell("stopped", stopped)) await settle(stopped, "stopped");
  }
  const back = await claim("back");
  if (back.length > 0) {
    log.info({ jobs: back.map(({ job }) => job) }, "what had stopped runs again");
    if (await tell("back", back)) await settle(back, "back");
  }
  return { stopped: stopped.map(({ job }) => job), back: back.map(({ job }) => job) };
}

/** Where a job has never run, as in a new installation, its ten minutes begin now. */
async function begin(): Promise<void> {
  const jobs = Object.keys(watchedJobs);
  await asSystem(
    "watch heartbeats",
    (db) => db.$executeRaw`
      INSERT INTO job_heartbeats (job, last_run_at) SELECT job, clock_timestamp() FROM unnest(${jobs}::text[]) AS job
      ON CONFLICT (job) DO NOTHING`,
  );
}

type Claimed = { job: string; lastRunAt: Date };

function claim(what: "stopped" | "back"): Promise<Claimed[]> {
  const isStopped = what === "stopped";
  return asSystem(
    "watch heartbeats",
    (db) => db.$queryRaw<Claimed[]>`
      UPDATE job_heartbeats SET claimed_until = clock_timestamp() + make_interval(secs => ${claimSeconds})
      WHERE (told_at IS NULL) = ${isStopped}
        AND (last_run_at < clock_timestamp() - make_interval(secs => ${stoppedAfterSeconds})) = ${isStopped}
        AND (claimed_until IS NULL OR claimed_until < clock_timestamp())
      RETURNING job, last_run_at AS "lastRunAt"`,
  );
}

/** Whether somebody was told. Where the installation sends no e-mail, the banner in the Admin Panel is all there is. */
async function tell(what: "stopped" | "back", jobs: readonly Claimed[]): Promise<boolean> {
  const { alertMail, alertEmailTo } = environment();
  if (alertMail === null) return true;
  const recipients = alertEmailTo.length > 0 ? alertEmailTo : await findOwners();
  const named = jobs.flatMap(({ job, lastRunAt }) =>
    isWatchedJob(job) ? [{ name: watchedJobs[job], lastRunAt }] : [],
  );
  const message = composeHeartbeat(what, named, environment().publicUrl);
  // The same id for all that is told of one stop, so that a second try is known as the same message.
  const id = `heartbeat ${what} ${jobs.map(({ job, lastRunAt }) => `${job} ${lastRunAt.toISOString()}`).join(" ")}`;
  const outcomes = await Promise.all(recipients.map((recipient) => sendAlertMail({ ...message, id, recipient })));
  for (const outcome of outcomes)
    if (!outcome.ok) log.error({ reason: outcome.failure.message }, "telling that the jobs have stopped failed");
  return outcomes.length === 0 || outcomes.some(({ ok }) => ok);
}

async function findOwners(): Promise<string[]> {
  const owners = await asSystem("watch heartbeats", (db) =>
    db.user.findMany({ where: { memberships: { some: { role: "owner" } } }, select: { email: true } }),
  );
  return owners.map(({ email }) => email);
}

async function settle(jobs: readonly Claimed[], what: "stopped" | "back"): Promise<void> {
  const names = jobs.map(({ job }) => job);
  await asSystem(
    "watch heartbeats",
    (db) => db.$executeRaw`
      UPDATE job_heartbeats SET claimed_until = NULL,
        told_at = CASE WHEN ${what === "stopped"} THEN clock_timestamp() END
      WHERE job = ANY (${names}::text[])`,
  );
}
