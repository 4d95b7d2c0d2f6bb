// The processes that the start script runs: each says "ready" over its channel, and ends when the channel closes.
import { fork } from "node:child_process";
import path from "node:path";
import { root } from "./prepare.mjs";
import { StartError } from "./start-error.mjs";

/**
 * Starts a script of this folder and waits until it is ready. `ended` resolves with the exit code (null by a signal).
 * `stop` asks it to end, waits for that, and ends it by force after `patienceMs`.
 * It is ended when `unless` fails, without which it has nothing to do.
 * Throws StartError, with the exit code as its `exitCode`, when it ends before it is ready.
 *
 * @param {string} script
 * @param {string[]} args
 * @param {{ env: Record<string, string>, title: string, stdout: "inherit" | "ignore" | number, unless?: Promise<unknown>, flags?: string[] }} options Node gets the flags.
 */
export async function startChild(script, args, { env, title, stdout, unless, flags = [] }) {
  const child = fork(path.join(root, "scripts", script), args, {
    cwd: root,
    env,
    execArgv: flags,
    // A file takes both streams; otherwise what goes wrong is always seen.
    stdio: ["ignore", stdout, typeof stdout === "number" ? stdout : "inherit", "ipc"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  unless?.catch(() => child.kill());
  await Promise.race([
    new Promise((resolve) => child.once("message", resolve)),
    ended.then((exitCode) => {
      throw Object.assign(new StartError(`${title} did not start.`), { exitCode });
    }),
  ]);
  return {
    pid: child.pid,
    ended,
    async stop(patienceMs = 10_000) {
      child.kill("SIGTERM");
      const force = setTimeout(() => child.kill("SIGKILL"), patienceMs);
      await ended;
      clearTimeout(force);
    },
  };
}
