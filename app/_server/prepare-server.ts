import "server-only";
import { startHeartbeatWatch } from "@/lib/alerts/watch-heartbeats";
import { DatabaseTooOld, migrate } from "@/lib/db/migrate";
import { EnvironmentError, environment } from "@/lib/env";
import { log } from "@/lib/log";
import { firstRunCode, isFirstRun } from "@/lib/tenancy/first-run";

/** Makes the process ready to serve, or ends it with a sentence that says what to mend. */
export async function prepareServer(): Promise<void> {
  try {
    const { publicUrl } = environment();
    for (const name of await migrate()) log.info({ migration: name }, "migration applied");
    startHeartbeatWatch();
    if (await isFirstRun()) {
      process.stdout.write(
        `\nThere is no tenant yet. Create the first one at ${publicUrl}/first-run with this code: ${firstRunCode()}\n\n`,
      );
    }
  } catch (error) {
    if (!(error instanceof EnvironmentError || error instanceof DatabaseTooOld)) throw error;
    process.stderr.write(`Mailgrant cannot start:\n${error.message}\n`);
    process.exit(1);
  }
}
