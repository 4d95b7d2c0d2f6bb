import { TLSSocket } from "node:tls";

import { systemClock } from "@/lib/clock";
import { describeCapabilities } from "@/lib/mail/describe-capabilities";
import { describeTls, isCertificateRefused, remarkOnCertificate } from "@/lib/mail/describe-tls";
import { askForTls, type Capabilities, type Dialect } from "@/lib/mail/dialect";
import { explainCertificate } from "@/lib/mail/explain-certificate";
import { leavePolitely } from "@/lib/mail/leave-politely";
import { LineChannel } from "@/lib/mail/line-channel";
import { readTlsFacts } from "@/lib/mail/look-at-certificate";
import { MailError } from "@/lib/mail/mail-error";
import { nameTarget } from "@/lib/mail/name-target";
import { reachHost } from "@/lib/mail/reach-host";
import type { StageRun } from "@/lib/mail/run-stages";
import type { ConnectionSettings, StageName, VerificationRequest } from "@/lib/mail/schema";
import { startTls } from "@/lib/mail/start-tls";

export type MailConnection = {
  channel: LineChannel;
  address: string;
  capabilities: Capabilities;
  tlsVersion?: string;
};

/** The stages in the order in which they happen: with STARTTLS the greeting comes before the encryption. */
export function planStages(settings: ConnectionSettings, last: readonly StageName[]): StageName[] {
  const opening: StageName[] = settings.security === "starttls" ? ["greeting", "tls"] : ["tls", "greeting"];
  return ["dns", "tcp", ...opening, "capabilities", "authentication", ...last];
}

/**
 * Opens a connection to a mail server up to the point where one could sign in: name, TCP, TLS, greeting and
 * capabilities, each a stage of `run`. It dials the addresses that the egress policy lets through, one after
 * the other, and checks the certificate against the host's name. A credential never meets plain text: without
 * encryption the run ends here, unless no credential is to be sent. When it fails, goodbye has been said as far as
 * there was somebody to say it to; afterwards that is the caller's business (`leaveConnection`).
 */
export async function openConnection(
  run: StageRun,
  request: VerificationRequest,
  dialect: Dialect,
): Promise<MailConnection> {
  const { settings, tlsOptions, clock = systemClock } = request;
  const { security } = settings;
  const target = nameTarget(settings);
  const { socket, address } = await reachHost(run, request);

  let channel = new LineChannel(socket, target);
  let isConversing = false;
  const greet = () =>
    run.pass("greeting", async (notes) => {
      isConversing = true;
      notes.replies = await dialect.readGreeting(channel);
      // The server's name for itself, without the protocol's marks around it.
      notes.summary = (notes.replies.at(-1) ?? "").replace(/^(\* OK|\+OK|220)[ -]*(\[[^\]]*\] *)?/i, "");
    });
  const secure = () =>
    run.pass("tls", async (notes) => {
      if (security === "none") throw new MailError("tls_failed", plainTextRefused(target), { reason: "plain_text" });
      if (security === "starttls") notes.replies = [await askForTls(channel, dialect)];
      try {
        const secured = await startTls(channel.detach(), settings, tlsOptions);
        channel = new LineChannel(secured, target);
        notes.tls = readTlsFacts(secured, clock());
        notes.summary = describeTls(notes.tls);
        notes.remarks.push(...remarkOnCertificate(notes.tls));
      } catch (error) {
        if (!(error instanceof MailError && isCertificateRefused(error))) throw error;
        throw await explainCertificate(error, { request, dialect, address, signal: run.signal }, notes);
      }
    });

  try {
    if (security === "starttls") {
      await greet();
      await secure();
    } else {
      if (security === "none" && request.credential.mechanism === "NONE")
        run.skip("tls", "Not encrypted, as the settings say");
      else await secure();
      await greet();
    }
    const capabilities = await run.pass("capabilities", async (notes) => {
      const found = await dialect.readCapabilities(channel);
      notes.replies = found.lines;
      notes.summary = describeCapabilities(found);
      return found;
    });
    const tlsVersion = channel.socket instanceof TLSSocket ? channel.socket.getProtocol() : null;
    return { channel, address, capabilities, ...(tlsVersion ? { tlsVersion } : {}) };
  } catch (error) {
    // Who does not speak the protocol does not understand a goodbye either.
    const isUnderstood = error instanceof MailError && error.failure.code !== "protocol_violation";
    if (isConversing && isUnderstood) await leaveConnection(channel, dialect);
    else channel.socket.end();
    throw error;
  }
}

/** Says goodbye as the protocol wants it, waits a second at most for the answer, and closes. */
export async function leaveConnection(channel: LineChannel, dialect: Dialect): Promise<void> {
  if (channel.isOpen) await leavePolitely(dialect.sayGoodbye(channel));
  channel.socket.end();
}

function plainTextRefused(target: string): string {
  return `The settings for ${target} say that nothing is encrypted. Mailgrant sends no token or password over plain text; choose TLS or STARTTLS.`;
}
