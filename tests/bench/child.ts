import { fork } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");

/** A process of the bench's own; it ends when this process does, because its channel closes. */
export type Child = {
  pid: number;
  /** The next message that comes from it. Throws with the end of its log when it ends first. */
  listen(): Promise<unknown>;
  /** Sends a message and gives the next one that comes back. */
  ask(message: object): Promise<unknown>;
  /** Throws with the end of its log when it has ended by itself, and failed, before. */
  stop(): Promise<void>;
};

type ChildOptions = { env: NodeJS.ProcessEnv; logFile: string; execArgv?: string[] };

/** Starts a script of the checkout, by tsx where it is in TypeScript, with both output streams in `logFile`. */
export function startChild(script: string, args: string[], { env, logFile, execArgv = [] }: ChildOptions): Child {
  const log = openSync(logFile, "a", 0o600);
  const child = fork(path.join(root, script), args, {
    cwd: root,
    env,
    execArgv: [...(script.endsWith(".ts") ? ["--import", "tsx"] : []), ...execArgv],
    serialization: "advanced",
    stdio: ["ignore", log, log, "ipc"],
  });
  closeSync(log);
  const { pid } = child;
  if (pid === undefined) throw new Error(`${script} could not be started`);
  const ended = once(child, "exit");
  const endedByItself = () => new Error(`${script} ended by itself:\n${readFileSync(logFile, "utf8").slice(-3000)}`);
  const listen = async () => {
    const attention = new AbortController();
    const message = once(child, "message", { signal: attention.signal });
    message.catch(() => undefined);
    const exit = ended.then(() => {
      throw endedByItself();
    });
    try {
      const [value] = await Promise.race([message, exit]);
      return value;
    } finally {
      attention.abort();
    }
  };
  return {
    pid,
    listen,
    ask: (message) => {
      const answer = listen();
      child.send(message);
      return answer;
    },
    stop: async () => {
      if (child.exitCode !== null && child.exitCode !== 0) throw endedByItself();
      const force = setTimeout(() => child.kill("SIGKILL"), 15_000);
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
      await ended;
      clearTimeout(force);
    },
  };
}
