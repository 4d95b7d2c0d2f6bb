import { parseArgs } from "node:util";
import { disconnect } from "@/lib/db/client";
import { migrate } from "@/lib/db/migrate";
import { EnvironmentError } from "@/lib/env";
import type { Failure } from "@/lib/errors";
import { fail, type Result } from "@/lib/result";
import { addMemberCommand } from "./mailgrant/add-member";
import type { Answer, Command } from "./mailgrant/command";
import { createTenantCommand } from "./mailgrant/create-tenant";
import { deleteTenantCommand } from "./mailgrant/delete-tenant";
import { issueWorkerKeyCommand } from "./mailgrant/issue-worker-key";
import { rotateKeysCommand } from "./mailgrant/rotate-keys";
import { StartError } from "./start-error.mjs";

const commands: readonly Command[] = [
  createTenantCommand,
  deleteTenantCommand,
  addMemberCommand,
  issueWorkerKeyCommand,
  rotateKeysCommand,
];

type Release = () => Promise<void>;
type CommandFailure = { code: Failure["code"] | "cannot_start" | "internal"; message: string };

/**
 * Runs one command of the operator's command line and returns its exit code: 0, 1 for a failure that is told in a
 * sentence, 2 for a command line that is not one. `reachDatabase` completes the environment and makes the database answer.
 */
export async function runMailgrant(args: string[], reachDatabase: () => Promise<Release>): Promise<number> {
  const line = readCommandLine(args);
  if ("mistake" in line) {
    process.stderr.write(`${line.mistake}\n\n${usage()}`);
    return 2;
  }
  if ("isHelp" in line) {
    process.stdout.write(usage());
    return 0;
  }
  const outcome = await runCommand(line, reachDatabase);
  if (line.isJson) {
    const { code, message } = outcome.ok ? { code: "", message: "" } : outcome.failure;
    process.stdout.write(`${JSON.stringify(outcome.ok ? outcome.value.fields : { error: { code, message } })}\n`);
  } else if (outcome.ok) process.stdout.write(`${outcome.value.sentence}\n`);
  else process.stderr.write(`${outcome.failure.message}\n`);
  return outcome.ok ? 0 : 1;
}

type CommandLine = {
  command: Command;
  options: Record<string, string | undefined>;
  hasPassword: boolean;
  isJson: boolean;
};

function readCommandLine(args: string[]): CommandLine | { mistake: string } | { isHelp: true } {
  if (args.includes("--help") || args.includes("-h")) return { isHelp: true };
  const name = args.slice(0, 2).join(" ");
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) return { mistake: name === "" ? "Which command?" : `There is no command "${name}".` };
  const typed = readOptions(command, args.slice(2));
  if (typeof typed === "string") return { mistake: typed };
  const { json, ...others } = typed;
  const options: Record<string, string | undefined> = {};
  for (const [option, value] of Object.entries(others)) if (typeof value === "string") options[option] = value;
  const hasPassword = command.passwordFlag !== null && others[command.passwordFlag.name] === true;
  const missing = command.required.filter((option) => options[option] === undefined);
  if (command.passwordFlag?.isRequired && !hasPassword) missing.push(command.passwordFlag.name);
  if (missing.length > 0) return { mistake: `${name} needs ${missing.map((option) => `--${option}`).join(", ")}.` };
  return { command, options, hasPassword, isJson: json === true };
}

/** The options by name, or a sentence that says which is not one. */
function readOptions(command: Command, args: string[]): Record<string, unknown> | string {
  const named = [...command.required, ...command.optional].map((option) => [option, { type: "string" }] as const);
  const flags = ["json", ...(command.passwordFlag === null ? [] : [command.passwordFlag.name])];
  const options = Object.fromEntries([...named, ...flags.map((flag) => [flag, { type: "boolean" }] as const)]);
  try {
    return parseArgs({ args, options, allowPositionals: false }).values;
  } catch (error) {
    if (error instanceof TypeError) return error.message;
    throw error;
  }
}

async function runCommand(
  { command, options, hasPassword }: CommandLine,
  reachDatabase: () => Promise<Release>,
): Promise<Result<Answer, CommandFailure>> {
  let release: Release = async () => undefined;
  try {
    // Read before the database is reached, which may belong to this command alone until it ends.
    const password = hasPassword ? await readPassword() : undefined;
    release = await reachDatabase();
    await migrate();
    return await command.run({ options, password });
  } catch (error) {
    if (error instanceof StartError || error instanceof EnvironmentError) {
      return fail({ code: "cannot_start", message: error.message });
    }
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    return fail({ code: "internal", message: "The command failed unexpectedly; standard error says how." });
  } finally {
    await disconnect();
    await release();
  }
}

/** Standard input without the line break that `echo` puts at its end. */
async function readPassword(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks)
    .toString("utf8")
    .replace(/\r?\n$/, "");
}

function usage(): string {
  const lines = commands.map(({ name, synopsis }) => `  npm run --silent mailgrant -- ${name} ${synopsis}\n`);
  return `Usage:\n${lines.join("")}`;
}
