import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { z } from "zod";

const root = process.cwd();
const tree = mkdtempSync(path.join(os.tmpdir(), "mailgrant-rules-"));
afterAll(() => rmSync(tree, { recursive: true, force: true }));

// Each rule, the file that breaks it and what that file imports. Whatever is imported is made as an empty file.
const breaches: [rule: string, from: string, imported: string][] = [
  ["no-cycle", "lib/audit/one.ts", "./two"],
  ["resolvable", "lib/audit/lost.ts", "./nowhere"],
  ["no-orphan", "lib/audit/alone.ts", ""],
  ["lib-below-transport", "lib/audit/up.ts", "@/app/page"],
  ["lib-without-framework", "lib/audit/framework.ts", "next/headers"],
  ["ground-floor", "lib/clock.ts", "@/lib/audit/free"],
  ["env-on-ground-floor", "lib/env.ts", "@/lib/log"],
  ["pure-room", "lib/oauth/mailing.ts", "@/lib/mail/free"],
  ["pure-room", "lib/mail/reading-environment.ts", "@/lib/env"],
  ["pure-room", "lib/diagnosis/auditing.ts", "@/lib/audit/free"],
  ["egress-and-presets-lowest", "lib/egress/asking.ts", "@/lib/oauth/free"],
  ["crypto-low", "lib/crypto/storing.ts", "@/lib/db/in-tenant"],
  ["db-low", "lib/db/auditing.ts", "@/lib/audit/free"],
  ["tenancy-imports-downwards", "lib/tenancy/granting.ts", "@/lib/grant/free"],
  ["idp-config-imports-downwards", "lib/idp-config/granting.ts", "@/lib/grant/free"],
  ["grant-imports-downwards", "lib/grant/naming.ts", "@/lib/system-email/free"],
  ["system-email-imports-downwards", "lib/system-email/verifying.ts", "@/lib/verification/free"],
  ["verification-imports-downwards", "lib/verification/serving.ts", "@/lib/mail-worker/free"],
  ["health-imports-downwards", "lib/health/serving.ts", "@/lib/mail-worker/free"],
  ["mail-worker-imports-downwards", "lib/mail-worker/alerting.ts", "@/lib/alerts/free"],
  ["webhook-imports-downwards", "lib/webhook/alerting.ts", "@/lib/alerts/free"],
  ["alerts-imports-downwards", "lib/alerts/scheduling.ts", "@/lib/jobs/free"],
  ["database-behind-db", "lib/audit/querying.ts", "pg"],
  ["connections-behind-db", "lib/audit/connecting.ts", "@/lib/db/client"],
  ["run-alone-is-listed", "lib/audit/running-alone.ts", "@/lib/db/run-alone"],
  ["metrics-low", "lib/metrics/auditing.ts", "@/lib/audit/free"],
  ["generated-client-behind-db", "lib/audit/generating.ts", "@/lib/db/generated/client"],
  ["rows-stay-in-the-domain", "components/ui/row.tsx", "@/lib/db/generated/models/Grant"],
  ["as-system-is-listed", "lib/audit/seeing-everything.ts", "@/lib/db/as-system"],
  ["components-below-app", "components/ui/page-knower.tsx", "@/app/page"],
  ["components-take-types", "components/ui/actor.tsx", "@/lib/audit/free"],
  ["next-in-app", "components/ui/reading-headers.tsx", "next/headers"],
  ["next-auth-has-one-importer", "app/_server/second-importer.ts", "next-auth"],
  ["transport-decides-nothing", "app/querying.ts", "@/lib/db/in-tenant"],
  ["tests-are-not-imported", "app/testing.ts", "@/tests/servers/free"],
  ["demo-uses-the-practice-servers", "scripts/demo.mjs", "../tests/unit/free"],
  ["no-development-package-at-run-time", "lib/mail/practising.ts", "smtp-server"],
];

