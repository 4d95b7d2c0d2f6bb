import { EventEmitter, once } from "node:events";
import { readFileSync } from "node:fs";
import { SMTPServer } from "smtp-server";
import type { Certificates } from "./certificates";
import { portOf } from "./free-ports";
import { decodeQuoted, decodeWords } from "./read-mail";
import { type RelayedMessage, readMessage } from "./relay";

/** How the receiver answers to a message: it takes it, is busy for now, or refuses it for good. */
export type ReceiverMood = "take" | "busy" | "refuse";

/** The operator's SMTP server on loopback, which keeps what it was sent. */
export interface AlertReceiver {
  /** What ALERT_SMTP_URL has to be. */
  readonly url: string;
  readonly messages: RelayedMessage[];
  mood: ReceiverMood;
  /** Waits until it has taken this many. */
  waitFor(count: number): Promise<RelayedMessage[]>;
  reset(): void;
  stop(): Promise<void>;
}

/** Whom it lets in, where it encrypts. The password has what has to be escaped in an address. */
export const receiverUser = { username: "alerts@mailgrant.test", password: "p@ss:w/rd%" };

/**
 * Starts one on a free port. With certificates it wants STARTTLS and a sign-in; without, it is a relay on the same
 * machine that takes plain text.
 */
export async function startAlertReceiver(certificates?: Certificates): Promise<AlertReceiver> {
  const arrivals = new EventEmitter();
  const messages: RelayedMessage[] = [];
  const server = new SMTPServer({
    ...(certificates === undefined
      ? { authOptional: true, disabledCommands: ["AUTH", "STARTTLS"] }
      : { key: readFileSync(certificates.serverKeyPath), cert: readFileSync(certificates.serverCertificatePath) }),
    onAuth: ({ username = "", password = "" }, _session, done) => {
      const isKnown = username === receiverUser.username && password === receiverUser.password;
      done(isKnown ? null : new Error("Invalid username or password"), { user: username });
    },
    onData: (stream, session, done) => {
      readMessage(stream, session).then(
        (message) => {
          const { mood } = receiver;
          if (mood !== "take") {
            done(Object.assign(new Error(`Not now: ${mood}`), { responseCode: mood === "busy" ? 451 : 550 }));
            return;
          }
          messages.push(message);
          done();
          arrivals.emit("arrival");
        },
        (cause: unknown) => done(cause instanceof Error ? cause : new Error("The message was not read.")),
      );
    },
  });
  // A client that hangs up during TLS is its own business.
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const port = portOf(server.server.address());
  const user = `${encodeURIComponent(receiverUser.username)}:${encodeURIComponent(receiverUser.password)}@`;
  const receiver: AlertReceiver = {
    url: certificates === undefined ? `smtp://127.0.0.1:${port}?security=none` : `smtp://${user}localhost:${port}`,
    messages,
    mood: "take",
    waitFor: async (count) => {
      while (messages.length < count) await once(arrivals, "arrival");
      return messages;
    },
    reset: () => {
      messages.length = 0;
      receiver.mood = "take";
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return receiver;
}

/** The text part of a message and its subject, decoded. */
export function readParts({ text }: RelayedMessage): { subject: string; body: string } {
  const [head = ""] = text.split("\r\n\r\n");
  const subject = /^Subject: (.*(?:\r\n[ \t].*)*)/m.exec(head)?.[1] ?? "";
  return { subject: decodeWords(subject.replace(/\r\n[ \t]/g, " ")), body: decodeQuoted(text.replaceAll("=\r\n", "")) };
}
