// The jobs as a process of their own, started by scripts/start.mjs beside the web server or alone: what runs by itself.
// Says "ready" when they run. Ends by SIGTERM, having given back what it holds, and when the process that started it
// is gone.
import { disconnect } from "@/lib/db/client";
import { DatabaseTooOld, migrate } from "@/lib/db/migrate";
import { EnvironmentError, environment } from "@/lib/env";
import { startJobs } from "@/lib/jobs/start-jobs";
import { log } from "@/lib/log";
import { startTracing } from "@/lib/tracing/start-tracing";
import { listen } from "./jobs-listener";

// Ctrl-C reaches the whole group; the parent ends this one first and the database after it.
process.on("SIGINT", () => undefined);
process.on("disconnect", () => process.exit(1));
const told = new Promise<void>((resolve) => process.on("SIGTERM", resolve));

try {
  const { jobsListener, tracesEndpoint } = environment();
  const stopTracing = tracesEndpoint === null ? null : await startTracing(tracesEndpoint, "mailgrant-jobs");
  // Answers from the start, that it is alive and not ready yet.
  const listener = jobsListener === null ? null : await listen(jobsListener);
  for (const name of await migrate()) log.info({ migration: name }, "migration applied");
  const jobs = await startJobs();
  process.send?.("ready");

  await told;
  listener?.announceStop();
  await jobs.stop();
  await Promise.race([
    Promise.allSettled([stopTracing?.(), disconnect()]),
    new Promise((done) => setTimeout(done, 500)),
  ]);
  process.exit(0);
} catch (error) {
  if (!(error instanceof EnvironmentError || error instanceof DatabaseTooOld)) throw error;
  process.stderr.write(`Mailgrant cannot start:\n${error.message}\n`);
  process.exit(1);
}
