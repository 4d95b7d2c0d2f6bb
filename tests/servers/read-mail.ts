/** A message as a person reads it. */
export interface ReadMail {
  readonly subject: string;
  readonly date: string;
  /** The text part, decoded; empty where there is none. */
  readonly text: string;
  /** The HTML part, decoded; empty where there is none. */
  readonly html: string;
}

/** Reads a message of the kinds that nodemailer writes: one part, or alternatives in one multipart (RFC 2045, RFC 2046). */
export function readMail(raw: string): ReadMail {
  const { headers, body } = takeApart(raw);
  const boundary = /boundary="?([^";]+)"?/i.exec(headers.get("content-type") ?? "")?.[1];
  const parts = boundary === undefined ? [{ headers, body }] : partsOf(body, boundary);
  const partOf = (type: string) => {
    const part = parts.find((candidate) => (candidate.headers.get("content-type") ?? "text/plain").startsWith(type));
    return part === undefined ? "" : decodeBody(part.body, part.headers.get("content-transfer-encoding") ?? "7bit");
  };
  return {
    subject: decodeWords(headers.get("subject") ?? ""),
    date: headers.get("date") ?? "",
    text: partOf("text/plain"),
    html: partOf("text/html"),
  };
}

type Part = { headers: Map<string, string>; body: string };

function takeApart(raw: string): Part {
  const text = raw.replaceAll("\r\n", "\n");
  const end = text.indexOf("\n\n");
  const head = (end === -1 ? text : text.slice(0, end)).replace(/\n[ \t]+/g, " ");
  const headers = head.split("\n").flatMap((line): [string, string][] => {
    const colon = line.indexOf(":");
    return colon === -1 ? [] : [[line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]];
  });
  return { headers: new Map(headers), body: end === -1 ? "" : text.slice(end + 2) };
}

function partsOf(body: string, boundary: string): Part[] {
  const [, ...sections] = `\n${body}`.split(`\n--${boundary}`);
  return sections
    .filter((section) => !section.startsWith("--"))
    .map((section) => takeApart(section.replace(/^[^\n]*\n/, "")));
}

function decodeBody(body: string, encoding: string): string {
  if (/^base64$/i.test(encoding)) return Buffer.from(body, "base64").toString("utf8");
  return /^quoted-printable$/i.test(encoding) ? decodeQuoted(body.replaceAll("=\n", "")) : body;
}

/** Encoded words of a header (RFC 2047), in both of their forms. */
export function decodeWords(text: string): string {
  return text
    .replace(/\?=\s+=\?/g, "?==?")
    .replace(/=\?UTF-8\?([QB])\?([^?]*)\?=/gi, (_all, form: string, word: string) =>
      form.toUpperCase() === "B"
        ? Buffer.from(word, "base64").toString("utf8")
        : decodeQuoted(word.replaceAll("_", " ")),
    );
}

/** What `=C3=BC` stands for (RFC 2045, 6.7), once its line ends are taken out. */
export function decodeQuoted(text: string): string {
  return text.replace(/(?:=[0-9A-F]{2})+/gi, (run) => Buffer.from(run.replaceAll("=", ""), "hex").toString("utf8"));
}
