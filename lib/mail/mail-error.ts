import type { MailFailure, MailFailureCode } from "@/lib/mail/schema";

/**
 * An expected failure on its way up through a conversation with a server. It stays inside this room: the
 * exported functions return it as a value.
 */
export class MailError extends Error {
  override readonly name = "MailError";
  readonly failure: MailFailure;

  constructor(code: MailFailureCode, message: string, facts?: Record<string, string>) {
    super(message);
    this.failure = facts ? { code, message, facts } : { code, message };
  }
}

/** Anything that broke while speaking to `target` (`host:port`) as a failure; what is no network fault is thrown on. */
export function toMailError(error: unknown, target: string): MailError {
  if (error instanceof MailError) return error;
  const code = errorCode(error);
  if (code && connectionCodes.has(code)) {
    return new MailError("connection_lost", `${target} closed the connection before the conversation was over.`, {
      error: code,
    });
  }
  if (code && protocolCodes.has(code)) {
    return new MailError("protocol_violation", `${target} does not answer as such a server does. Check the port.`, {
      error: code,
    });
  }
  throw error;
}

/** The `code` of a Node or library error. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

const connectionCodes = new Set([
  // Node
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENETDOWN",
  "ECONNABORTED",
  "ECONNREFUSED",
  "ERR_STREAM_DESTROYED",
  "ERR_STREAM_WRITE_AFTER_END",
  // nodemailer
  "ECONNECTION",
  "ESOCKET",
]);

// nodemailer
const protocolCodes = new Set(["EPROTOCOL"]);
