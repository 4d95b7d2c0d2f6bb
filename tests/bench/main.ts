import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import type { Bench, Outcome } from "./bench";
import { benchCredentialsBatch } from "./credentials-batch";
import { benchCredentialsRead } from "./credentials-read";
import { type DatabaseKind, startDatabaseServer } from "./database";
import { benchGrowth } from "./growth";
import { benchHealthPage } from "./health-page";
import { startLoadGenerator } from "./load";
import { benchMemory } from "./memory";
import { describeMachine, printOutcome } from "./report";
import { benchScheduledChecks } from "./scheduled-checks";
import { benchStampede } from "./stampede";
import { benchSweep } from "./sweep";

// npm run bench -- NAME [--json] [--database postgres|embedded|both] [--small]

const benches: Record<string, (bench: Bench) => Promise<Outcome>> = {
  "credentials-read": benchCredentialsRead,
  "credentials-batch": benchCredentialsBatch,
  stampede: benchStampede,
  sweep: benchSweep,
  checks: benchScheduledChecks,
  growth: benchGrowth,
  health: benchHealthPage,
  memory: benchMemory,
};

const usage = `Usage: npm run bench -- NAME [--json] [--database postgres|embedded|both] [--small]
NAME is one of ${Object.keys(benches).join(", ")}, or all.`;

const { names, kinds, isJson, isSmall } = readArguments();
const say = (text: string) => process.stderr.write(`${text}\n`);
let isEveryGoalMet = true;
for (const name of names) {
  for (const kind of kinds) {
    const startedAt = performance.now();
    say(`── ${name} on ${kind === "postgres" ? "PostgreSQL" : "the embedded database"}${isSmall ? ", small" : ""}`);
    const { outcome, version } = await runBench(name, kind);
    const isMet = outcome.goals.every((goal) => goal.isMet);
    isEveryGoalMet &&= isMet;
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    const run = {
      bench: name,
      database: kind,
      isSmall,
      machine: { ...describeMachine(), database: version },
      seconds,
      isMet,
    };
    if (isJson) console.log(JSON.stringify({ ...run, ...outcome }));
    else printOutcome(outcome);
  }
}
process.exit(isEveryGoalMet ? 0 : 1);

async function runBench(name: string, kind: DatabaseKind): Promise<{ outcome: Outcome; version: string }> {
  const run = benches[name];
  if (run === undefined) throw new Error(usage);
  const directory = mkdtempSync(path.join(os.tmpdir(), `mailgrant-bench-${name}-`));
  const generator = startLoadGenerator(path.join(directory, "load.log"));
  const server = await startDatabaseServer(kind, directory);
  const removeDirectory = () => rmSync(directory, { recursive: true, force: true });
  process.on("exit", removeDirectory);
  try {
    return { outcome: await run({ kind, server, generator, directory, isSmall, say }), version: server.version };
  } finally {
    await generator.stop();
    await server.stop();
    process.off("exit", removeDirectory);
    removeDirectory();
  }
}

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: "boolean", default: false },
      small: { type: "boolean", default: false },
      database: { type: "string", default: "both" },
    },
  });
  const chosen = positionals.includes("all") ? Object.keys(benches) : positionals;
  const wanted = { postgres: ["postgres"], embedded: ["embedded"], both: ["postgres", "embedded"] } as const;
  const kindsOf = new Map<string, readonly DatabaseKind[]>(Object.entries(wanted));
  const kinds = kindsOf.get(values.database);
  if (chosen.length === 0 || chosen.some((name) => !(name in benches)) || kinds === undefined) {
    console.error(usage);
    process.exit(2);
  }
  return { names: chosen, kinds, isJson: values.json, isSmall: values.small };
}
