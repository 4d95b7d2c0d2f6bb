// All checks and tests: node scripts/test.mjs, or `npm test`. `npm test -- unit types` runs only the steps named.
// Plain Node, because it runs before there is any package.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { prepare, root } from "./prepare.mjs";
import { StartError } from "./start-error.mjs";
import { ensureSystemPackages, MissingSystemPackages } from "./system-packages.mjs";

const reports = mkdtempSync(path.join(os.tmpdir(), "mailgrant-test-reports-"));
process.on("exit", () => rmSync(reports, { recursive: true, force: true }));

const checkedFolders = ["app", "components", "lib", "scripts", "tests"].filter((folder) =>
  existsSync(path.join(root, folder)),
);
const checkedFiles = ["instrumentation.ts", "proxy.ts", "next.config.mjs", "vitest.config.ts", "playwright.config.ts"];
const checked = [...checkedFolders, ...checkedFiles.filter((file) => existsSync(path.join(root, file)))];

/** Steps run beside each other as long as they keep no more cores busy than this. */
const coreCount = 2;

/**
 * A step runs its commands in order until one fails. `cores` is how many it keeps busy, as measured on a machine that has
 * two; `systemPackages` are those of the machine that it needs; `needs` names a step without which it makes no sense;
 * `readReport` counts the tests that it ran. They start in this order.
 */
const steps = [
  { name: "format", title: "Format and lint", cores: 2, commands: [["@biomejs/biome/bin/biome", "check"]] },
  {
    name: "types",
    title: "Types",
    cores: 1,
    // The first writes the types of the routes, which a new checkout lacks.
    commands: [
      ["next/dist/bin/next", "typegen"],
      ["typescript/bin/tsc", "--noEmit"],
    ],
  },
  {
    name: "imports",
    title: "Import rules",
    cores: 1,
    commands: [["dependency-cruiser/bin/dependency-cruise.mjs", "--config", ".dependency-cruiser.cjs", ...checked]],
  },
  { name: "unused", title: "Unused files and exports", cores: 1, commands: [["knip/bin/knip.js"]] },
  { ...vitestStep("unit", "Unit tests", []), cores: 2 },
  { name: "build", title: "Build", cores: 2, act: (write) => prepare({ build: true, write }) },
  vitestStep("embedded", "Tests on the embedded database", []),
  vitestStep("servers", "Tests against real servers", ["dovecot", "postgresql", "chromium"]),
  vitestStep("postgres", "Tests on PostgreSQL", ["postgresql"]),
  { ...vitestStep("processes", "Tests of several processes", ["postgresql"]), needs: "build" },
  {
    name: "e2e",
    title: "Journeys in a browser",
    cores: 2,
    needs: "build",
    systemPackages: ["dovecot", "chromium"],
    commands: [["@playwright/test/cli.js", "test", "--reporter=line,json"]],
    variables: { PLAYWRIGHT_JSON_OUTPUT_FILE: path.join(reports, "e2e.json") },
    readReport: () => {
      const { stats } = readJson("e2e");
      return { passed: stats.expected, failed: stats.unexpected + stats.flaky };
    },
  },
];

function vitestStep(project, title, systemPackages) {
  const report = path.join(reports, `${project}.json`);
  const options = ["--project", project, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  return {
    name: project,
    title,
    // Most of the time it waits for a server or for the one process of the embedded database.
    cores: 1,
    systemPackages,
    commands: [["vitest/vitest.mjs", "run", ...options]],
    readReport: () => {
      const { numPassedTests: passed, numFailedTests, testResults } = readJson(project);
      // A file that cannot even be loaded has no tests that could fail.
      const broken = testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0);
      return { passed, failed: numFailedTests + broken.length };
    },
  };
}

