const hidden = "[secret]";
const maxCharacters = 200;

/** What of a text may be shown: nothing that signs in, no long run that might be a token, and no more than a line. */
export function hideSecrets(words: string): string {
  const shown = words
    .slice(0, 2000)
    .replace(
      /\b(bearer |(?:access_token|refresh_token|id_token|client_secret|password|passwd|pwd|code|assertion|pass)["']? ?[:=] ?["']?)[^\s"'&,;]{3,}/gi,
      `$1${hidden}`,
    )
    .replace(/\bya29\.[\w.-]+/g, hidden)
    .replace(/\beyJ[\w-]{6,}(?:\.[\w-]*){0,2}/g, hidden)
    .replace(/[A-Za-z0-9+/_~-]{32,}={0,2}/g, (run) =>
      /^[0-9a-f-]{36}$/i.test(run) || /^[a-z_]+$/i.test(run) ? run : hidden,
    );
  const cut = shown.length > maxCharacters ? `${shown.slice(0, maxCharacters)}…` : shown;
  // Neither is text to a database, which keeps what our own checks found.
  return cut.replace(/[\p{Cc}\p{Surrogate}]/gu, "");
}
