import { isIP, type Socket } from "node:net";
import { connect, type DetailedPeerCertificate, type TLSSocket } from "node:tls";

import type { ConnectionSettings, TlsFacts } from "@/lib/mail/schema";

const longestTextCharacters = 300;
const longestChain = 10;
const mostNames = 50;

/** What a handshake that passed came to: version, cipher and the certificates. */
export function readTlsFacts(socket: TLSSocket, now: Date): TlsFacts {
  const chain = readChain(socket.getPeerCertificate(true));
  const [own] = chain;
  const version = socket.getProtocol();
  const cipher = socket.getCipher()?.standardName;
  return {
    ...(version ? { version: version.replace("TLSv", "TLS ") } : {}),
    ...(cipher ? { cipher } : {}),
    ...(own ? { daysLeft: Math.floor((own.notAfter.getTime() - now.getTime()) / 86_400_000) } : {}),
    names: own?.names ?? [],
    chain: chain.map(({ subject, issuer, notBefore, notAfter }) => ({
      subject,
      issuer,
      validFrom: notBefore.toISOString(),
      validUntil: notAfter.toISOString(),
    })),
  };
}

/**
 * Looks at the certificate of a server whose certificate was refused, over a second connection: makes the handshake
 * without trusting anybody, reads what was shown, and closes. Not one byte is sent over it, so nothing can leak to
 * whoever is there. Null when the handshake does not come about, or not before `signal` aborts.
 */
export function lookAtCertificate(
  socket: Socket,
  { host }: ConnectionSettings,
  { now, signal }: { now: Date; signal: AbortSignal },
): Promise<TlsFacts | null> {
  return new Promise((resolve) => {
    // The one place where a certificate is not checked, for nothing but to be read.
    const secured = connect({ socket, rejectUnauthorized: false, ...(isIP(host) ? {} : { servername: host }) });
    const end = (facts: TlsFacts | null) => {
      signal.removeEventListener("abort", giveUp);
      secured.destroy();
      socket.destroy();
      resolve(facts);
    };
    const giveUp = () => end(null);
    signal.addEventListener("abort", giveUp, { once: true });
    if (signal.aborted) giveUp();
    secured.on("error", giveUp);
    secured.once("close", giveUp);
    secured.once("secureConnect", () => end(readTlsFacts(secured, now)));
  });
}

type ReadCertificate = { subject: string; issuer: string; notBefore: Date; notAfter: Date; names: string[] };

function readChain(first: DetailedPeerCertificate): ReadCertificate[] {
  const chain: ReadCertificate[] = [];
  const seen = new Set<string>();
  for (
    let certificate: DetailedPeerCertificate | undefined = first;
    certificate?.valid_to !== undefined && !seen.has(certificate.fingerprint256) && chain.length < longestChain;
    certificate = certificate.issuerCertificate
  ) {
    seen.add(certificate.fingerprint256);
    const notBefore = new Date(certificate.valid_from);
    const notAfter = new Date(certificate.valid_to);
    if (Number.isNaN(notBefore.getTime()) || Number.isNaN(notAfter.getTime())) break;
    chain.push({
      subject: nameOf(certificate.subject),
      issuer: nameOf(certificate.issuer),
      notBefore,
      notAfter,
      names: namesOf(certificate.subjectaltname),
    });
  }
  return chain;
}

/** A name as people know it: the common name with the organization, where there is one. */
function nameOf(name: Readonly<Record<string, string | string[] | undefined>> | undefined): string {
  const [common] = [name?.CN].flat();
  const [organization] = [name?.O].flat();
  const parts = [common, organization === common ? undefined : organization].filter(Boolean);
  return (parts.join(", ") || "without a name").slice(0, longestTextCharacters);
}

function namesOf(alternativeNames: string | undefined): string[] {
  if (alternativeNames === undefined) return [];
  return alternativeNames
    .split(", ")
    .slice(0, mostNames)
    .map((name) => name.replace(/^(DNS|IP Address):/, "").slice(0, longestTextCharacters));
}
