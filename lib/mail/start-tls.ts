import { isIP, type Socket } from "node:net";
import { connect, type TLSSocket } from "node:tls";

import { describeTlsFailure } from "@/lib/mail/describe-tls";
import type { ConnectionSettings, MailTlsOptions } from "@/lib/mail/schema";

/**
 * Encrypts a connected socket, whose peer is `settings.host` by its certificate; the name is checked although
 * an address was dialled. Rejects with a MailError (`tls_failed`, `connection_lost`).
 */
export function startTls(
  socket: Socket,
  settings: ConnectionSettings,
  tlsOptions: MailTlsOptions | undefined,
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const secured = connect({ socket, ...tlsIdentity(settings), ...tlsOptions });
    // Stays for the socket's life, so that a connection that drops later is not an uncaught error.
    secured.on("error", (error) => reject(describeTlsFailure(error, settings)));
    secured.once("close", () => reject(describeTlsFailure(closedEarly, settings)));
    secured.once("secureConnect", () => resolve(secured));
  });
}

/** SNI takes names alone (RFC 6066, section 3); the certificate is checked against name and address alike. */
function tlsIdentity(settings: ConnectionSettings): {
  host: string;
  servername?: string;
  minVersion: "TLSv1.2";
} {
  const identity = { host: settings.host, minVersion: "TLSv1.2" } as const;
  return isIP(settings.host) ? identity : { ...identity, servername: settings.host };
}

const closedEarly = Object.assign(new Error("closed during the handshake"), { code: "ECONNRESET" });
