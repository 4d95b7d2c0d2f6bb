import type { PeerCertificate, TLSSocket } from "node:tls";
import { errorCode, MailError } from "@/lib/mail/mail-error";
import { nameTarget } from "@/lib/mail/name-target";
import type { ConnectionSettings } from "@/lib/mail/schema";

/** For example "TLS 1.3, certificate by Example CA valid until 3 Feb 2027". */
export function describeTls(socket: TLSSocket): string {
  const version = (socket.getProtocol() ?? "TLS").replace("TLSv", "TLS ");
  const certificate = socket.getPeerCertificate();
  const issuer = [certificate.issuer?.O, certificate.issuer?.CN].flat().find(Boolean);
  return `${version}, certificate${issuer ? ` by ${issuer}` : ""} valid until ${formatDay(certificate.valid_to)}`;
}

/** What went wrong in a TLS handshake, as a sentence that says what to change; `facts.reason` names the case. */
export function describeTlsFailure(error: unknown, settings: ConnectionSettings): MailError {
  if (error instanceof MailError) return error;
  const { host } = settings;
  const target = nameTarget(settings);
  const code = errorCode(error) ?? "unknown";
  const refuse = (reason: string, message: string) => new MailError("tls_failed", message, { reason, error: code });

  if (code === "DEPTH_ZERO_SELF_SIGNED_CERT") {
    return refuse(
      "self_signed",
      `The certificate of ${target} is self-signed, so nobody vouches for the server. ${trustHint}`,
    );
  }
  if (untrustedIssuerCodes.has(code)) {
    return refuse(
      "untrusted_issuer",
      `The certificate of ${target} was issued by an authority that is not trusted here, or the server does not ` +
        `send its intermediate certificates. ${trustHint}`,
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

const trustHint = "The operator may add its authority by NODE_EXTRA_CA_CERTS.";

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

function formatDay(validTo: PeerCertificate["valid_to"]): string {
  const day = new Date(validTo);
  return Number.isNaN(day.getTime())
    ? validTo
    : day.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
}
