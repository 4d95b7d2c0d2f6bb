import { fork } from "node:child_process";
import { once } from "node:events";

/** Starts the embedded database on a data folder and waits until it answers. Gives what ends it and waits for its end. */
export async function startEmbedded(dataDir: string): Promise<() => Promise<void>> {
  const database = fork("scripts/embedded-database.mjs", [dataDir], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  await once(database, "message");
  return async () => {
    const gone = once(database, "exit");
    database.disconnect();
    await gone;
  };
}
