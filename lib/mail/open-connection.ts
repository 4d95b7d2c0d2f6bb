import { TLSSocket } from "node:tls";

import { dial } from "@/lib/egress/dial";
import { resolveHost } from "@/lib/egress/resolve-host";
import type { Failure, FailureCode } from "@/lib/errors";
import { describeTls } from "@/lib/mail/describe-tls";
import { LineChannel } from "@/lib/mail/line-channel";
import { MailError } from "@/lib/mail/mail-error";
import { nameTarget } from "@/lib/mail/name-target";
import type { StageRun } from "@/lib/mail/run-stages";
import type { ConnectionSettings, MailFailureCode, StageName, VerificationRequest } from "@/lib/mail/schema";
import { startTls } from "@/lib/mail/start-tls";
import type { Result } from "@/lib/result";

/** What a server says it can do: SASL mechanisms in upper case, and its own lines. */
export type Capabilities = { lines: string[]; mechanisms: string[]; offersStartTls: boolean; isKnown: boolean };

/** How a protocol does the first part of a conversation; each act throws a MailError when the server refuses. */
export type Dialect = {
  readGreeting(channel: LineChannel): Promise<string[]>;
  readCapabilities(channel: LineChannel): Promise<Capabilities>;
  askForTls(channel: LineChannel): Promise<string>;
};

export type MailConnection = { channel: LineChannel; address: string; capabilities: Capabilities; tlsVersion?: string };

/** The stages in the order in which they happen: with STARTTLS the greeting comes before the encryption. */
export function planStages(settings: ConnectionSettings, last: readonly StageName[]): StageName[] {
  const opening: StageName[] = settings.security === "starttls" ? ["greeting", "tls"] : ["tls", "greeting"];
  return ["dns", "tcp", ...opening, "capabilities", "authentication", ...last];
}

/**
 * Opens a connection to a mail server up to the point where one could sign in: name, TCP, TLS, greeting and
 * capabilities, each a stage of `run`. It dials the addresses that the egress policy lets through, one after
 * the other, and checks the certificate against the host's name. A credential never meets plain text: without
 * encryption the run ends here, unless no credential is to be sent.
 */
export async function openConnection(
  run: StageRun,
  request: VerificationRequest,
  dialect: Dialect,
): Promise<MailConnection> {
  const { settings, policy, tlsOptions } = request;
  const { host, port, security } = settings;
  const target = nameTarget(settings);

  const addresses = await run.pass("dns", async (notes) => {
    const { lookup } = request;
    const found = unwrap(await resolveHost({ host, policy, signal: run.signal, ...(lookup ? { lookup } : {}) }));
    notes.summary = found.addresses.map(({ address }) => address).join(", ");
    return found.addresses;
  });
  const { socket, address } = await run.pass("tcp", async (notes) => {
    const perAddressMs = Math.ceil(request.deadlineMs / (addresses.length + 1));
    const dialled = unwrap(await dial({ host, port, addresses, perAddressMs, signal: run.signal }));
    notes.summary = `Connected to ${dialled.address}, port ${port}`;
    return dialled;
  });

  let channel = new LineChannel(socket, target);
  const greet = () =>
    run.pass("greeting", async (notes) => {
      notes.replies = await dialect.readGreeting(channel);
      // The server's name for itself, without the protocol's marks around it.
      notes.summary = (notes.replies.at(-1) ?? "").replace(/^(\* OK|\+OK|220)[ -]*(\[[^\]]*\] *)?/i, "");
    });
  const secure = () =>
    run.pass("tls", async (notes) => {
      if (security === "none") throw new MailError("tls_failed", plainTextRefused(target), { reason: "plain_text" });
      if (security === "starttls") notes.replies = [await startTlsByDialect(channel, dialect, target)];
      const secured = await startTls(channel.detach(), settings, tlsOptions);
      channel = new LineChannel(secured, target);
      notes.summary = describeTls(secured);
    });

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
    notes.summary =
      found.mechanisms.length > 0 ? `Sign-in by ${found.mechanisms.join(", ")}` : "No sign-in methods listed";
    return found;
  });
  const tlsVersion = channel.socket instanceof TLSSocket ? channel.socket.getProtocol() : null;
  return { channel, address, capabilities, ...(tlsVersion ? { tlsVersion } : {}) };
}

async function startTlsByDialect(channel: LineChannel, dialect: Dialect, target: string): Promise<string> {
  const capabilities = await dialect.readCapabilities(channel);
  if (!capabilities.offersStartTls && capabilities.isKnown) {
    throw new MailError(
      "starttls_missing",
      `${target} does not offer STARTTLS, so nothing was sent: without encryption anybody on the way could read it. ` +
        "Use the port that speaks TLS from the start.",
    );
  }
  return dialect.askForTls(channel);
}

function plainTextRefused(target: string): string {
  return `The settings for ${target} say that nothing is encrypted. Mailgrant sends no token or password over plain text; choose TLS or STARTTLS.`;
}

function unwrap<Value, Code extends FailureCode & MailFailureCode>(result: Result<Value, Failure<Code>>): Value {
  if (result.ok) return result.value;
  throw new MailError(result.failure.code, result.failure.message, result.failure.facts);
}
