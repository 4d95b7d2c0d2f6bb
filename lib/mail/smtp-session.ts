import { once } from "node:events";
import { TLSSocket } from "node:tls";
import SMTPConnection, { type SMTPConnectionCustomAuthContext } from "nodemailer/lib/smtp-connection";

import { leavePolitely } from "@/lib/mail/leave-politely";
import { MailError, toMailError } from "@/lib/mail/mail-error";
import type { MailConnection } from "@/lib/mail/open-connection";
import { lostDuringAuthentication, refuseAuthentication, requireMechanism } from "@/lib/mail/refuse-authentication";
import type { StageNotes } from "@/lib/mail/run-stages";
import type { MailCredential } from "@/lib/mail/schema";
import { clientName } from "@/lib/mail/smtp-dialect";
import { decodeChallenge, encodePlain, encodeXoauth2 } from "@/lib/mail/xoauth2";

type SignInCredential = Exclude<MailCredential, { mechanism: "NONE" }>;
type Exchange = (line: string) => Promise<{ reply: string; status: number; text: string }>;

/**
 * Hands an opened connection over to nodemailer and signs in with one attempt; without a credential it only takes
 * over. Writes the server's words into `notes`. Throws a MailError.
 *
 * nodemailer waits for a greeting, which has been read by now, so it gets one in front of whatever the server
 * says next; after that it says EHLO once more, as a client may.
 */
export async function openSmtpSession(
  connection: MailConnection,
  credential: MailCredential,
  notes: StageNotes,
): Promise<SMTPConnection> {
  const { channel } = connection;
  const signIn = credential.mechanism === "NONE" ? undefined : chooseSignIn(connection, credential, notes);
  const socket = channel.detach();
  const isEncrypted = socket instanceof TLSSocket;
  const session = new SMTPConnection({
    connection: socket,
    secure: isEncrypted,
    secured: isEncrypted,
    ignoreTLS: true,
    name: clientName(socket),
    logger: false,
    socketCloseTimeout: 0,
    maxResponseSize: 64 * 1024,
    ...(signIn ? { customAuth: { [signInMethod]: signIn } } : {}),
  });
  // Stays for the session's life, so that a connection that drops later is not an uncaught error.
  session.on("error", () => {});
  socket.unshift(Buffer.from("220 ready\r\n"));
  try {
    await untilSettled(session, channel.target, (settle) => session.connect(settle));
    if (credential.mechanism !== "NONE") {
      const auth = { method: signInMethod, user: credential.username };
      await untilSettled(session, channel.target, (settle) => session.login(auth, settle));
    }
    return session;
  } catch (error) {
    const mailError = toMailError(error, channel.target);
    const isLost = mailError.failure.code === "connection_lost" && credential.mechanism !== "NONE";
    throw isLost ? lostDuringAuthentication(channel.target, credential) : mailError;
  }
}

const signInMethod = "MAILGRANT";

/** nodemailer's own XOAUTH2 tries a refused token twice and keeps the challenge to itself. */
function chooseSignIn({ channel, capabilities }: MailConnection, credential: SignInCredential, notes: StageNotes) {
  const { target } = channel;
  requireMechanism(target, capabilities, credential.mechanism === "XOAUTH2" ? ["XOAUTH2"] : ["PLAIN", "LOGIN"]);
  return async (context: SMTPConnectionCustomAuthContext): Promise<void> => {
    const verdict = await sayCredential(credential, capabilities.mechanisms, notes, async (line) => {
      const { response, status, text } = await context.sendCommand(line);
      const isEmptyInvitation = status === 334 && response.trim() === "334";
      if (!isEmptyInvitation) notes.replies.push(response);
      return { reply: response, status, text };
    });
    if (verdict.status === 235) return;
    throw refuseAuthentication(target, credential, {
      reply: verdict.reply,
      isTemporary: verdict.reply.startsWith("4"),
    });
  };
}

/**
 * A token goes in two steps, because it does not fit into a command line (RFC 4954, section 4); a password by
 * PLAIN or, as Exchange has it, LOGIN alone.
 */
async function sayCredential(
  credential: SignInCredential,
  mechanisms: readonly string[],
  notes: StageNotes,
  exchange: Exchange,
): ReturnType<Exchange> {
  if (credential.mechanism === "PLAIN") {
    if (mechanisms.includes("PLAIN")) {
      return exchange(`AUTH PLAIN ${encodePlain(credential.username, credential.password)}`);
    }
    const invitation = await exchange("AUTH LOGIN");
    if (invitation.status !== 334) return invitation;
    const more = await exchange(Buffer.from(credential.username).toString("base64"));
    return more.status === 334 ? exchange(Buffer.from(credential.password.reveal()).toString("base64")) : more;
  }
  const invitation = await exchange("AUTH XOAUTH2");
  if (invitation.status !== 334) return invitation;
  const answer = await exchange(encodeXoauth2(credential.username, credential.accessToken));
  if (answer.status !== 334) return answer;
  const challenge = decodeChallenge(answer.text || answer.reply.slice(4));
  if (challenge) notes.challenge = challenge;
  // The empty line takes note of the challenge; only then does the server give its verdict.
  return exchange("");
}

/** nodemailer tells a lost connection by its events alone, not to the call that waits for an answer. */
export function untilSettled<Value>(
  session: SMTPConnection,
  target: string,
  start: (settle: (error?: Error | null, value?: Value) => void) => void,
): Promise<Value | undefined> {
  return new Promise((resolve, reject) => {
    const onEnd = () => reject(new MailError("connection_lost", `${target} closed the connection.`));
    session.once("error", reject);
    session.once("end", onEnd);
    start((error, value) => {
      session.off("error", reject);
      session.off("end", onEnd);
      if (error) reject(error);
      else resolve(value);
    });
  });
}

/** Ends the session in order (QUIT). */
export async function quitSmtp(session: SMTPConnection): Promise<void> {
  const ended = once(session, "end");
  session.quit();
  await leavePolitely(ended);
  session.close();
}
