import { readFileSync } from "node:fs";
import path from "node:path";
import { webServerFlags } from "@/scripts/web-server-flags.mjs";
import { findFreePorts } from "@/tests/servers/free-ports";
import { startChild } from "./child";
import type { SeededDatabase } from "./database";

/** One web server process of the product. */
export type WebServer = {
  origin: string;
  pid: number;
  /** Its resident memory, in bytes. */
  residentBytes(): number;
  stop(): Promise<void>;
};

/** Starts one on a free port, as `npm start` does. MAILGRANT_BENCH_PROFILE names a folder for its CPU profile. */
export async function startWebServer(database: SeededDatabase, directory: string): Promise<WebServer> {
  const [port = 0] = await findFreePorts(1);
  const origin = `http://127.0.0.1:${port}`;
  const profile = process.env.MAILGRANT_BENCH_PROFILE;
  const child = startChild("scripts/serve.mjs", ["127.0.0.1", String(port)], {
    env: { ...database.env, HOST: "127.0.0.1", PORT: String(port), PUBLIC_URL: origin },
    logFile: path.join(directory, `web-${port}.log`),
    execArgv: [...webServerFlags, ...(profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${profile}`])],
  });
  await child.listen();
  return { origin, pid: child.pid, residentBytes: () => readResidentBytes(child.pid), stop: child.stop };
}

function readResidentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  if (kilobytes === undefined) throw new Error(`The memory of process ${pid} cannot be read`);
  return Number(kilobytes) * 1024;
}
