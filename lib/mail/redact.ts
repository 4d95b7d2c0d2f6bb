import type { MailCredential } from "@/lib/mail/schema";

const hidden = "[secret]";
const maxReplyCharacters = 1000;
const maxReadCharacters = 20_000;

/**
 * Makes a filter for everything that a server said before it is stored or shown. Servers do repeat what they
 * were sent: the token or password itself, also cut off, its base64 form, SASL answers (`user=…auth=Bearer …`,
 * RFC 7628 section 3.1) and any JWT are replaced by `[secret]`. Control characters go, and a very long reply is cut.
 */
export function createRedactor(credential: MailCredential): (reply: string) => string {
  const known = secretPatterns(credential);
  return (reply) => {
    let text = reply.slice(0, maxReadCharacters);
    for (const pattern of known) text = text.replace(pattern, hidden);
    text = text.replace(/[A-Za-z0-9+/_-]{16,}={0,2}/g, (blob) => (holdsBearer(blob) ? hidden : blob));
    // From the start of a word on, so that a reply made for it cannot have the search begin anew at each letter.
    text = text.replace(/(?<![\w-])[\w-]{11,}\.[\w-]+(\.[\w-]*)?/g, (run) => (/eyJ[\w-]{8}/.test(run) ? hidden : run));
    text = text.replace(/\b(bearer\s+)[A-Za-z0-9._~+/-]{8,}=*/gi, `$1${hidden}`);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out here.
    text = text.replace(/[\u0000-\u001f\u007f\s]+/g, " ").trim();
    // Half a surrogate pair is no text to a database.
    text = text.replace(/\p{Surrogate}/gu, "");
    return text.length > maxReplyCharacters ? `${Array.from(text).slice(0, maxReplyCharacters).join("")}…` : text;
  };
}

function secretPatterns(credential: MailCredential): RegExp[] {
  switch (credential.mechanism) {
    case "NONE":
      return [];
    case "XOAUTH2":
      return patternsOf(credential.accessToken.reveal());
    case "PLAIN": {
      const password = credential.password.reveal();
      const pair = `\u0000${credential.username}\u0000${password}`;
      return [pair, `${credential.username}${pair}`]
        .flatMap((text) => patternOf(toBase64(text)))
        .concat(patternsOf(password));
    }
  }
}

function patternsOf(secret: string): RegExp[] {
  return [toBase64(secret), encodeURIComponent(secret), secret].flatMap(patternOf);
}

/**
 * A long secret is known by its beginning, so that one which was cut off is found as well. One of a few letters is
 * looked for as a word of its own: inside of words it would tear up what the server said, and so be told by the gaps.
 */
function patternOf(secret: string): RegExp[] {
  if (secret === "") return [];
  const text = secret.replace(/=+$/, "");
  const quote = (part: string) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const beginningCharacters = 32;
  const fewCharacters = 8;
  if (text.length < fewCharacters) return [new RegExp(`(?<![A-Za-z0-9])${quote(text)}(?![A-Za-z0-9])=*`, "g")];
  return text.length > beginningCharacters
    ? [new RegExp(quote(secret), "g"), new RegExp(`${quote(text.slice(0, beginningCharacters))}[\\w.~+/=%-]*`, "g")]
    : [new RegExp(`${quote(text)}=*`, "g")];
}

/** A blob may begin anywhere in a base64 stream, so all four alignments are looked at. */
function holdsBearer(blob: string): boolean {
  return [0, 1, 2, 3].some((offset) =>
    /auth=Bearer/i.test(Buffer.from(blob.slice(offset), "base64").toString("latin1")),
  );
}

function toBase64(text: string): string {
  return Buffer.from(text, "utf8").toString("base64");
}
