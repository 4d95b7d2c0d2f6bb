import type { Socket } from "node:net";

import { errorCode, MailError } from "@/lib/mail/mail-error";

const defaultLimits = { maxLineBytes: 64 * 1024, maxTotalBytes: 1024 * 1024 };

/**
 * A conversation in lines with a mail server over a connected socket. Every read fails with a MailError when
 * the server closes the connection, sends a line longer than `maxLineBytes` or more than `maxTotalBytes` in all:
 * a verification never needs that much, so such a peer is no mail server.
 */
export class LineChannel {
  readonly socket: Socket;
  /** Whom the conversation is with, as `host:port`. */
  readonly target: string;
  readonly #limits: { maxLineBytes: number; maxTotalBytes: number };
  #buffer = Buffer.alloc(0);
  #totalBytes = 0;
  #broken: MailError | undefined;
  #wake: (() => void) | undefined;

  constructor(socket: Socket, target: string, limits = defaultLimits) {
    this.socket = socket;
    this.target = target;
    this.#limits = limits;
    socket.on("data", this.#onData);
    socket.on("error", this.#onError);
    socket.on("close", this.#onClose);
    if (socket.destroyed) this.#onClose();
  }

  /** Sends one line. The caller vouches for it: a line break inside would be a second command. */
  send(line: string): void {
    if (/[\r\n]/.test(line)) throw new Error("A command must be one line");
    this.socket.write(`${line}\r\n`);
  }

  /** The next line without its line break. */
  async readLine(): Promise<string> {
    for (;;) {
      const end = this.#buffer.indexOf(0x0a);
      if (end >= 0) {
        const line = this.#buffer.subarray(0, end).toString("utf8").replace(/\r$/, "");
        this.#buffer = this.#buffer.subarray(end + 1);
        return line;
      }
      if (this.#broken) throw this.#broken;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /**
   * Gives the socket away for a TLS handshake or to another reader. What has arrived by then and was not asked
   * for is a fault: in front of a handshake somebody on the way put it there to have it taken for an answer from
   * inside the encryption (the STARTTLS injection of CVE-2011-0411).
   */
  detach(): Socket {
    this.socket.off("data", this.#onData);
    this.socket.off("close", this.#onClose);
    this.socket.pause();
    if (this.#broken) throw this.#broken;
    if (this.#buffer.length > 0) {
      throw new MailError(
        "protocol_violation",
        `${this.target} sent data between its answer and the next step, where none may come. ` +
          "Somebody may be tampering with the connection.",
      );
    }
    return this.socket;
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#totalBytes += chunk.length;
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    const lineBytes = this.#buffer.length - (this.#buffer.lastIndexOf(0x0a) + 1);
    if (lineBytes > this.#limits.maxLineBytes || this.#totalBytes > this.#limits.maxTotalBytes) {
      this.#break(
        new MailError(
          "protocol_violation",
          `${this.target} sends more data than any mail server needs to. It was cut off.`,
        ),
      );
    } else this.#wake?.();
  };

  readonly #onError = (error: Error): void => this.#break(this.#lose(errorCode(error)));

  readonly #onClose = (): void => this.#break(this.#lose(undefined));

  #lose(code: string | undefined): MailError {
    const message = `${this.target} closed the connection before the conversation was over.`;
    return new MailError("connection_lost", message, code ? { error: code } : undefined);
  }

  #break(reason: MailError): void {
    this.#broken ??= reason;
    this.socket.destroy();
    this.#wake?.();
  }
}
