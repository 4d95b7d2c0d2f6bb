import { errorCode, MailError } from "@/lib/mail/mail-error";
import { nameTarget } from "@/lib/mail/name-target";
import type { ConnectionSettings, TlsFacts } from "@/lib/mail/schema";

/** A certificate that ends within this many days is worth a word although it is still good. */
const endsSoonDays = 14;

/** For example "TLS 1.3, certificate by Example CA valid until 3 Feb 2027". */
export function describeTls({ version, chain: [own] }: TlsFacts): string {
  const name = version ?? "TLS";
  return own === undefined ? name : `${name}, certificate by ${own.issuer} valid until ${formatDay(own.validUntil)}`;
}

/** What an admin should know of a certificate that is still good; empty when there is nothing. */
export function remarkOnCertificate({ daysLeft, chain: [own] }: TlsFacts): string[] {
  if (daysLeft === undefined || own === undefined || daysLeft > endsSoonDays) return [];
  const left = daysLeft === 1 ? "1 day" : `${daysLeft} days`;
  return [`The certificate ends in ${left}, on ${formatDay(own.validUntil)}. Whoever runs the server has to renew it.`];
}

/** A refused certificate's failure with what a look at it has shown. */
export function addCertificate({ failure }: MailError, { names, chain: [own] }: TlsFacts): MailError {
  if (own === undefined) return new MailError(failure.code, failure.message, failure.facts);
  const { subject, issuer, validFrom, validUntil } = own;
  const period = `valid from ${formatDay(validFrom)} until ${formatDay(validUntil)}`;
  return new MailError(failure.code, `${failure.message} It is for ${subject}, by ${issuer}, ${period}.`, {
    ...failure.facts,
    subject,
    issuer,
    validFrom,
    validUntil,
    names: names.join(", "),
  });
}

/** Whether it was the certificate that was refused, so that a look at it says more. */
export function isCertificateRefused({ failure }: MailError): boolean {
  return failure.code === "tls_failed" && certificateReasons.has(failure.facts?.reason ?? "");
}

const certificateReasons = new Set(["self_signed", "untrusted_issuer", "expired", "not_yet_valid", "wrong_name"]);

/** What went wrong in a TLS handshake, as a sentence that says what to change; `facts.reason` names the case. */
export function describeTlsFailure(error: unknown, settings: ConnectionSettings): MailError {
  if (error instanceof MailError) return error;
  const { host } = settings;
  const target = nameTarget(settings);
  const code = errorCode(error) ?? "unknown";
  const refuse = (reason: string, message: string) => new MailError("tls_failed", message, { reason, error: code });

  if (code === "DEPTH_ZERO_SELF_SIGNED_CERT") {
    return refuse("self_signed", `The certificate of ${target} is self-signed, so nobody vouches for the server.`);
  }
  if (untrustedIssuerCodes.has(code)) {
    return refuse(
      "untrusted_issuer",
      `The certificate of ${target} was issued by an authority that is not trusted here, or the server does not ` +
        "send its intermediate certificates.",
    );
  }
  if (code === "CERT_HAS_EXPIRED") return refuse("expired", `The certificate of ${target} has expired.`);
  if (code === "CERT_NOT_YET_VALID") {
    return refuse("not_yet_valid", `The certificate of ${target} is not valid yet. Is the clock right?`);
  }
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    return refuse("wrong_name", `The certificate of ${target} is for ${namesOf(error)}, not for ${host}.`);
  }
  if (plainPortCodes.has(code)) {
    return refuse("plain_port", `${target} does not begin with TLS. ${plainPortHint[settings.security]}`);
  }
  if (oldTlsCodes.has(code)) {
    return refuse(
      "old_tls",
      `${target} and Mailgrant have no TLS version in common; the server needs TLS 1.2 or later.`,
    );
  }
  if (code === "ECONNRESET" || code === "EPIPE") {
    return new MailError("connection_lost", `${target} closed the connection during the TLS handshake.`, {
      error: code,
    });
  }
  return refuse("handshake", `The TLS handshake with ${target} failed (${code}).`);
}

const plainPortHint = {
  tls: "This port probably wants STARTTLS; the ports for TLS from the start are 993 (IMAP), 995 (POP3) and 465 (SMTP).",
  starttls: "It agreed to STARTTLS and then went on in plain text.",
  none: "",
};

const untrustedIssuerCodes = new Set([
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "CERT_UNTRUSTED",
  "INVALID_CA",
]);

const plainPortCodes = new Set([
  "ERR_SSL_WRONG_VERSION_NUMBER",
  "ERR_SSL_PACKET_LENGTH_TOO_LONG",
  "ERR_SSL_UNKNOWN_PROTOCOL",
  "ERR_SSL_HTTP_REQUEST",
]);

const oldTlsCodes = new Set([
  "ERR_SSL_UNSUPPORTED_PROTOCOL",
  "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION",
  "ERR_SSL_VERSION_TOO_LOW",
  "ERR_SSL_WRONG_SSL_VERSION",
]);

function namesOf(error: unknown): string {
  const certificate = error instanceof Error && "cert" in error ? error.cert : undefined;
  const names =
    typeof certificate === "object" && certificate !== null && "subjectaltname" in certificate
      ? String(certificate.subjectaltname).replaceAll(/\b(DNS|IP Address):/g, "")
      : "";
  return names.slice(0, 200) || "another name";
}

function formatDay(moment: string): string {
  return new Date(moment).toLocaleDateString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  });
}
