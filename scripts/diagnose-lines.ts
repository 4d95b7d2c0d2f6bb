import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { z } from "zod";
import { diagnose } from "@/lib/diagnosis/diagnose";
import { diagnosisContextSchema, diagnosisProviderSchema, diagnosisStageSchema } from "@/lib/diagnosis/schema";

/**
 * A line of the input. Without a provider it is Other, without a stage the network; an answer that is JSON itself need
 * not be quoted. `id` comes back with the answer; whatever else stands in the line is left alone.
 */
const lineSchema = z.object({
  id: z.union([z.string(), z.number()]).optional(),
  stage: diagnosisStageSchema.default("network"),
  provider: diagnosisProviderSchema.default("other"),
  raw: z.union([z.string(), z.record(z.string(), z.unknown()), z.array(z.unknown())]),
  context: diagnosisContextSchema.optional(),
});

/**
 * Reads JSON lines `{stage, provider, raw}` and writes `{cause, alternatives, owner, transient, confidence}` for each, in
 * their order and as they come. A line that cannot be read gets `{error, line}` in its place, and the exit code is 1 at
 * the end instead of 0. Empty lines count as lines and get no answer.
 */
export async function diagnoseLines(input: Readable, output: Writable): Promise<number> {
  let exitCode = 0;
  let number = 0;
  for await (const line of readLines(input)) {
    number += 1;
    if (line.trim() === "") continue;
    const answer = answerLine(line);
    if (typeof answer === "string") exitCode = 1;
    const written = output.write(
      `${JSON.stringify(typeof answer === "string" ? { error: answer, line: number } : answer)}\n`,
    );
    if (!written) await once(output, "drain");
  }
  return exitCode;
}

/** Lines end with a line feed alone: JSON may hold the other characters that node:readline takes for an end. */
async function* readLines(input: Readable): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of input.setEncoding("utf8")) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}

/** The answer to a line, or a sentence that says what is wrong with it. */
function answerLine(line: string): object | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return "The line is not JSON.";
  }
  const parsed = lineSchema.safeParse(value);
  if (!parsed.success)
    return parsed.error.issues.map(({ path, message }) => `${path.join(".") || "line"}: ${message}`).join("; ");
  const { id, raw, stage, provider, context } = parsed.data;
  const { cause, alternatives, owner, transient, confidence } = diagnose({
    stage,
    provider,
    raw: typeof raw === "string" ? raw : JSON.stringify(raw),
    ...(context === undefined ? {} : { context }),
  });
  return { ...(id === undefined ? {} : { id }), cause, alternatives, owner, transient, confidence };
}
