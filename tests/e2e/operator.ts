import path from "node:path";
import { z } from "zod";
import { completeEnvironment } from "@/scripts/data-folder.mjs";
import { type Child, startChild } from "@/tests/bench/child";

/** What the operator does on the stage's database, past its web server: tenants, members, Worker Keys. */
export type Operator = {
  /**
   * Runs one command of the operator's command line, without the start of a process that a command line takes each time.
   * Gives the fields of its answer. Throws what it says when it fails. One at a time.
   */
  run(name: string, options: Record<string, string>, password?: string): Promise<Record<string, unknown>>;
  stop(): Promise<void>;
};

const variablesSchema = z.record(z.string(), z.string());
const fieldsSchema = z.record(z.string(), z.unknown());

/** An operator beside the product that runs in this environment. Its process starts with its first command. */
export function createOperator(given: NodeJS.ProcessEnv, directory: string): Operator {
  let started: Promise<Child> | undefined;
  const start = async () => {
    const { env } = completeEnvironment(given, process.cwd());
    const logFile = path.join(directory, "operator.log");
    const child = startChild("tests/e2e/operator-process.ts", [], {
      env: { ...given, ...variablesSchema.parse(env) },
      logFile,
    });
    await child.listen();
    return child;
  };
  return {
    async run(name, options, password) {
      started ??= start();
      const child = await started;
      return fieldsSchema.parse(await child.ask({ name, options, ...(password === undefined ? {} : { password }) }));
    },
    async stop() {
      await (await started)?.stop();
    },
  };
}
