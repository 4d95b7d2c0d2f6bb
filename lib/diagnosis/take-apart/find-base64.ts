/** More of them are no error message. */
const maxBlobs = 100;

/**
 * What is readable in the text's base64: XOAUTH2 challenges (`334 eyJ…`, `+ eyJ…`), Google's `authError` and the claims
 * of JSON Web Tokens. Null when there is none. Only words come out of it, for rules to match; nobody is shown them.
 */
export function findBase64(text: string): string | null {
  const found: string[] = [];
  for (const [blob] of text.matchAll(/[A-Za-z0-9+/_-]{16,8000}/g)) {
    if (found.length >= maxBlobs) break;
    // A path or a long word decodes into noise, which isReadable refuses.
    const decoded = Buffer.from(blob, "base64").toString("latin1");
    if (isReadable(decoded)) found.push(decoded);
    else {
      const words = decoded
        .match(/[\x20-\x7e]{8,}/g)
        ?.filter((run) => /^[\w .:/"{},'-]+$/.test(run) && run.length >= 12);
      if (
        words !== undefined &&
        words.length > 0 &&
        /error|mismatch|client|denied|redirect|scope/i.test(words.join(" "))
      )
        found.push(words.join(" "));
    }
  }
  return found.length === 0 ? null : found.join("\n");
}

function isReadable(decoded: string): boolean {
  if (decoded.length < 10) return false;
  // XOAUTH2 parts its members by U+0001.
  const odd = decoded.replace(/[\x20-\x7e\r\n\t]/g, "").replaceAll("\u0001", "");
  return odd.length < decoded.length * 0.05;
}
