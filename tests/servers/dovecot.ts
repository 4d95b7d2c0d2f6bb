import { existsSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createCertificates } from "./certificates";
import type { DovecotPorts } from "./dovecot-configuration";
import { type DovecotOptions, writeDovecotFiles } from "./dovecot-files";
import { findFreePorts } from "./free-ports";
import { type OwnedProcess, startOwnedProcess } from "./owned-process";
import { createTemporaryDirectory } from "./temporary-directory";

/** A running Dovecot: IMAP, POP3, submission and LMTP. */
export interface Dovecot {
  readonly ports: DovecotPorts;
  readonly certificateAuthorityPath: string;
  readonly certificateAuthority: string;
  /** The process group; everything that Dovecot starts is in it. */
  readonly pid: number;
  /** Dovecot's own log, where the reason of a refused login stands. */
  log(): string;
  stop(): Promise<void>;
}

const attempts = 5;

/** Starts Dovecot without root in a folder of its own, listening on 127.0.0.1 and 127.0.0.2 only. */
export async function startDovecot(options: DovecotOptions): Promise<Dovecot> {
  for (let attempt = 1; ; attempt += 1) {
    const ports = await choosePorts(options.portBase);
    const started = await start(options, ports);
    if (typeof started !== "string") return started;
    const isPortTaken = started.includes("Address already in use");
    if (!isPortTaken || options.portBase !== undefined || attempt === attempts) {
      throw new Error(`Dovecot did not start: ${started}`);
    }
  }
}

/** Where the dovecot program is, or `undefined`. `/usr/sbin` is not in everybody's path. */
function findDovecot(): string | undefined {
  const folders = [
    ...(process.env.PATH ?? "").split(path.delimiter),
    "/usr/sbin",
    "/usr/local/sbin",
    "/opt/homebrew/sbin",
  ];
  return folders.map((folder) => path.join(folder, "dovecot")).find((file) => existsSync(file));
}

async function start(options: DovecotOptions, ports: DovecotPorts): Promise<Dovecot | string> {
  const command = findDovecot();
  if (!command) throw new Error("Dovecot is not installed.");
  const directory = createTemporaryDirectory("dovecot");
  const certificates = options.certificates ?? createCertificates(path.join(directory.path, "tls"));
  writeDovecotFiles(directory.path, options, ports, certificates);
  const outputPath = path.join(directory.path, "output");
  const parameters = ["-F", "-c", path.join(directory.path, "dovecot.conf")];
  const dovecot = startOwnedProcess({ command, arguments: parameters, runAs: "nobody", outputPath });
  const log = () => [outputPath, path.join(directory.path, "dovecot.log")].map(readIfThere).join("");
  const stop = async () => {
    await dovecot.end("SIGKILL");
    directory.remove();
  };
  const failure = await waitForGreetings(dovecot, [ports.imap, ports.pop3, ports.submission, ports.lmtp]);
  if (failure === undefined && !log().includes("Address already in use")) {
    const { certificateAuthority, certificateAuthorityPath } = certificates;
    return { ports, certificateAuthority, certificateAuthorityPath, pid: dovecot.pid, log, stop };
  }
  const report = `${failure ?? ""} ${log()}`;
  await stop();
  return report;
}

async function choosePorts(base: number | undefined): Promise<DovecotPorts> {
  const free =
    base === undefined ? await findFreePorts(7) : [143, 993, 110, 995, 587, 465, 24].map((port) => base + port);
  const [imap = 0, imaps = 0, pop3 = 0, pop3s = 0, submission = 0, submissions = 0, lmtp = 0] = free;
  return { imap, imaps, pop3, pop3s, submission, submissions, lmtp };
}

/** Resolves when every port greets, or with the reason why one does not. */
async function waitForGreetings(server: OwnedProcess, ports: readonly number[]): Promise<string | undefined> {
  const deadline = Date.now() + 15_000;
  for (const port of ports) {
    while (!(await greets(port))) {
      if (server.hasExited()) return "It ended at once.";
      if (Date.now() > deadline) return `Nothing greets on port ${port}.`;
      await sleep(20);
    }
  }
  return undefined;
}

function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port, timeout: 1000 });
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("data", () => settle(true));
    for (const event of ["error", "close", "timeout"]) socket.once(event, () => settle(false));
  });
}

function readIfThere(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}
