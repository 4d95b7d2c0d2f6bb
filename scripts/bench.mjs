// Measures the product: node scripts/bench.mjs NAME [--json] [--database …] [--small], or `npm run bench -- NAME …`.
// Plain Node, because it runs before there is any package.
import { fork } from "node:child_process";
import path from "node:path";
import { prepare, root } from "./prepare.mjs";
import { StartError } from "./start-error.mjs";
import { ensureSystemPackages, MissingSystemPackages } from "./system-packages.mjs";

try {
  // Standard output is for the figures.
  await prepare({ build: true, write: (text) => process.stderr.write(text) });
  ensureSystemPackages(["postgresql"]);
} catch (error) {
  if (!(error instanceof StartError || error instanceof MissingSystemPackages)) throw error;
  console.error(error.message);
  process.exit(1);
}
const bench = fork(path.join(root, "tests/bench/main.ts"), process.argv.slice(2), {
  cwd: root,
  execArgv: ["--import", "tsx"],
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => bench.kill(signal));
process.exitCode = await new Promise((resolve) => bench.once("exit", (code) => resolve(code ?? 1)));
