import { once } from "node:events";
import { TLSSocket } from "node:tls";
import SMTPConnection from "nodemailer/lib/smtp-connection";

import { leavePolitely } from "@/lib/mail/leave-politely";
import type { LineChannel } from "@/lib/mail/line-channel";
import { MailError, toMailError } from "@/lib/mail/mail-error";
import { clientName } from "@/lib/mail/smtp-dialect";

/**
 * Hands a connection that is ready to take a message over to nodemailer. Throws a MailError.
 *
 * nodemailer waits for a greeting, which has been read by now, so it gets one in front of whatever the server
 * says next; after that it says EHLO once more, as a client may.
 */
export async function openSmtpSession(channel: LineChannel): Promise<SMTPConnection> {
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
  });
  // Stays for the session's life, so that a connection that drops later is not an uncaught error.
  session.on("error", () => {});
  socket.unshift(Buffer.from("220 ready\r\n"));
  try {
    await untilSettled(session, channel.target, (settle) => session.connect(settle));
    return session;
  } catch (error) {
    throw toMailError(error, channel.target);
  }
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
