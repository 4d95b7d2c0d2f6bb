import { execFileSync } from "node:child_process";
import os from "node:os";
import type { Outcome, Row } from "./bench";

/** Prints the table and, below it, each goal and whether it is met. */
export function printOutcome({ rows, goals }: Outcome): void {
  console.log(layOut(rows));
  for (const { what, measured, wanted, isMet } of goals) {
    console.log(`${isMet ? "met   " : "MISSED"}  ${what}: ${measured} (${wanted})`);
  }
  console.log("");
}

/** What the figures depend on. */
export function describeMachine() {
  const cpus = os.cpus();
  return {
    cores: cpus.length,
    cpu: cpus[0]?.model ?? "unknown",
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    system: `${os.type()} ${os.release()}`,
    node: process.version,
    commit: readCommit(),
    at: new Date().toISOString(),
  };
}

function readCommit(): string {
  try {
    return execFileSync("git", ["rev-parse", "--short", "HEAD"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return "unknown";
  }
}

function layOut(rows: Row[]): string {
  const titles = Object.keys(rows[0] ?? {});
  const lines = [titles, ...rows.map((row) => titles.map((title) => String(row[title] ?? "")))];
  const widths = titles.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? "").length)));
  return lines.map((line) => line.map((cell, column) => cell.padStart(widths[column] ?? 0)).join("  ")).join("\n");
}