async function main() {
  const names = process.argv.slice(2);
  const unknown = names.filter((name) => !steps.some((step) => step.name === name));
  if (unknown.length > 0) {
    console.error(`There is no step ${unknown.join(", ")}. Steps: ${steps.map(({ name }) => name).join(", ")}.`);
    process.exit(2);
  }
  const chosen = names.length === 0 ? steps : steps.filter(({ name }) => names.includes(name));
  await prepare({ build: false });
  ensureSystemPackages([...new Set(chosen.flatMap(({ systemPackages = [] }) => systemPackages))]);

  const failures = [];
  const total = { passed: 0, failed: 0 };
  await runBesideEachOther(chosen, async (step) => {
    if (failures.some(({ name }) => name === step.needs)) {
      console.log(`${step.title}: left out, because it needs the step ${step.needs}`);
      return;
    }
    const outcome = await runStep(step);
    total.passed += outcome.passed;
    total.failed += outcome.failed;
    if (outcome.failed > 0) failures.push({ ...step, output: outcome.output });
  });
  for (const { title, output } of failures) console.log(`\n── ${title}\n${output.trimEnd()}`);
  if (failures.length > 0) console.log(`\nFailed: ${failures.map(({ name }) => name).join(", ")}`);
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  const hasTests = chosen.some(({ readReport }) => readReport !== undefined);
  process.exit(failures.length > 0 || (hasTests && total.passed === 0) ? 1 : 0);
}

/** Starts the steps in their order, each as soon as there are cores for it and what it needs is over. */
async function runBesideEachOther(chosen, run) {
  const waiting = [...chosen];
  const running = new Map();
  while (waiting.length > 0 || running.size > 0) {
    const busy = [...running.keys()].reduce((sum, { cores }) => sum + cores, 0);
    const [next] = waiting;
    const isHeldUp = [...running.keys()].some(({ name }) => name === next?.needs);
    if (next !== undefined && busy + next.cores <= coreCount && !isHeldUp) {
      waiting.shift();
      running.set(
        next,
        run(next).then(() => running.delete(next)),
      );
    } else await Promise.race(running.values());
  }
}

/** Runs one step. A step that fails without a failing test counts as one failure, so that the sum is never green by mistake. */
async function runStep(step) {
  const startedAt = performance.now();
  let output = "";
  const add = (text) => {
    output += text;
  };
  const succeeded = step.act === undefined ? await runCommands(step, add) : await succeeds(() => step.act(add), add);
  let counts = { passed: 0, failed: 0 };
  if (step.readReport !== undefined) await succeeds(async () => Object.assign(counts, step.readReport()), add);
  if (succeeded && step.readReport !== undefined && counts.passed === 0) {
    add("\nNo test ran.");
    counts = { passed: 0, failed: 1 };
  }
  if (!succeeded && counts.failed === 0) counts.failed = 1;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const tests = step.readReport === undefined ? "" : `, ${counts.passed} passed, ${counts.failed} failed`;
  console.log(`${step.title} … ${counts.failed === 0 ? "ok" : "FAILED"} (${seconds} s${tests})`);
  return { ...counts, output };
}

async function runCommands({ commands, variables = {} }, add) {
  for (const [program, ...args] of commands) {
    const file = path.join(root, "node_modules", program);
    const child = spawn(process.execPath, [file, ...args], {
      cwd: root,
      env: { ...cleanEnvironment(), ...variables },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", add);
    const code = await new Promise((resolve) => child.on("close", resolve));
    if (code !== 0) return false;
  }
  return true;
}

async function succeeds(act, add) {
  try {
    await act();
    return true;
  } catch (error) {
    add(`\n${error instanceof StartError ? error.message : error.stack}`);
    return false;
  }
}

/** The environment without what the operator set for the product, so that a test run never reaches their database. */
function cleanEnvironment() {
  const product =
    /^(DATABASE_URL|AUTH_SECRET|PUBLIC_URL|HOST|PORT|JOBS_PORT|DATA_DIR|SIGN_UP|NODE_ENV|METRICS_TOKEN|TRUSTED_PROXIES|MAILGRANT_.*|OTEL_.*|.*_SMTP_URL)$/;
  const kept = Object.entries(process.env).filter(([name]) => !product.test(name));
  return { ...Object.fromEntries(kept), NEXT_TELEMETRY_DISABLED: "1", NO_COLOR: "1" };
}

function readJson(name) {
  return JSON.parse(readFileSync(path.join(reports, `${name}.json`), "utf8"));
}

try {
  await main();
} catch (error) {
  if (!(error instanceof StartError || error instanceof MissingSystemPackages)) throw error;
  console.error(error.message);
  process.exit(1);
}
