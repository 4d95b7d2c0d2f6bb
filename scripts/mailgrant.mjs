// The operator's command line: npm run mailgrant -- tenant create … It works beside a running server and without one.
// Plain Node, because it runs before there is any package; the commands themselves are in mailgrant.ts.
import { completeEnvironment } from "./data-folder.mjs";
import { borrowDatabase } from "./embedded.mjs";
import { loadEnvironmentFile } from "./environment-file.mjs";
import { prepare, root } from "./prepare.mjs";
import { StartError } from "./start-error.mjs";

try {
  // Standard output is for the answer alone.
  await prepare({ build: false, write: (text) => process.stderr.write(text) });
  process.chdir(root);
  loadEnvironmentFile();
  const { register } = await import("tsx/esm/api");
  register();
  const { runMailgrant } = await import("./mailgrant.ts");
  process.exit(await runMailgrant(process.argv.slice(2), reachDatabase));
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  console.error(error.message);
  process.exit(1);
}

/** Completes this process's environment and makes the database answer; returns what lets go of it. */
async function reachDatabase() {
  const { env, isEmbedded } = completeEnvironment(process.env, root);
  Object.assign(process.env, env);
  return isEmbedded ? borrowDatabase(env) : async () => undefined;
}
