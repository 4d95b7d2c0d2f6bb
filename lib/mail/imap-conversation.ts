import type { LineChannel } from "@/lib/mail/line-channel";
import { MailError } from "@/lib/mail/mail-error";
import { readRefusalWords } from "@/lib/mail/refusal-words";

/** What a server answered to a command: the lines on the way, and its verdict without the tag, such as "OK done". */
export type ImapAnswer = { lines: string[]; verdict: string };

/** What to say to a "+": the next line, or undefined when none was expected. */
export type Continue = (invitation: string) => string | undefined;

/**
 * Says a command and reads the answer to its end (RFC 9051, section 2.2). A literal in an answer stands in its line as
 * a quoted string. Throws a MailError when the connection ends, when what answers is no IMAP server, and with
 * `server_unavailable` when the server says BYE instead.
 */
export async function askImap(
  channel: LineChannel,
  command: string,
  onContinuation: Continue = () => undefined,
): Promise<ImapAnswer> {
  const tag = `a${channel.sentLines + 1}`;
  channel.send(`${tag} ${command}`);
  const lines: string[] = [];
  for (;;) {
    const line = await readWithLiterals(channel);
    if (line.startsWith(`${tag} `)) return { lines, verdict: line.slice(tag.length + 1) };
    if (line === "+" || line.startsWith("+ ")) {
      const next = onContinuation(line.slice(1).trim());
      if (next === undefined) throw notImap(channel, line);
      channel.send(next);
    } else if (/^\* BYE\b/i.test(line) && command !== "LOGOUT") throw turnedAway(channel, line);
    else if (line.startsWith("* ")) lines.push(line);
    else throw notImap(channel, line);
  }
}

/** Whether a verdict says yes. */
export function isOk(verdict: string): boolean {
  return /^OK\b/i.test(verdict);
}

/** The response code of a verdict in upper case, such as READ-ONLY (RFC 9051, section 7.1); undefined without one. */
export function responseCode(verdict: string): string | undefined {
  return /^\w+ \[([^\] ]+)/.exec(verdict)?.[1]?.toUpperCase();
}

/** A text as IMAP's quoted string. What holds other than printable ASCII has to be encoded before. */
export function quoteImap(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

/** The failure of a server that hangs up by BYE. */
export function turnedAway({ target }: LineChannel, reply: string): MailError {
  const subject = readRefusalWords(reply);
  return subject === "too_many_connections"
    ? new MailError("server_unavailable", `${target} has too many connections open at once and turned this one away.`, {
        reply,
        reason: subject,
      })
    : new MailError("server_unavailable", `${target} refuses connections right now.`, { reply });
}

/** The failure of something that answers and is no IMAP server. */
export function notImap({ target }: LineChannel, reply: string): MailError {
  return new MailError("protocol_violation", `${target} does not answer as an IMAP server does. Check the port.`, {
    reply,
  });
}

/** As much as one line may have; an answer is one line but for its literals. */
const longestAnswerCharacters = 64 * 1024;

/** One answer, which goes on behind each literal (RFC 9051, section 4.3). Takes time in proportion to its length. */
async function readWithLiterals(channel: LineChannel): Promise<string> {
  let line = await channel.readLine();
  if (!line.startsWith("* ")) return line;
  const parts: string[] = [];
  let characters = 0;
  for (let literal = trailing(line); literal !== undefined; literal = trailing(line)) {
    characters += line.length + literal.byteCount;
    if (characters > longestAnswerCharacters) throw channel.cutOff(answerTooLong(channel));
    const text = await channel.readText(literal.byteCount);
    parts.push(literal.before, quoteImap(text.replace(/[\r\n]+/g, " ")));
    line = await channel.readLine();
  }
  return [...parts, line].join("");
}

function trailing(line: string): { before: string; byteCount: number } | undefined {
  const found = /\{(\d{1,9})\+?\}$/.exec(line);
  return found === null ? undefined : { before: line.slice(0, found.index), byteCount: Number(found[1]) };
}

function answerTooLong({ target }: LineChannel): MailError {
  return new MailError(
    "protocol_violation",
    `${target} sent an answer of more than ${longestAnswerCharacters / 1024} kB, which no mail server does. It was cut off.`,
    { reason: "line_too_long" },
  );
}