// What the same rules let through, so that none of them is so strict that it says nothing.
const allowed: [from: string, line: string][] = [
  ["app/page.ts", 'import "next/headers";'],
  ["app/_server/sign-in.ts", 'import "next-auth";'],
  [
    "components/ui/link.tsx",
    'import "next/link"; import type { Free } from "@/lib/grant/free"; import "@/lib/grant/schema";',
  ],
  ["lib/audit/two.ts", 'import "./one";'],
  ["lib/audit/recording.ts", 'import type { Database } from "@/lib/db/client"; import "@/lib/db/generated/enums";'],
  ["lib/oauth/asking.ts", 'import "@/lib/egress/free"; import "@/lib/providers/free"; import "@/lib/result";'],
  ["lib/tenancy/create-tenant.ts", 'import "@/lib/db/as-system"; import "@/lib/audit/free"; import "@/lib/env";'],
  ["lib/mail-worker/serving.ts", 'import "@/lib/verification/free"; import "@/lib/system-email/free";'],
  [
    "tests/unit/anything.test.ts",
    'import "@/lib/db/generated/client"; import "@/lib/db/as-system"; import "smtp-server";',
  ],
];

test("each import rule reports its breach, and nothing else is reported", async () => {
  const packages = { next: ["headers", "link"], "next-auth": ["index"], pg: ["index"], "smtp-server": ["index"] };
  for (const [name, files] of Object.entries(packages)) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, main: "index.js" }));
    for (const file of files) write(`node_modules/${name}/${file}.js`, "module.exports = {};");
  }
  const dependencies = { next: "*", "next-auth": "*", pg: "*" };
  write("package.json", JSON.stringify({ dependencies, devDependencies: { "smtp-server": "*" } }));
  write("tsconfig.json", JSON.stringify({ compilerOptions: { module: "esnext", paths: { "@/*": ["./*"] } } }));
  for (const file of imported) write(file, "export type Free = string; export {};");
  for (const [, from, target] of breaches) write(from, importing(from, target));
  for (const [from, line] of allowed) write(from, line);
  // Files that are only imported would be orphans otherwise.
  write("tests/unit/importing.test.ts", imported.map((file) => `import "@/${file.replace(/\.ts$/, "")}";`).join("\n"));

  const found = await cruise();
  expect(found.sort()).toEqual(breaches.map(([rule, from]) => `${rule}: ${from}`).sort());
}, 60_000);

test("every rule of the configuration is shown here", () => {
  const { forbidden } = rulesSchema.parse(createRequire(import.meta.url)(path.join(root, ".dependency-cruiser.cjs")));
  expect(new Set(breaches.map(([rule]) => rule))).toEqual(new Set(forbidden.map(({ name }) => name)));
});

const imported = [
  ...["alerts", "audit", "grant", "jobs", "mail", "mail-worker", "oauth", "system-email", "verification"].map(
    (room) => `lib/${room}/free.ts`,
  ),
  ...["lib/egress/free.ts", "lib/providers/free.ts", "lib/grant/schema.ts", "lib/log.ts", "lib/result.ts"],
  ...[
    "client",
    "in-tenant",
    "as-system",
    "run-alone",
    "generated/client",
    "generated/enums",
    "generated/models/Grant",
  ].map((name) => `lib/db/${name}.ts`),
  ...["tests/servers/free.ts", "tests/unit/free.ts"],
];

const rulesSchema = z.object({ forbidden: z.array(z.object({ name: z.string() })) });
const reportSchema = z.object({
  summary: z.object({ violations: z.array(z.object({ from: z.string(), rule: z.object({ name: z.string() }) })) }),
});

function importing(from: string, target: string): string {
  if (target === "") return "export {};";
  // A type alone breaks this rule; a value would break another one as well.
  return from === "components/ui/row.tsx" ? `import type { Free } from "${target}";` : `import "${target}";`;
}

function write(file: string, content: string): void {
  const full = path.join(tree, file);
  mkdirSync(path.dirname(full), { recursive: true });
  writeFileSync(full, content);
}

function cruise(): Promise<string[]> {
  const program = path.join(root, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const config = path.join(root, ".dependency-cruiser.cjs");
  const args = [program, "--config", config, "--output-type", "json", "app", "components", "lib", "scripts", "tests"];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: tree, maxBuffer: 1 << 24 }, (error, stdout, stderr) => {
      // It exits with the number of breaches; only an unreadable report is a failure of its own.
      if (!stdout.startsWith("{")) return reject(error ?? new Error(stderr));
      const { summary } = reportSchema.parse(JSON.parse(stdout));
      resolve(summary.violations.map(({ from, rule }) => `${rule.name}: ${from}`));
    });
  });
}
