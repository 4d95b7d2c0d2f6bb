import { readFileSync } from "node:fs";
import { SMTPServer } from "smtp-server";
import type { Certificates } from "./certificates";
import type { EntraProvider } from "./entra-provider";
import { portOf } from "./free-ports";
import { mailScopes } from "./practice-data";
import { type RelayedMessage, readMessage } from "./relay";
import { doesTokenOpen, xoauth2Challenge } from "./token-check";

export interface StandInSmtp {
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * A submission server from npm that takes the provider's tokens; `secure` means TLS from the start, otherwise STARTTLS.
 * Port 0 is any free one.
 */
export async function startStandInSmtp(
  provider: EntraProvider,
  certificates: Certificates,
  secure: boolean,
  accept: (message: RelayedMessage) => void,
  port = 0,
): Promise<StandInSmtp> {
  const server = new SMTPServer({
    secure,
    key: readFileSync(certificates.serverKeyPath),
    cert: readFileSync(certificates.serverCertificatePath),
    authMethods: ["XOAUTH2"],
    onAuth: ({ username = "", accessToken = "" }, _session, done) => {
      const isGood = doesTokenOpen(provider, username, accessToken, mailScopes.smtp);
      done(null, isGood ? { user: username } : { data: xoauth2Challenge });
    },
    onData: (stream, session, done) => {
      readMessage(stream, session)
        .then(accept)
        .then(
          () => done(),
          (cause: unknown) => done(cause instanceof Error ? cause : new Error("The message was not accepted.")),
        );
    },
  });
  // A client that hangs up during TLS is its own business.
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", () => resolve()));
  return { port: portOf(server.server.address()), stop: () => new Promise((resolve) => server.close(() => resolve())) };
}
