import type { z } from "zod";
import type { Failure, Mistake } from "@/lib/errors";
import { toPointer } from "@/lib/mail-worker/tell-mistakes";
import { fail, type Result, succeed } from "@/lib/result";

/**
 * Parses what a form would have sent by the form's own schema. A mistake is told by the name that the API has for the
 * field: `names` translates those that differ, and its entry "" is what stands before all of them.
 */
export function parseFields<Value>(
  schema: z.ZodType<Value>,
  fields: unknown,
  names: Readonly<Record<string, string>>,
): Result<Value, Failure<"invalid_request">> {
  const parsed = schema.safeParse(fields);
  if (parsed.success) return succeed(parsed.data);
  const prefix = names[""] === undefined ? "" : `${names[""]}.`;
  const mistakes = parsed.error.issues.map(({ path, message }) => {
    const field = String(path[0] ?? "");
    return { field: `${prefix}${names[field] ?? field}`, message };
  });
  return fail({ code: "invalid_request", ...tellFields(mistakes) });
}

/** The sentence and the mistakes of a failure that is about fields, which are named as the API names them, with dots. */
export function tellFields(of: readonly { field: string; message: string }[]): {
  message: string;
  mistakes: Mistake[];
} {
  return {
    message: of.map(({ field, message }) => `${field}: ${message}`).join("; "),
    mistakes: of.map(({ field, message }) => ({ pointer: toPointer(field.split(".")), detail: message })),
  };
}

/**
 * A failure of a form's use case as an API tells it: with the field that it is about, or, where it is a question, with
 * the word that answers it with yes.
 */
export function tellFailure<Code extends Failure["code"]>(
  { code, message, facts = {} }: Failure<Code>,
  names: Readonly<Record<string, string>> = {},
): Failure<Code> {
  const { field, confirm } = facts;
  if (confirm !== undefined) {
    return {
      code,
      message: `${message} To go ahead, send the same request with "confirm": ["${confirm}"].`,
      facts: { confirm },
    };
  }
  const named = Object.entries(facts).flatMap(([name, sentence]) =>
    name.startsWith("fields.") ? [{ field: translate(name.slice("fields.".length), names), message: sentence }] : [],
  );
  if (named.length > 0) return { code, ...tellFields(named) };
  return field === undefined
    ? { code, message }
    : { code, ...tellFields([{ field: translate(field, names), message }]) };
}

function translate(field: string, names: Readonly<Record<string, string>>): string {
  return names[field] ?? field;
}
