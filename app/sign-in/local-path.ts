/**
 * The path of this installation that a `next` parameter names, or null. A whole address, `//host`, a backslash or a
 * control character, which browsers read as one of those, would lead a person who has just typed a password elsewhere.
 */
export function localPath(next: unknown): string | null {
  return typeof next === "string" && /^(?!.*\/\/)\/[^\\\s\p{Cc}]*$/u.test(next) ? next : null;
}
