import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { openSync } from "node:fs";

/** A server that ends with this process, however this process ends. */
export interface OwnedProcess {
  readonly pid: number;
  hasExited(): boolean;
  /** Resolves with the exit code, or `null` after a signal. */
  readonly exited: Promise<number | null>;
  /** Sends a signal to the process and everything that it started, and waits until it is gone. */
  end(signal: NodeJS.Signals): Promise<void>;
}

interface Start {
  readonly command: string;
  readonly arguments: readonly string[];
  /** Only root can choose; everybody else runs it as themselves. */
  readonly runAs?: string;
  readonly directory?: string;
  /** Where standard output and standard error go. */
  readonly outputPath: string;
}

/**
 * Starts a server in a process group of its own. It is killed when this process exits, and on Linux, where `setpriv` is,
 * also when this process is killed itself.
 */
export function startOwnedProcess(start: Start): OwnedProcess {
  const wrapper = process.platform === "linux" ? setprivArguments(start.runAs) : [];
  const [command = start.command, ...rest] = [...wrapper, start.command, ...start.arguments];
  const output = openSync(start.outputPath, "a");
  const child = spawn(command, rest, {
    detached: true,
    stdio: ["ignore", output, output],
    cwd: start.directory ?? "/",
  });
  return ownProcess(child, start.command);
}

/** The user that a server should run as: `preferred` when root starts it, this user otherwise. */
export function runUser(preferred: string): { name: string; group: string } {
  const name = process.getuid?.() === 0 ? preferred : readCommand("id", ["-un"]);
  return { name, group: readCommand("id", ["-gn", name]) };
}

function ownProcess(child: ChildProcess, name: string): OwnedProcess {
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${name} could not be started.`);
  const kill = (signal: NodeJS.Signals) => {
    try {
      process.kill(-pid, signal);
    } catch {
      // The group is gone, which is what was wanted.
    }
  };
  const killAtExit = () => kill("SIGKILL");
  process.on("exit", killAtExit);
  let hasExited = false;
  const exited = new Promise<number | null>((resolve) => {
    child.once("exit", (code) => {
      hasExited = true;
      process.off("exit", killAtExit);
      resolve(code);
    });
  });
  return {
    pid,
    hasExited: () => hasExited,
    exited,
    end: async (signal) => {
      if (!hasExited) kill(signal);
      await exited;
      kill("SIGKILL");
    },
  };
}

function setprivArguments(user: string | undefined): string[] {
  const death = ["setpriv", "--pdeathsig", "KILL"];
  if (user === undefined || process.getuid?.() !== 0) return death;
  return [...death, "--reuid", user, "--regid", runUser(user).group, "--clear-groups"];
}

function readCommand(command: string, parameters: string[]): string {
  return execFileSync(command, parameters, { encoding: "utf8" }).trim();
}
