/**
 * A value as one PowerShell argument. Within single quotes nothing is expanded; PowerShell takes the four curly single
 * quotes for plain ones, so they are doubled too ("about_Quoting_Rules"). Control characters are left out.
 */
export function quoteForPowerShell(value: string): string {
  return `'${withoutControls(value).replace(/['\u2018\u2019\u201a\u201b]/g, "$&$&")}'`;
}

/** A value as one argument of a POSIX shell. */
export function quoteForShell(value: string): string {
  return `'${withoutControls(value).replaceAll("'", "'\\''")}'`;
}

/** A value, or words in angle brackets for whoever runs the line to replace; both as one PowerShell argument. */
export function argument(value: string | undefined, placeholder: string): string {
  return quoteForPowerShell(value === undefined || value === "" ? `<${placeholder}>` : value);
}

/** An identifier for a line that may be run in any shell: anything but plain letters is left for a person to fill in. */
export function plainArgument(value: string | undefined, placeholder: string): string {
  return value !== undefined && /^[A-Za-z0-9][A-Za-z0-9.@_-]{0,200}$/.test(value) ? value : `"<${placeholder}>"`;
}

function withoutControls(value: string): string {
  return value.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Surrogate}]/gu, "");
}
