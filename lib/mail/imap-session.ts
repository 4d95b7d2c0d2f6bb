import { isIP } from "node:net";
import { ImapFlow } from "imapflow";
import { z } from "zod";

import { describeTlsFailure } from "@/lib/mail/describe-tls";
import { createImapListener } from "@/lib/mail/imap-listener";
import { errorCode, type MailError, toMailError } from "@/lib/mail/mail-error";
import { nameTarget } from "@/lib/mail/name-target";
import { lostDuringAuthentication, refuseAuthentication } from "@/lib/mail/refuse-authentication";
import type { StageNotes } from "@/lib/mail/run-stages";
import type { ConnectionSettings, MailCredential, MailTlsOptions } from "@/lib/mail/schema";
import { flattenChallenge } from "@/lib/mail/xoauth2";

/**
 * A signed-in session, or one that signed in and was told that the mailbox is not there for it. `tooMuch` rejects
 * when the server does not stop sending.
 */
export type ImapSession = { client: ImapFlow; tooMuch: Promise<never>; mailboxRefusal?: string };

/**
 * Signs in by imapflow at an address that the egress policy has passed; the certificate is checked against the
 * host's name. One attempt. The session ends when `signal` aborts. Throws a MailError.
 */
export async function openImapSession(
  request: {
    settings: ConnectionSettings;
    address: string;
    credential: Exclude<MailCredential, { mechanism: "NONE" }>;
    tlsOptions?: MailTlsOptions;
    deadlineMs: number;
    signal: AbortSignal;
  },
  notes: StageNotes,
): Promise<ImapSession> {
  const { settings, address, credential, tlsOptions, deadlineMs, signal } = request;
  const target = nameTarget(settings);
  const { logger, tooMuch } = createImapListener(target, notes, () => client.stats().received);
  const client: ImapFlow = new ImapFlow({
    host: address,
    port: settings.port,
    ...(isIP(settings.host) ? {} : { servername: settings.host }),
    secure: settings.security === "tls",
    ...(settings.security === "starttls" ? { doSTARTTLS: true } : {}),
    tls: { minVersion: "TLSv1.2", ...tlsOptions },
    auth:
      credential.mechanism === "XOAUTH2"
        ? { user: credential.username, accessToken: credential.accessToken.reveal() }
        : { user: credential.username, pass: credential.password.reveal() },
    clientInfo: { name: "Mailgrant" },
    logger,
    connectionTimeout: deadlineMs,
    greetingTimeout: deadlineMs,
    socketTimeout: deadlineMs,
    maxLineLength: 1024 * 1024,
    maxLiteralSize: 1024 * 1024,
    maxResponseSize: 4 * 1024 * 1024,
    disableCompression: true,
    disableAutoIdle: true,
    disableAutoEnable: true,
  });
  hideOauthBearer(client);
  // A dropped connection is reported twice, by the call at work and by this event, which must have a listener.
  client.on("error", () => {});
  const close = () => client.close();
  signal.addEventListener("abort", close, { once: true });
  if (signal.aborted) close();
  try {
    await Promise.race([client.connect(), tooMuch]);
    return { client, tooMuch };
  } catch (error) {
    const reply = readRefusal(error).response ?? "";
    if (connectedToNothing.test(reply)) return { client, tooMuch, mailboxRefusal: reply };
    throw describeSignInError(error, target, settings, credential, notes);
  }
}

/**
 * Exchange says so when the token is good and the mailbox does not open: no right to a shared mailbox, no
 * licence, or a name that is not its primary address.
 */
export const connectedToNothing = /User is authenticated but not connected/i;

const refusalSchema = z.object({
  authenticationFailed: z.boolean().optional().catch(undefined),
  serverResponseCode: z.string().optional().catch(undefined),
  responseStatus: z.string().optional().catch(undefined),
  response: z.string().optional().catch(undefined),
  oauthError: z.unknown().optional(),
});

/** What imapflow attaches to its errors about a command that the server refused. */
export function readRefusal(error: unknown): z.infer<typeof refusalSchema> {
  return refusalSchema.safeParse(error).data ?? {};
}

/** Response codes and words by which a server says "later" (RFC 5530, section 3). */
export function isTemporaryImapReply(reply: string): boolean {
  if (/\[(AUTHENTICATIONFAILED|AUTHORIZATIONFAILED|EXPIRED)\]/i.test(reply)) return false;
  return /\[(UNAVAILABLE|INUSE|LIMIT|SERVERBUG)\]|\btemporar|try again later|throttled/i.test(reply);
}

function describeSignInError(
  error: unknown,
  target: string,
  settings: ConnectionSettings,
  credential: Exclude<MailCredential, { mechanism: "NONE" }>,
  notes: StageNotes,
): MailError {
  const refusal = readRefusal(error);
  if (refusal.authenticationFailed) {
    const challenge = flattenChallenge(refusal.oauthError);
    if (challenge) notes.challenge = challenge;
    const reply = refusal.response || notes.replies.at(-1) || "";
    return refuseAuthentication(target, credential, { reply, isTemporary: isTemporaryImapReply(reply) });
  }
  const code = errorCode(error) ?? "";
  if (/^(ERR_(SSL|TLS)_|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO)/.test(code)) {
    return describeTlsFailure(error, settings);
  }
  const mailError = toMailError(error, target);
  return mailError.failure.code === "connection_lost" ? lostDuringAuthentication(target, credential) : mailError;
}

/**
 * Where a server offers OAUTHBEARER as well, as Google does, imapflow would prefer it. What is verified has to be
 * what Mail Workers are told to use, so imapflow does not get to see it.
 */
function hideOauthBearer(client: ImapFlow): void {
  let capabilities = client.capabilities;
  Object.defineProperty(client, "capabilities", {
    get: () => capabilities,
    set: (found: ImapFlow["capabilities"]) => {
      if (found instanceof Map) found.delete("AUTH=OAUTHBEARER");
      capabilities = found;
    },
  });
}
