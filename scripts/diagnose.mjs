// Diagnosis of error messages on the command line: npm run -s diagnose < messages.jsonl. Needs no database and no settings.
// Plain Node, because it runs before there is any package; the work is in diagnose-lines.ts.
import { prepare } from "./prepare.mjs";
import { StartError } from "./start-error.mjs";

// Whoever reads the answers may have had enough of them.
process.stdout.on("error", (error) => {
  if (!("code" in error) || error.code !== "EPIPE") throw error;
  process.exit(0);
});

try {
  // Standard output is for the answers alone.
  await prepare({ build: false, database: false, write: (text) => process.stderr.write(text) });
  const { register } = await import("tsx/esm/api");
  register();
  const { diagnoseLines } = await import("./diagnose-lines.ts");
  process.exitCode = await diagnoseLines(process.stdin, process.stdout);
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
