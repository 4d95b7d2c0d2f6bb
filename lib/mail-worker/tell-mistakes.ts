import type { z } from "zod";
import type { Mistake } from "@/lib/errors";

/** The part of a request that mistakes are in. */
export type RequestPart = "path" | "query" | "body";

/**
 * What is wrong with a part of a request of the REST API, in the product's own words, unless the schema has words of
 * its own for it. Given to the parser of every request, and to no form. Never tells the value that was sent.
 */
export const requestErrorMap: z.core.$ZodErrorMap = (issue) => {
  const isMissing = issue.input === undefined;
  switch (issue.code) {
    case "invalid_type":
      if (isMissing) return "it is missing";
      return `it must be ${typeWords.get(issue.expected) ?? `of the type ${issue.expected}`}`;
    case "invalid_value":
      if (isMissing) return "it is missing";
      return `it must be ${issue.values.length > 1 ? "one of " : ""}${issue.values.map(String).join(", ")}`;
    case "too_small":
      return tooSmall(issue);
    case "too_big":
      return tooBig(issue);
    case "invalid_format":
      return `it must be ${formatWords.get(issue.format) ?? "written in another way"}`;
    case "unrecognized_keys":
      return unknownName;
    case "invalid_union":
      return isMissing ? "it is missing" : "it fits none of the shapes that the call takes";
    default:
      return "it is not valid";
  }
};

/**
 * The mistakes that a parser with requestErrorMap found in one part of a request, one a field. `text` is a mistake with
 * the field's name before it, as the joined sentence of a problem has it.
 */
export function tellMistakes(part: RequestPart, error: z.core.$ZodError | undefined): (Mistake & { text: string })[] {
  return (error?.issues ?? []).flatMap((issue) => {
    const { path, message } = issue;
    // Of unknown fields each is a mistake of its own; a name is as long as its sender likes.
    const places = issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...path, shortenName(key)]) : [path];
    return places.map((place) => ({
      pointer: part === "body" ? toPointer(place) : place.join(".") || part,
      detail: message,
      text: `${place.join(".") || part}: ${message}`,
    }));
  });
}

/** A name that the sender made up, no longer than is good to tell. */
export function shortenName(name: string): string {
  return [...name].slice(0, longestName).join("");
}

/** A place in the body as the URI fragment of a JSON Pointer (RFC 6901 §6), such as `#/incoming/port`. */
export function toPointer(path: readonly PropertyKey[]): string {
  const steps = path.map((step) => {
    const escaped = String(step).replaceAll("~", "~0").replaceAll("/", "~1");
    return `/${encodeURIComponent(escaped)}`;
  });
  return `#${steps.join("")}`;
}

const unknownName = "it is not known here";
const longestName = 100;

const typeWords: ReadonlyMap<string, string> = new Map([
  ["string", "a text"],
  ["number", "a number"],
  ["int", "a whole number"],
  ["boolean", "true or false"],
  ["array", "a list"],
  ["object", "a JSON object"],
  ["record", "a JSON object"],
  ["null", "null"],
]);

const formatWords: ReadonlyMap<string, string> = new Map([
  ["uuid", "an id such as 0b7e6d5c-3a1f-4c52-9a58-2f1f6f0f7a11"],
  ["datetime", "a time such as 2026-11-22T10:00:00Z"],
  ["date", "a date such as 2027-02-03"],
  ["email", "an email address"],
  ["url", "an address such as https://desk.acme.test/mailgrant"],
]);

function tooSmall({ origin, minimum, inclusive }: z.core.$ZodRawIssue<z.core.$ZodIssueTooSmall>): string {
  const unit = units.get(origin);
  if (unit !== undefined) return minimum === 1 ? "it must not be empty" : `it must have at least ${minimum} ${unit}`;
  return inclusive === false ? `it must be more than ${minimum}` : `it must be at least ${minimum}`;
}

function tooBig({ origin, maximum, inclusive }: z.core.$ZodRawIssue<z.core.$ZodIssueTooBig>): string {
  const unit = units.get(origin);
  if (unit !== undefined) return `it must have at most ${maximum} ${unit}`;
  return inclusive === false ? `it must be less than ${maximum}` : `it must be at most ${maximum}`;
}

const units: ReadonlyMap<string, string> = new Map([
  ["string", "characters"],
  ["array", "entries"],
]);
