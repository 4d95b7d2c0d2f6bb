import nodemailer from "nodemailer";
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from "smtp-server";
import { portOf } from "./free-ports";

/** A message that was sent through the submission server. */
export interface RelayedMessage {
  readonly from: string;
  readonly to: readonly string[];
  /** The whole message, headers included. */
  readonly text: string;
}

/** The server behind the submission server: it delivers to local mailboxes and keeps a copy of everything. */
export interface Relay {
  readonly port: number;
  /** Every message that was accepted, for local mailboxes or for the world outside, which it never reaches. */
  messages(): readonly RelayedMessage[];
  /** From now on, addresses of these domains are delivered by LMTP to this port. */
  deliverTo(lmtpPort: number, domains: readonly string[]): void;
  stop(): Promise<void>;
}

/** Starts the relay on a free port of 127.0.0.1. A recipient that the mail store does not know is refused with its reply. */
export async function startRelay(): Promise<Relay> {
  const accepted: RelayedMessage[] = [];
  let store: { port: number; domains: readonly string[] } | undefined;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    onData: (stream, session, done) => {
      readMessage(stream, session)
        .then(async (message) => {
          if (store) await deliver(message, store.port, store.domains);
          accepted.push(message);
        })
        .then(
          () => done(),
          (cause) => done(refusal(cause)),
        );
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  return {
    port: portOf(server.server.address()),
    messages: () => [...accepted],
    deliverTo: (port, domains) => {
      store = { port, domains };
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Reads the message that a client is sending. */
export async function readMessage(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<RelayedMessage> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  const { mailFrom, rcptTo } = session.envelope;
  return {
    from: mailFrom ? mailFrom.address : "",
    to: rcptTo.map(({ address }) => address),
    text: Buffer.concat(chunks).toString("utf8"),
  };
}

async function deliver(message: RelayedMessage, port: number, domains: readonly string[]): Promise<void> {
  const to = message.to.filter((address) => domains.includes(address.split("@").at(-1)?.toLowerCase() ?? ""));
  if (to.length === 0) return;
  const transport = nodemailer.createTransport({ host: "127.0.0.1", port, lmtp: true, ignoreTLS: true });
  await transport.sendMail({ envelope: { from: message.from, to }, raw: message.text });
  transport.close();
}

function refusal(cause: unknown): Error {
  const error = cause instanceof Error ? cause : new Error("The message could not be delivered.");
  const isPermanent = "responseCode" in error && typeof error.responseCode === "number" && error.responseCode >= 500;
  return Object.assign(new Error(error.message), { responseCode: isPermanent ? 550 : 451 });
}
