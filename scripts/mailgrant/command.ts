import type { z } from "zod";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";

/** What a command says when it succeeded: fields for scripts, a sentence for people. */
export type Answer = { fields: Record<string, string | number | readonly string[]>; sentence: string };

/** The options as they were typed, without their dashes. `password` is what standard input held, if the command line said so. */
export type Given = { options: Record<string, string | undefined>; password: string | undefined };

/** One command of the operator's command line. */
export type Command = {
  name: string;
  /** What follows the name in the usage text. */
  synopsis: string;
  required: readonly string[];
  optional: readonly string[];
  /** The flag that says that standard input holds a password, where the command takes one. */
  passwordFlag: { name: string; isRequired: boolean } | null;
  run: (given: Given) => Promise<Result<Answer, Failure>>;
};

/** Parses what was typed; the failure names the option, not the value, which may be a password. */
export function parseOptions<Value>(
  schema: z.ZodType<Value>,
  typed: Record<string, unknown>,
): Result<Value, Failure<"invalid_request">> {
  const outcome = schema.safeParse(typed);
  if (outcome.success) return succeed(outcome.data);
  const sentences = outcome.error.issues.map(({ path, message }) => `--${path.map(optionName).join(" ")}: ${message}.`);
  return fail({ code: "invalid_request", message: sentences.join("\n") });
}

function optionName(key: PropertyKey): string {
  return String(key).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
