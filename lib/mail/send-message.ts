import MailComposer from "nodemailer/lib/mail-composer";
import type SMTPConnection from "nodemailer/lib/smtp-connection";
import { z } from "zod";
import { errorCode, MailError, toMailError } from "@/lib/mail/mail-error";
import { nameTarget } from "@/lib/mail/name-target";
import { leaveConnection, openConnection, planStages } from "@/lib/mail/open-connection";
import { runStages } from "@/lib/mail/run-stages";
import type { ConnectionSettings, MailFailure, VerificationRequest } from "@/lib/mail/schema";
import { signInSmtp } from "@/lib/mail/sign-in-smtp";
import { smtpDialect } from "@/lib/mail/smtp-dialect";
import { openSmtpSession, quitSmtp, untilSettled } from "@/lib/mail/smtp-session";
import { fail, type Result, succeed } from "@/lib/result";

export type Message = {
  from: string;
  sender?: string;
  to: string;
  subject: string;
  text: string;
  /** The same as `text`, for those who read HTML. */
  html?: string;
  headers?: Readonly<Record<string, string>>;
  messageId?: string;
  date: Date;
};

export type SentMessage = {
  route: ConnectionSettings & { address: string; tlsVersion?: string; authenticatedAs?: string };
  envelope: { from: string; to: string[] };
  reply: string;
  messageId: string;
};

/**
 * Sends one plain-text message over a connection of its own, under the same rules as a Verification: checked
 * address, checked certificate, no credential over plain text, one attempt to sign in, one deadline for all of it.
 *
 * Fails like a Verification, and with `message_refused` when the server refuses sender, recipient or content for
 * good; a refusal for now is `server_unavailable`.
 */
export async function sendMessage(request: VerificationRequest & Message): Promise<Result<SentMessage, MailFailure>> {
  const { settings, credential } = request;
  const target = nameTarget(settings);
  const outcome = await runStages(planStages(settings, ["mailbox"]), request, ignoreStage, async (run) => {
    const { channel, address, capabilities, tlsVersion } = await openConnection(run, request, smtpDialect);
    if (credential.mechanism !== "NONE") {
      await run
        .pass("authentication", (notes) => signInSmtp(channel, credential, capabilities, notes))
        .catch(async (error: unknown) => {
          await leaveConnection(channel, smtpDialect);
          throw error;
        });
    }
    return run.pass("mailbox", async () => {
      const session = await openSmtpSession(channel);
      const sent = await deliver(session, target, request).finally(() => quitSmtp(session));
      const route = {
        ...settings,
        address,
        ...(tlsVersion ? { tlsVersion } : {}),
        ...(credential.mechanism === "NONE" ? {} : { authenticatedAs: credential.username }),
      };
      return { ...sent, route, reply: run.redact(sent.reply) };
    });
  });
  return outcome.failure ? fail(outcome.failure) : succeed(outcome.value);
}

async function deliver(session: SMTPConnection, target: string, message: Message): Promise<Omit<SentMessage, "route">> {
  const { from, sender, to, subject, text, html, headers, messageId, date } = message;
  const compiled = new MailComposer({
    from,
    ...(sender ? { sender } : {}),
    to,
    subject,
    text,
    ...(html ? { html } : {}),
    ...(headers ? { headers: { ...headers } } : {}),
    ...(messageId ? { messageId } : {}),
    date,
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile();
  const envelope = compiled.getEnvelope();
  const id = compiled.messageId();
  const content = await compiled.build();
  try {
    const sent = await untilSettled<{ response: string }>(session, target, (settle) =>
      session.send(envelope, content, settle),
    );
    return {
      envelope: { from: envelope.from || "", to: envelope.to },
      reply: sent?.response ?? "",
      messageId: id,
    };
  } catch (error) {
    throw describeRefusedMessage(error, target, message);
  }
}

function describeRefusedMessage(error: unknown, target: string, message: Message): MailError {
  const reply = refusalSchema.safeParse(error).data?.response;
  if (reply === undefined || errorCode(error) === "ECONNECTION") return toMailError(error, target);
  return reply.startsWith("4")
    ? new MailError("server_unavailable", `${target} does not take the message right now.`, { reply })
    : new MailError(
        "message_refused",
        `${target} refused the message from ${message.from} to ${message.to}: ${reply}`,
        {
          reply,
        },
      );
}

const refusalSchema = z.object({ response: z.string() });

/** The caller asked for a message to be sent, not for its stages. */
function ignoreStage(): void {}
