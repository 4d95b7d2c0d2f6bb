import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { diagnoseLines } from "@/scripts/diagnose-lines";

const run = async (lines: string[]) => {
  const output = new PassThrough();
  const told = text(output);
  const exitCode = await diagnoseLines(Readable.from(lines.map((line) => `${line}\n`)), output);
  output.end();
  const answers: unknown[] = (await told)
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  return { exitCode, answers };
};

const expired = { stage: "refresh", provider: "microsoft", raw: "AADSTS7000222: expired" };

test("each line gets its answer, in order, with the id that it came with", async () => {
  const lines = [
    JSON.stringify({ ...expired, id: "a" }),
    "",
    JSON.stringify({ stage: "imap", provider: "google", raw: "" }),
  ];
  expect(await run(lines)).toEqual({
    exitCode: 0,
    answers: [
      {
        id: "a",
        cause: "client_secret_expired",
        alternatives: [],
        owner: "org_admin_of_idp",
        transient: false,
        confidence: 0.95,
      },
      { cause: "unknown", alternatives: [], owner: "helpdesk_admin", transient: false, confidence: 0.1 },
    ],
  });
});

test("a line that cannot be read is told by its number, and the others are answered", async () => {
  const lines = [
    JSON.stringify(expired),
    "not JSON",
    JSON.stringify({ ...expired, stage: "elsewhere" }),
    JSON.stringify(expired),
  ];
  const { exitCode, answers } = await run(lines);
  expect(exitCode).toBe(1);
  expect(answers).toMatchObject([
    { cause: "client_secret_expired" },
    { line: 2, error: "The line is not JSON." },
    { line: 3, error: expect.stringContaining("stage") },
    { cause: "client_secret_expired" },
  ]);
});

test("what is left out has a default, and an answer that is JSON need not be quoted", async () => {
  const { answers } = await run([
    JSON.stringify({ raw: "getaddrinfo ENOTFOUND mail.acme.test" }),
    JSON.stringify({
      stage: "token",
      provider: "google",
      raw: { error: "invalid_client", error_description: "Unauthorized" },
    }),
  ]);
  expect(answers).toMatchObject([{ cause: "dns" }, { cause: "client_secret_wrong" }]);
});

test("a text of any length is answered", async () => {
  const { answers } = await run([JSON.stringify({ ...expired, raw: `AADSTS7000222 ${"x ".repeat(500_000)}` })]);
  expect(answers).toMatchObject([{ cause: "client_secret_expired" }]);
});
