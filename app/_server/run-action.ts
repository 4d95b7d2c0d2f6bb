import "server-only";
import { notFound } from "next/navigation";
import type { z } from "zod";
import type { FormConflict, FormState } from "@/components/ui/form-state";
import { exactWords } from "@/components/ui/time-words";
import type { Failure } from "@/lib/errors";
import type { Result } from "@/lib/result";
import type { UserContext } from "@/lib/tenancy/context";
import { Forbidden } from "@/lib/tenancy/require-permission";
import { requireTenant } from "./require-tenant";

/**
 * A server action on a tenant's page: guard, parse, one call. `place` is what the page bound to the form; it comes
 * back from the browser, so it is parsed and authorized like everything else. An answer of not_found becomes the
 * same 404 that a foreign tenant's id gets; other failures are told in the form, with what was typed.
 */
export async function runAction<Place extends { tenant: string }, Input>(
  action: { place: z.ZodType<Place>; input: z.ZodType<Input>; secretFields?: readonly string[] },
  place: unknown,
  form: FormData,
  run: (
    context: UserContext,
    place: Place,
    input: Input,
  ) => Promise<Result<{ message: string; warnings?: string[] }, Failure>>,
): Promise<FormState> {
  const parsedPlace = action.place.safeParse(place);
  if (!parsedPlace.success) notFound();
  const context = await requireTenant(parsedPlace.data.tenant);
  const values = keepTyped(form, action.secretFields ?? []);
  const input = action.input.safeParse(readForm(form));
  if (!input.success) return describeMistakes(input.error, values);
  try {
    const outcome = await run(context, parsedPlace.data, input.data);
    if (outcome.ok) return { status: "saved", ...outcome.value };
    return describeFailure(outcome.failure, values, context.timeZone);
  } catch (error) {
    if (!(error instanceof Forbidden)) throw error;
    return {
      status: "failed",
      message: "Your role does not allow this. Ask an owner or an admin of this helpdesk.",
      values,
    };
  }
}

/** What the form was filled from, as RevisionField sends it. */
export function readRevision(form: FormData): string | undefined {
  const revision = form.get("revision");
  return typeof revision === "string" ? revision : undefined;
}

/** What was typed wrongly, as a form shows it: the first mistake of each field beside it. */
export function describeMistakes(error: z.ZodError, values: Record<string, string>): FormState {
  const fieldErrors: Record<string, string> = {};
  for (const issue of error.issues) fieldErrors[String(issue.path[0] ?? "form")] ??= issue.message;
  return { status: "failed", message: "Please check the fields below. Nothing was saved.", fieldErrors, values };
}

/**
 * A failure as a form shows it: beside its field where it names one, as a question to confirm, or as the changes of
 * others that saving would undo. `timeZone` is an IANA name.
 */
export function describeFailure(failure: Failure, values: Record<string, string>, timeZone = "UTC"): FormState {
  if (failure.code === "not_found") notFound();
  const { field, confirm, revision, changedAt, ...facts } = failure.facts ?? {};
  // A failure of several fields has a sentence for each of them.
  const named = factsOf(facts, "fields.");
  const fieldErrors = field === undefined ? named : { [field]: failure.message, ...named };
  const takenOver = factsOf(facts, "untouched.");
  const conflict: FormConflict = {
    at: changedAt === undefined ? null : exactWords(new Date(changedAt), timeZone),
    kept: factsOf(facts, "kept."),
    takenOver,
  };
  return {
    status: "failed",
    message: failure.message,
    values: revision === undefined ? values : { ...values, ...takenOver, revision },
    ...(Object.keys(fieldErrors).length === 0 ? {} : { fieldErrors }),
    ...(confirm === undefined ? {} : { confirm }),
    ...(revision === undefined ? {} : { conflict }),
  };
}

/** The facts whose names begin with `prefix`, by the rest of their names. */
function factsOf(facts: Record<string, string>, prefix: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(facts).flatMap(([name, fact]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), fact]] : [],
    ),
  );
}

/**
 * The fields of a form; a name that occurs more than once becomes a list. Next's own fields are left out, and so are
 * NUL characters, which no keyboard types and no text of PostgreSQL's can hold.
 */
export function readForm(form: FormData): Record<string, string | string[]> {
  const fields: Record<string, string | string[]> = {};
  for (const name of new Set(form.keys())) {
    if (name.startsWith("$ACTION")) continue;
    const given = form
      .getAll(name)
      .filter((value) => typeof value === "string")
      .map((value) => value.replaceAll("\u0000", ""));
    fields[name] = name.endsWith("[]") || given.length > 1 ? given : (given[0] ?? "");
  }
  return fields;
}

/** What was typed, to be shown again: never a secret, so those are asked for again. */
export function keepTyped(form: FormData, secretFields: readonly string[]): Record<string, string> {
  const entries = Object.entries(readForm(form)).filter(([name]) => !secretFields.includes(name));
  return Object.fromEntries(entries.map(([name, value]) => [name, Array.isArray(value) ? value.join("\n") : value]));
}
