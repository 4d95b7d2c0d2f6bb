import { MailError } from "@/lib/mail/mail-error";
import type { Capabilities } from "@/lib/mail/open-connection";
import type { MailCredential } from "@/lib/mail/schema";

type SignInCredential = Exclude<MailCredential, { mechanism: "NONE" }>;

/** The server's own words at a refused sign-in, and whether it called that a passing trouble. */
export type Refusal = { reply: string; isTemporary: boolean };

/** The failure of a sign-in that the server refused. */
export function refuseAuthentication(target: string, credential: SignInCredential, refusal: Refusal): MailError {
  const facts = { reply: refusal.reply, mechanism: credential.mechanism };
  if (refusal.isTemporary) {
    return new MailError(
      "server_unavailable",
      `${target} cannot check sign-ins right now. This is the server's own trouble and says nothing about the credential.`,
      facts,
    );
  }
  const [secret, next] =
    credential.mechanism === "XOAUTH2"
      ? [
          "access token",
          "Refresh the token (Config, Token) and verify again; where that does not help, authorize it again.",
        ]
      : [
          "user name or password",
          "Check both; many providers take only OAuth2 by now, or a password made for one app.",
        ];
  const message = `${target} refused the ${secret} of ${credential.username}. ${next}`;
  return new MailError("authentication_failed", message, facts);
}

/** The failure of a connection that the server closed instead of answering the sign-in. */
export function lostDuringAuthentication(target: string, credential: SignInCredential): MailError {
  return new MailError(
    "connection_lost",
    `${target} closed the connection without an answer while ${credential.username} signed in. ` +
      "A usual cause is that the server accepts the token and has no mailbox of that name.",
    { mechanism: credential.mechanism, during: "authentication" },
  );
}

/** Throws `mechanism_missing` when the server lists its sign-in methods and none of `usable` is among them. */
export function requireMechanism(target: string, capabilities: Capabilities, usable: readonly string[]): void {
  if (!capabilities.isKnown || usable.some((name) => capabilities.mechanisms.includes(name))) return;
  const offered = capabilities.mechanisms.join(", ") || "none";
  throw new MailError(
    "mechanism_missing",
    `${target} does not offer sign-in by ${usable.join(" or ")} (offered: ${offered}).`,
    { offered, needed: usable.join(", ") },
  );
}
