import type { Capabilities } from "@/lib/mail/dialect";
import { askImap, type Continue, isOk, quoteImap } from "@/lib/mail/imap-conversation";
import { readCapabilityWords } from "@/lib/mail/imap-dialect";
import type { LineChannel } from "@/lib/mail/line-channel";
import { MailError } from "@/lib/mail/mail-error";
import { lostDuringAuthentication, refuseAuthentication, requireMechanism } from "@/lib/mail/refuse-authentication";
import type { StageNotes } from "@/lib/mail/run-stages";
import type { MailCredential } from "@/lib/mail/schema";
import { decodeChallenge, encodePlain, encodeXoauth2 } from "@/lib/mail/xoauth2";

type SignInCredential = Exclude<MailCredential, { mechanism: "NONE" }>;

/**
 * Signs in with one attempt: a token by XOAUTH2, a password by PLAIN, LOGIN of SASL, or the command LOGIN. Writes the
 * server's words into `notes`. Throws a MailError; one thing that is none: a server that takes the credential and says
 * that no mailbox is connected to it, whose words come back as `mailboxRefusal`.
 */
export async function signInImap(
  channel: LineChannel,
  credential: SignInCredential,
  capabilities: Capabilities,
  notes: StageNotes,
): Promise<{ mailboxRefusal?: string }> {
  requireMechanism(channel.target, capabilities, usableMechanisms[credential.mechanism]);
  const { command, onContinuation } = planSignIn(credential, capabilities, notes);
  const { verdict } = await askImap(channel, command, onContinuation).catch((error: unknown) => {
    const isLost = error instanceof MailError && error.failure.code === "connection_lost";
    throw isLost ? lostDuringAuthentication(channel.target, credential, error.failure.facts?.error) : error;
  });
  // The capabilities that a server repeats here are read where they are asked for.
  const reply = verdict.replace(/\[CAPABILITY [^\]]{0,4000}\] ?/i, "");
  notes.replies.push(reply);
  if (isOk(verdict)) return {};
  if (connectedToNothing.test(reply)) return { mailboxRefusal: reply };
  throw refuseAuthentication(channel.target, credential, { reply, isTemporary: isTemporaryImapReply(reply) });
}

/**
 * Exchange says so when the token is good and the mailbox does not open: no right to a shared mailbox, no
 * licence, or a name that is not its primary address.
 */
export const connectedToNothing = /User is authenticated but not connected/i;

/** Response codes and words by which a server says "later" (RFC 5530, section 3). */
export function isTemporaryImapReply(reply: string): boolean {
  if (/\[(AUTHENTICATIONFAILED|AUTHORIZATIONFAILED|EXPIRED)\]/i.test(reply)) return false;
  return /\[(UNAVAILABLE|INUSE|LIMIT|SERVERBUG)\]|\btemporar|try again later|throttled/i.test(reply);
}

const usableMechanisms = { XOAUTH2: ["XOAUTH2"], PLAIN: ["PLAIN", "LOGIN"] };

type SignIn = { command: string; onContinuation: Continue };

function planSignIn(credential: SignInCredential, { lines, mechanisms }: Capabilities, notes: StageNotes): SignIn {
  const words = readCapabilityWords(lines);
  const takesInitialResponse = words.includes("SASL-IR");
  if (credential.mechanism === "XOAUTH2") {
    const answer = encodeXoauth2(credential.username, credential.accessToken);
    return sayBySasl("XOAUTH2", [answer], takesInitialResponse, (invitation) => {
      notes.replies.push(`+ ${invitation}`);
      const challenge = decodeChallenge(invitation);
      if (challenge) notes.challenge = challenge;
      // The empty line takes note of the challenge; only then does the server give its verdict.
      return "";
    });
  }
  const { username, password } = credential;
  if (mechanisms.includes("PLAIN")) {
    return sayBySasl("PLAIN", [encodePlain(username, password)], takesInitialResponse);
  }
  if (words.includes("LOGINDISABLED")) {
    return sayBySasl("LOGIN", [toBase64(username), toBase64(password.reveal())], false);
  }
  const secret = password.reveal();
  const login = `LOGIN ${quoteImap(username)}`;
  if (/^[\x20-\x7e]*$/.test(secret)) {
    return { command: `${login} ${quoteImap(secret)}`, onContinuation: answerInTurn([]) };
  }
  // Behind "{n}" a server takes any bytes, once it has said "+".
  return { command: `${login} {${Buffer.byteLength(secret)}}`, onContinuation: answerInTurn([secret]) };
}

/** AUTHENTICATE with the answers in their order, the first one at once where the server takes it (RFC 4959). */
function sayBySasl(
  mechanism: string,
  answers: readonly string[],
  takesInitialResponse: boolean,
  afterwards: Continue = () => undefined,
): SignIn {
  const [first = "", ...rest] = answers;
  return takesInitialResponse
    ? { command: `AUTHENTICATE ${mechanism} ${first}`, onContinuation: answerInTurn(rest, afterwards) }
    : { command: `AUTHENTICATE ${mechanism}`, onContinuation: answerInTurn(answers, afterwards) };
}

function answerInTurn(answers: readonly string[], afterwards: Continue = () => undefined): Continue {
  const left = [...answers];
  return (invitation) => left.shift() ?? afterwards(invitation);
}

function toBase64(text: string): string {
  return Buffer.from(text, "utf8").toString("base64");
}
