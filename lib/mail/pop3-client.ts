import type { Capabilities, Dialect } from "@/lib/mail/dialect";
import type { LineChannel } from "@/lib/mail/line-channel";
import { MailError } from "@/lib/mail/mail-error";
import { readRefusalWords } from "@/lib/mail/refusal-words";
import { lostDuringAuthentication, refuseAuthentication, requireMechanism } from "@/lib/mail/refuse-authentication";
import type { StageNotes } from "@/lib/mail/run-stages";
import type { MailCredential } from "@/lib/mail/schema";
import { decodeChallenge, encodeXoauth2 } from "@/lib/mail/xoauth2";

/** POP3's greeting, CAPA (RFC 2449), STLS (RFC 2595, section 4) and QUIT. */
export const pop3Dialect: Dialect = {
  async readGreeting(channel) {
    const greeting = await channel.readLine();
    if (greeting.startsWith("+OK")) return [greeting];
    if (greeting.startsWith("-ERR")) {
      throw turnedAway(channel, greeting);
    }
    throw notPop3(channel, greeting);
  },

  async readCapabilities(channel) {
    const first = await command(channel, "CAPA");
    // CAPA is optional: a server that does not know it may still know the sign-in method.
    if (!first.startsWith("+OK"))
      return { lines: [first], mechanisms: [], offersStartTls: false, isKnown: false, remarks: [] };
    const lines = await readRest(channel);
    const sasl = lines.find((line) => /^SASL( |$)/i.test(line)) ?? "";
    return {
      lines,
      mechanisms: sasl.toUpperCase().split(/\s+/).slice(1).filter(Boolean),
      offersStartTls: lines.some((line) => /^STLS$/i.test(line.trim())),
      isKnown: true,
      remarks: [],
    };
  },

  async askForTls(channel) {
    const reply = await command(channel, "STLS");
    if (reply.startsWith("+OK")) return reply;
    throw new MailError("starttls_missing", `${channel.target} offers STLS and then refuses it.`, { reply });
  },

  sayGoodbye: (channel) => command(channel, "QUIT"),
};

/**
 * Signs in: AUTH XOAUTH2 in two steps, because tokens do not fit into a command line (RFC 5034, section 4),
 * or USER and PASS. Writes the server's words into `notes`. One attempt only.
 */
export async function authenticatePop3(
  channel: LineChannel,
  credential: Exclude<MailCredential, { mechanism: "NONE" }>,
  capabilities: Capabilities,
  notes: StageNotes,
): Promise<void> {
  if (credential.mechanism === "XOAUTH2") requireMechanism(channel.target, capabilities, ["XOAUTH2"]);
  const replies = await (credential.mechanism === "XOAUTH2"
    ? sendToken(channel, credential, notes)
    : sendPassword(channel, credential)
  ).catch((error: unknown) => {
    const isLost = error instanceof MailError && error.failure.code === "connection_lost";
    throw isLost ? lostDuringAuthentication(channel.target, credential, error.failure.facts?.error) : error;
  });
  notes.replies.push(...replies);
  const reply = replies.at(-1) ?? "";
  if (reply.startsWith("+OK")) return;
  if (!reply.startsWith("-ERR")) throw notPop3(channel, reply);
  throw refuseAuthentication(channel.target, credential, { reply, isTemporary: isTemporaryPop3Reply(reply) });
}

/** The number of messages (STAT). Throws `mailbox_refused` or `server_unavailable` when the mailbox does not open. */
export async function countPop3Messages(channel: LineChannel, notes: StageNotes): Promise<number> {
  const reply = await command(channel, "STAT");
  notes.replies.push(reply);
  const count = /^\+OK (\d{1,10})\b/.exec(reply)?.[1];
  if (count !== undefined) return Number(count);
  if (!reply.startsWith("-ERR")) throw notPop3(channel, reply);
  throw isTemporaryPop3Reply(reply)
    ? new MailError("server_unavailable", `${channel.target} cannot open the mailbox right now.`, { reply })
    : new MailError("mailbox_refused", `${channel.target} accepted the sign-in but did not open the mailbox.`, {
        reply,
      });
}

/**
 * Whether the server numbers its messages for good (UIDL, RFC 1939 section 7), without which a Mail Worker cannot tell
 * which of them it has fetched before. Asks for the first message alone where there is one.
 */
export async function hasPop3Uidl(channel: LineChannel, messageCount: number, notes: StageNotes): Promise<boolean> {
  const reply = await command(channel, messageCount > 0 ? "UIDL 1" : "UIDL");
  notes.replies.push(reply);
  if (!reply.startsWith("+OK")) return false;
  if (messageCount === 0) await readRest(channel);
  return true;
}

async function sendToken(
  channel: LineChannel,
  credential: Extract<MailCredential, { mechanism: "XOAUTH2" }>,
  notes: StageNotes,
): Promise<string[]> {
  const invitation = await command(channel, "AUTH XOAUTH2");
  if (!isContinuation(invitation)) return [invitation];
  const answer = await command(channel, encodeXoauth2(credential.username, credential.accessToken));
  if (!isContinuation(answer)) return [answer];
  const challenge = decodeChallenge(answer.slice(1));
  if (challenge) notes.challenge = challenge;
  // The empty line takes note of the challenge; only then does the server say -ERR.
  const verdict = await command(channel, "");
  if (verdict.startsWith("+OK")) throw notPop3(channel, verdict);
  return [answer, verdict];
}

async function sendPassword(
  channel: LineChannel,
  credential: Extract<MailCredential, { mechanism: "PLAIN" }>,
): Promise<string[]> {
  const user = await command(channel, `USER ${credential.username}`);
  if (!user.startsWith("+OK")) return [user];
  return [user, await command(channel, `PASS ${credential.password.reveal()}`)];
}

/** The lines of a long answer up to its end, the dots in front of dots taken off (RFC 1939, section 3). */
async function readRest(channel: LineChannel): Promise<string[]> {
  const lines: string[] = [];
  for (let line = await channel.readLine(); line !== "."; line = await channel.readLine()) {
    lines.push(line.startsWith("..") ? line.slice(1) : line);
  }
  return lines;
}

function command(channel: LineChannel, line: string): Promise<string> {
  channel.send(line);
  return channel.readLine();
}

/** "+" with a challenge, possibly an empty one, is neither +OK nor -ERR (RFC 5034, section 4). */
function isContinuation(reply: string): boolean {
  return reply === "+" || reply.startsWith("+ ");
}

/** Response codes that mean "later" (RFC 2449, section 8; RFC 3206, section 4). */
export function isTemporaryPop3Reply(reply: string): boolean {
  return /^-ERR \[(SYS\/TEMP|IN-USE|LOGIN-DELAY)\]/i.test(reply);
}

function notPop3({ target }: LineChannel, reply: string): MailError {
  return new MailError("protocol_violation", `${target} does not answer as a POP3 server does. Check the port.`, {
    reply,
  });
}

function turnedAway({ target }: LineChannel, reply: string): MailError {
  const subject = readRefusalWords(reply);
  if (subject === "too_many_connections") {
    const message = `${target} has too many connections open at once and turned this one away.`;
    return new MailError("server_unavailable", message, { reply, reason: subject });
  }
  return subject === "protocol_disabled"
    ? new MailError("mechanism_missing", `${target} says that POP3 is switched off.`, { reply, reason: subject })
    : new MailError("server_unavailable", `${target} refuses connections right now.`, { reply });
}
