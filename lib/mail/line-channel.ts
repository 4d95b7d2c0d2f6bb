import type { Socket } from "node:net";

import { errorCode, MailError } from "@/lib/mail/mail-error";

/** As much as the folders of a very large mailbox take. */
const defaultLimits = { maxLineBytes: 64 * 1024, maxTotalBytes: 4 * 1024 * 1024 };

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
  #sentLines = 0;
  #isDetached = false;
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
    this.#sentLines += 1;
    this.socket.write(`${line}\r\n`);
  }

  /** Whether there is somebody to speak to: not closed, not cut off, not given away. */
  get isOpen(): boolean {
    return this.#broken === undefined && !this.#isDetached && !this.socket.destroyed;
  }

  /** How many lines were sent by now, so that each command can have a tag of its own. */
  get sentLines(): number {
    return this.#sentLines;
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

  /** The next bytes, as text: what IMAP calls a literal. */
  async readText(byteCount: number): Promise<string> {
    if (byteCount > this.#limits.maxLineBytes) this.#break(tooLong(this.target, this.#limits.maxLineBytes));
    while (this.#buffer.length < byteCount) {
      if (this.#broken) throw this.#broken;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const text = this.#buffer.subarray(0, byteCount).toString("utf8");
    this.#buffer = this.#buffer.subarray(byteCount);
    return text;
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
    this.#isDetached = true;
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

  /** Closes the connection at once, because of what the server does, and gives the reason back, to be thrown. */
  cutOff(reason: MailError): MailError {
    this.#break(reason);
    return reason;
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#totalBytes += chunk.length;
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    const lineBytes = this.#buffer.length - (this.#buffer.lastIndexOf(0x0a) + 1);
    const { maxLineBytes, maxTotalBytes } = this.#limits;
    if (lineBytes > maxLineBytes) this.#break(tooLong(this.target, maxLineBytes));
    else if (this.#totalBytes > maxTotalBytes) this.#break(tooMuch(this.target));
    else this.#wake?.();
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

function tooLong(target: string, maxLineBytes: number): MailError {
  return new MailError(
    "protocol_violation",
    `${target} sent a line of more than ${maxLineBytes / 1024} kB without an end, which no mail server does. It was cut off.`,
    { reason: "line_too_long" },
  );
}

function tooMuch(target: string): MailError {
  return new MailError(
    "protocol_violation",
    `${target} sends more data than any mail server needs to. It was cut off.`,
    { reason: "too_much_data" },
  );
}
