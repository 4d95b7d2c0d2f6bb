import type { Capabilities } from "@/lib/mail/dialect";
import { MailError } from "@/lib/mail/mail-error";
import { readRefusalWords } from "@/lib/mail/refusal-words";
import type { MailCredential } from "@/lib/mail/schema";

type SignInCredential = Exclude<MailCredential, { mechanism: "NONE" }>;

/** The server's own words at a refused sign-in, and whether it called that a passing trouble. */
export type Refusal = { reply: string; isTemporary: boolean };

/** The failure of a sign-in that the server refused. */
export function refuseAuthentication(target: string, credential: SignInCredential, refusal: Refusal): MailError {
  const facts = { reply: refusal.reply, mechanism: credential.mechanism };
  const subject = readRefusalWords(refusal.reply);
  if (subject === "too_many_connections") {
    return new MailError(
      "server_unavailable",
      `${target} allows no more connections for ${credential.username} right now. Others, such as mail workers, hold them.`,
      { ...facts, reason: subject },
    );
  }
  if (subject === "protocol_disabled") {
    return new MailError(
      "authentication_failed",
      `${target} says that this protocol is switched off for ${credential.username}. The credential is not to blame.`,
      { ...facts, reason: subject },
    );
  }
  if (refusal.isTemporary) {
    return new MailError(
      "server_unavailable",
      `${target} cannot check sign-ins right now. This is the server's own trouble and says nothing about the credential.`,
      facts,
    );
  }
  // What it means and what to do is for the Diagnosis to say, which knows more than the reply.
  const secret = credential.mechanism === "XOAUTH2" ? "access token" : "user name or password";
  const message = `${target} refused the ${secret} of ${credential.username}.`;
  return new MailError("authentication_failed", message, facts);
}

/**
 * The failure of a connection that was lost instead of an answer to the sign-in. `error` is the system's name for how,
 * such as ECONNRESET; one that the server closed in order has none.
 */
export function lostDuringAuthentication(target: string, credential: SignInCredential, error?: string): MailError {
  return new MailError(
    "connection_lost",
    `${target} closed the connection without an answer while ${credential.username} signed in.`,
    {
      mechanism: credential.mechanism,
      during: "authentication",
      ...(error === undefined ? {} : { error }),
    },
  );
}

/**
 * Throws `mechanism_missing` when the server lists its sign-in methods and none of `usable` is among them, also when
 * it has switched them all off.
 */
export function requireMechanism(target: string, capabilities: Capabilities, usable: readonly string[]): void {
  if (!capabilities.isKnown || usable.some((name) => capabilities.mechanisms.includes(name))) return;
  const offered = capabilities.mechanisms.join(", ") || "none";
  const remarks = capabilities.remarks.map((remark) => ` The server says: ${remark}.`).join("");
  throw new MailError(
    "mechanism_missing",
    `${target} does not offer sign-in by ${usable.join(" or ")} (offered: ${offered}).${remarks}`,
    { offered, needed: usable.join(", ") },
  );
}
