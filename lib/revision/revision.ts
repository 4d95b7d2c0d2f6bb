import { sha256 } from "@/lib/crypto/hash";

/**
 * What the fields of a form hold, by their names: texts as the form shows them, and of a list its members. A secret is
 * never among them; what changes with it is, by its fingerprint.
 */
export type FormFields = Readonly<Record<string, string | readonly string[]>>;

/**
 * What a form was filled from: its Revision, a short digest of each field, so that the form can carry it although a
 * field may hold ten thousand characters. Whoever saves the form gives it back, and `compareRevision` tells what was
 * saved by others meanwhile. The order of a list's members does not count.
 */
export function composeRevision(fields: FormFields): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}:${digest(value)}`)
    .join(" ");
}

/** Which fields others have changed since the form was filled, where saving the form would undo that. */
export type Overwritten = {
  /** Those that were changed in the form as well. */
  kept: string[];
  /** Those that the form still has as they were. */
  untouched: string[];
};

/**
 * Compares three states of a form's fields: as it was filled (`revision`), as they are `stored` now, and as they were
 * `typed`. A field that others changed to what is typed is not undone; one that the Revision does not know is left out.
 */
export function compareRevision(
  revision: string,
  { stored, typed }: { stored: FormFields; typed: FormFields },
): Overwritten {
  const filled = new Map(revision.split(" ").map((entry) => splitEntry(entry)));
  const undone = Object.entries(typed).flatMap(([name, value]) => {
    const [then, now, mine] = [filled.get(name), digest(stored[name] ?? ""), digest(value)];
    if (then === undefined || now === then || now === mine) return [];
    return [{ name, isUntouched: mine === then }];
  });
  const named = (isUntouched: boolean) =>
    undone.filter((field) => field.isUntouched === isUntouched).map(({ name }) => name);
  return { kept: named(false), untouched: named(true) };
}

/** Stands for a secret that is stored sealed, or for the id of a row: changes with it and tells nothing of it. */
export function fingerprint(stored: string | null | undefined): string {
  return stored === null || stored === undefined ? "" : digest(stored);
}

/** A field as a text: the members of a list one a line. */
export function fieldText(value: string | readonly string[] | undefined): string {
  return value === undefined || typeof value === "string" ? (value ?? "") : value.join("\n");
}

const digestLength = 10;

function digest(value: string | readonly string[]): string {
  // A browser sends a line break as two characters, and JSON keeps one member with a break in it from being two.
  const text = typeof value === "string" ? value.replaceAll("\r\n", "\n") : JSON.stringify([...value].sort());
  return sha256(text).slice(0, digestLength);
}

function splitEntry(entry: string): [name: string, digest: string] {
  const at = entry.lastIndexOf(":");
  return [entry.slice(0, at), entry.slice(at + 1)];
}
