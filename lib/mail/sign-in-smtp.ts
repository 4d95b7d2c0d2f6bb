import type { Capabilities } from "@/lib/mail/dialect";
import type { LineChannel } from "@/lib/mail/line-channel";
import { MailError } from "@/lib/mail/mail-error";
import { lostDuringAuthentication, refuseAuthentication, requireMechanism } from "@/lib/mail/refuse-authentication";
import type { StageNotes } from "@/lib/mail/run-stages";
import type { MailCredential } from "@/lib/mail/schema";
import { askSmtp } from "@/lib/mail/smtp-dialect";
import { decodeChallenge, encodePlain, encodeXoauth2 } from "@/lib/mail/xoauth2";

type SignInCredential = Exclude<MailCredential, { mechanism: "NONE" }>;

/**
 * Signs in with one attempt. A token goes in two steps, because it does not fit into a command line (RFC 4954, section
 * 4); a password by PLAIN or, as Exchange has it, LOGIN alone. Writes the server's words into `notes`. Throws a
 * MailError.
 */
export async function signInSmtp(
  channel: LineChannel,
  credential: SignInCredential,
  capabilities: Capabilities,
  notes: StageNotes,
): Promise<void> {
  const { target } = channel;
  requireMechanism(target, capabilities, credential.mechanism === "XOAUTH2" ? ["XOAUTH2"] : ["PLAIN", "LOGIN"]);
  const say = async (line: string): Promise<string> => {
    const reply = (await askSmtp(channel, line)).join("\n");
    if (!/^334[ -]?$/.test(reply)) notes.replies.push(reply);
    return reply;
  };
  const verdict = await sayCredential(credential, capabilities.mechanisms, notes, say).catch((error: unknown) => {
    const isLost = error instanceof MailError && error.failure.code === "connection_lost";
    throw isLost ? lostDuringAuthentication(target, credential, error.failure.facts?.error) : error;
  });
  if (verdict.startsWith("235")) return;
  throw refuseAuthentication(target, credential, { reply: verdict, isTemporary: verdict.startsWith("4") });
}

async function sayCredential(
  credential: SignInCredential,
  mechanisms: readonly string[],
  notes: StageNotes,
  say: (line: string) => Promise<string>,
): Promise<string> {
  if (credential.mechanism === "PLAIN") {
    if (mechanisms.includes("PLAIN")) return say(`AUTH PLAIN ${encodePlain(credential.username, credential.password)}`);
    const invitation = await say("AUTH LOGIN");
    if (!invitation.startsWith("334")) return invitation;
    const more = await say(Buffer.from(credential.username).toString("base64"));
    return more.startsWith("334") ? say(Buffer.from(credential.password.reveal()).toString("base64")) : more;
  }
  const invitation = await say("AUTH XOAUTH2");
  if (!invitation.startsWith("334")) return invitation;
  const answer = await say(encodeXoauth2(credential.username, credential.accessToken));
  if (!answer.startsWith("334")) return answer;
  const challenge = decodeChallenge(answer.slice(4));
  if (challenge) notes.challenge = challenge;
  // The empty line takes note of the challenge; only then does the server give its verdict.
  return say("");
}
