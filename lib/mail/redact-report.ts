import { createRedactor } from "@/lib/mail/redact";
import type { MailCredential } from "@/lib/mail/schema";

const maxLines = 40;
const hidden = "[secret]";

/**
 * The lines of what a Mail Worker wrote down of a conversation, without secrets: those in `credentials`, everything
 * that createRedactor knows, and what the worker itself sent to sign in, should it have written that down as well.
 */
export function redactReport(raw: string, credentials: readonly MailCredential[]): string[] {
  const redactors = [...credentials, { mechanism: "NONE" } as const].map(createRedactor);
  const lines = raw.split(/\r\n|\r|\n/).slice(0, maxLines);
  return lines
    .map((line) => redactors.reduce((text, redact) => redact(text), hideSignIn(line)))
    .filter((line) => line !== "");
}

/** Commands with a secret in them: AUTH and AUTHENTICATE with an answer, LOGIN, PASS; and secrets called by name. */
function hideSignIn(line: string): string {
  return line
    .replace(/\b(AUTH(?:ENTICATE)? +[A-Z0-9-]+) +[A-Za-z0-9+/_-]{8,}=*/gi, `$1 ${hidden}`)
    .replace(/^(\s*(?:[A-Z]: *|[<>]+ *)?(?:[A-Za-z0-9.]+ +)?LOGIN +\S+) +\S.*$/i, (whole, start: string) =>
      /\b(NO|BAD|OK) +LOGIN\b/i.test(whole) ? whole : `${start} ${hidden}`,
    )
    .replace(/^(\s*(?:[A-Z]: *|[<>]+ *)?PASS) +\S.*$/i, `$1 ${hidden}`)
    .replace(
      /\b((?:access_token|refresh_token|client_secret|password|passwd|pwd)["']?\s*[:=]\s*["']?)[^\s"',&]+/gi,
      `$1${hidden}`,
    )
    .replace(/\bya29\.[\w-]+/g, hidden)
    .replace(/(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{8,}={0,2}/g, (blob) => (holdsPlain(blob) ? hidden : blob));
}

/** An answer of SASL PLAIN: name and password with NULs between (RFC 4616, section 2). */
function holdsPlain(blob: string): boolean {
  const parts = Buffer.from(blob, "base64").toString("latin1").split("\0");
  const isText = (part: string) => /^[\x20-\x7e]*$/.test(part);
  return parts.length === 3 && parts.every(isText) && parts[1] !== "" && parts[2] !== "";
}
