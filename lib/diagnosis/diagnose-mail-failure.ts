import { describeVerdict } from "./describe-verdict";
import { diagnose } from "./diagnose";
import type { Verdict } from "./find-verdict";
import type { CauseSlug, Diagnosis, DiagnosisContext, DiagnosisProvider, DiagnosisRequest } from "./schema";
import { judgeLostSignIn, sharpen } from "./sharpen";

/** A step of a check that failed, as our own checks of mail servers tell it; see Stage in lib/mail/schema. */
export type FailedStep = {
  replies?: readonly string[] | undefined;
  challenge?: Readonly<Record<string, string>> | undefined;
  failure: { code: string; message: string; facts?: Readonly<Record<string, string>> | undefined };
};

/** What is known of the mailbox that was checked. */
export type CheckedMailbox = {
  protocol: "imap" | "pop3" | "smtp";
  provider: DiagnosisProvider;
  context?: DiagnosisContext | undefined;
};

/**
 * The Diagnosis of a failed check of our own. Where our code settles the cause (no such host, a certificate, a folder
 * that is missing) it decides; where a server refused, its own words do, and our code only where they say nothing that
 * is known.
 */
export function diagnoseMailFailure(step: FailedStep, mailbox: CheckedMailbox): Diagnosis {
  const { code, facts = {} } = step.failure;
  const context = withMechanism(mailbox.context, facts.mechanism);
  const request = {
    stage: mailbox.protocol,
    provider: mailbox.provider,
    ...(context === undefined ? {} : { context }),
  };
  const evidence = [`our check: ${code}${facts.reason === undefined ? "" : ` (${facts.reason})`}`];
  const settled = findSettled(code, facts, mailbox.protocol);
  if (settled !== undefined) return describeVerdict({ alternatives: [], ...settled, evidence }, request);
  const told = diagnose({ ...request, raw: joinWords(step) });
  if (isLostSignIn(step.failure, context) && ["unknown", "connection_reset"].includes(told.cause)) {
    const lost = judgeLostSignIn(request, { isReset: facts.error !== undefined, evidence });
    return describeVerdict(lost, request);
  }
  const usual = findUsual(code, context);
  const isTold = told.cause !== "unknown" && told.confidence > usual.confidence;
  if (isTold) return told;
  const verdict = { alternatives: [], ...usual, evidence: [...evidence, ...told.evidence] };
  return describeVerdict(sharpen(verdict, request), request);
}

/** The server hung up in place of an answer to a token. */
function isLostSignIn({ code, facts }: FailedStep["failure"], context: DiagnosisContext | undefined): boolean {
  return code === "connection_lost" && facts?.during === "authentication" && context?.signsInBy !== "password";
}

/** What the server said, and what the connection broke with. Our own sentence is no evidence. */
function joinWords({ replies = [], challenge, failure: { facts = {} } }: FailedStep): string {
  const words = [
    ...replies,
    challenge === undefined ? "" : JSON.stringify(challenge),
    facts.reply ?? "",
    facts.error ?? "",
  ];
  return [...new Set(words)].filter((line) => line !== "").join("\n");
}

function withMechanism(context: DiagnosisContext | undefined, mechanism: string | undefined) {
  if (mechanism === undefined || context?.signsInBy !== undefined) return context;
  const signsInBy: DiagnosisRequest["context"] = { signsInBy: mechanism === "PLAIN" ? "password" : "token" };
  return { ...context, ...signsInBy };
}

type Own = Pick<Verdict, "cause" | "confidence"> & Partial<Pick<Verdict, "alternatives" | "isTransient">>;

/** Codes that a server's words cannot make more exact. */
function findSettled(
  code: string,
  facts: Readonly<Record<string, string>>,
  protocol: CheckedMailbox["protocol"],
): Own | undefined {
  switch (code) {
    case "host_unknown":
      return {
        cause: "dns",
        confidence: 0.95,
        isTransient: facts.error !== undefined && /EAI_AGAIN|ETIME|SERVFAIL|EREFUSED/.test(facts.error),
      };
    case "egress_refused":
    case "starttls_missing":
    case "folder_missing":
    case "archive_read_only":
      return { cause: code, confidence: 0.95 };
    case "folder_read_only":
      return { cause: "archive_read_only", confidence: 0.9 };
    case "connection_refused":
      return { cause: brokenWith.get(facts.error ?? "") ?? "refused", confidence: 0.95 };
    case "deadline_passed":
      return { cause: "timeout", confidence: 0.95 };
    case "tls_failed": {
      const cause = tlsReasons.get(facts.reason ?? "");
      return cause === undefined ? undefined : { cause, confidence: 0.95 };
    }
    case "protocol_violation":
      return { cause: facts.reason === "line_too_long" ? "line_too_long" : "protocol_mismatch", confidence: 0.9 };
    case "mechanism_missing":
      if (facts.reason === "protocol_disabled" && protocol !== "smtp")
        return { cause: protocol === "imap" ? "imap_disabled" : "pop_disabled", confidence: 0.95 };
      return facts.offered === undefined ? undefined : { cause: "auth_mechanism_unsupported", confidence: 0.9 };
    case "server_unavailable":
      return facts.reason === "too_many_connections" ? { cause: "too_many_connections", confidence: 0.95 } : undefined;
    default:
      return undefined;
  }
}

const brokenWith: ReadonlyMap<string, CauseSlug> = new Map<string, CauseSlug>([
  ["EHOSTUNREACH", "host_unreachable"],
  ["ENETUNREACH", "host_unreachable"],
  ["ENETDOWN", "host_unreachable"],
  ["EHOSTDOWN", "host_unreachable"],
  ["EADDRNOTAVAIL", "host_unreachable"],
  ["ETIMEDOUT", "timeout"],
  ["ECONNRESET", "connection_reset"],
]);

const tlsReasons: ReadonlyMap<string, CauseSlug> = new Map<string, CauseSlug>([
  ["self_signed", "tls_self_signed"],
  ["untrusted_issuer", "tls_untrusted_issuer"],
  ["expired", "tls_expired"],
  ["not_yet_valid", "tls_expired"],
  ["wrong_name", "tls_hostname_mismatch"],
  ["plain_port", "tls_plain_port"],
  ["old_tls", "tls_version"],
  ["plain_text", "plaintext_auth_refused"],
]);

/** What a code usually means, for when the server's words say nothing that is known. */
function findUsual(code: string, context: DiagnosisContext | undefined): Own {
  switch (code) {
    case "authentication_failed":
      return context?.signsInBy === "password"
        ? { cause: "password_wrong", confidence: 0.6 }
        : { cause: "xoauth2_token_rejected", confidence: 0.6 };
    case "mailbox_refused":
      return { cause: "mailbox_access_denied", confidence: 0.5, alternatives: ["mail_server_unavailable"] };
    case "message_refused":
      return { cause: "message_refused", confidence: 0.5, alternatives: ["send_as_denied"] };
    case "mechanism_missing":
      return { cause: "auth_mechanism_unsupported", confidence: 0.7 };
    case "server_unavailable":
      return { cause: "mail_server_unavailable", confidence: 0.7 };
    case "connection_lost":
      return { cause: "connection_reset", confidence: 0.8 };
    case "tls_failed":
      return { cause: "tls_version", confidence: 0.4, alternatives: ["tls_plain_port", "connection_reset"] };
    default:
      return { cause: "unknown", confidence: 0.1 };
  }
}
