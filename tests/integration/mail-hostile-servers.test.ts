import { describe, expect, test } from "vitest";

import { speakImap } from "@/tests/servers/scripted-answers";
import type { ScriptedSession } from "@/tests/servers/scripted-mail-server";
import { failedStage, prepareScriptedServers, token } from "./scripted-verification";

const { start, verify } = prepareScriptedServers("hostile-mail-servers");
const welcome = { authenticate: () => "TAG OK welcome\r\n" };

/** More than this nobody else who is served by the process should have to wait, on a slow machine too. */
const longestPauseMs = 1000;

/** Does `work` and answers, beside what came of it, for how long the process did nothing else at the longest. */
async function watchPauses<Value>(work: () => Promise<Value>): Promise<{ value: Value; pauseMs: number }> {
  let [seenAt, pauseMs] = [performance.now(), 0];
  const look = () => {
    pauseMs = Math.max(pauseMs, performance.now() - seenAt);
    seenAt = performance.now();
  };
  const timer = setInterval(look, 5);
  try {
    const value = await work();
    look();
    return { value, pauseMs };
  } finally {
    clearInterval(timer);
  }
}

describe("a server that means harm holds up nobody else", () => {
  test("by literals without an end", async () => {
    const literals = `* LIST () "/" ${"{0}\r\n".repeat(600_000)}`;
    const list = (_line: string, session: ScriptedSession) => {
      session.write(literals);
      return undefined;
    };
    const server = await start(speakImap({ ...welcome, list }), { isEncrypted: true });
    const { value: report, pauseMs } = await watchPauses(() => verify("imap", server.port, { security: "tls" }));
    expect(failedStage(report)).toMatchObject({ name: "folder", failure: { code: "protocol_violation" } });
    expect(pauseMs).toBeLessThan(longestPauseMs);
  });

  test("by rights without an end", async () => {
    const myrights = () => `* MYRIGHTS INBOX ${"a".repeat(60_000)}!\r\nTAG OK done\r\n`;
    const server = await start(speakImap({ ...welcome, myrights }, "AUTH=XOAUTH2 SASL-IR ACL"), { isEncrypted: true });
    const { value: report, pauseMs } = await watchPauses(() =>
      verify("imap", server.port, { security: "tls", isEmptied: true }),
    );
    expect(report.failure).toMatchObject({ code: "folder_read_only" });
    expect(pauseMs).toBeLessThan(longestPauseMs);
  });

  test("by response codes that begin again and again", async () => {
    const answers = {
      authenticate: () => `TAG OK ${"[CAPABILITY ".repeat(5400)}\r\n`,
      select: () => `* OK ${"[PERMANENTFLAGS (".repeat(3600)}\r\nTAG OK done\r\n`,
    };
    const server = await start(speakImap(answers, "AUTH=XOAUTH2 SASL-IR"), { isEncrypted: true });
    const { value: report, pauseMs } = await watchPauses(() =>
      verify("imap", server.port, { security: "tls", isEmptied: true }),
    );
    expect(report.isHealthy).toBe(true);
    expect(pauseMs).toBeLessThan(longestPauseMs);
  });
});

test("rights are read with and without quotation marks", async () => {
  for (const [rights, code] of [
    ["lrswite", undefined],
    ['"lrswite"', undefined],
    ["lrsd  ", undefined],
    ["lrsw", "folder_read_only"],
    ["", "folder_read_only"],
  ]) {
    const myrights = () => `* MYRIGHTS INBOX ${rights}\r\nTAG OK done\r\n`;
    const server = await start(speakImap({ ...welcome, myrights }, "AUTH=XOAUTH2 SASL-IR ACL"), { isEncrypted: true });
    const report = await verify("imap", server.port, { security: "tls", isEmptied: true });
    expect(report.failure?.code, rights).toBe(code);
  }
});

test("of the folders only those are kept that a database can hold, that can be chosen, and that repeat no secret", async () => {
  const names = ["INBOX", `for ${token}`, "&AAA-", "&2AA-", "f".repeat(251), "&AOk-t&AOk-"];
  const list = () => `${names.map((name) => `* LIST () "/" "${name}"\r\n`).join("")}TAG OK done\r\n`;
  const server = await start(speakImap({ ...welcome, list }), { isEncrypted: true });
  const report = await verify("imap", server.port, { security: "tls" });
  expect(report.folders).toEqual([{ path: "INBOX" }, { path: "été" }]);
});

test("of a hundred thousand folders the first two thousand are kept, and the one that is wanted is found", async () => {
  const folders = Array.from({ length: 100_000 }, (_, index) => `* LIST () "/" f${index}\r\n`).join("");
  const list = () => `${folders}* LIST () "/" "zzz"\r\n* LIST () "/" "INBOX"\r\nTAG OK done\r\n`;
  const server = await start(speakImap({ ...welcome, list }), { isEncrypted: true });
  const report = await verify("imap", server.port, { security: "tls", archiveFolder: "zzz", deadlineMs: 20_000 });
  expect(report.isHealthy).toBe(true);
  expect(report.folders).toHaveLength(2000);
  expect(report.folders?.[0]).toEqual({ path: "INBOX" });
});
