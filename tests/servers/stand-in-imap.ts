import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { createServer } from "node:tls";
import createImapServer, { type ImapCommand, type ImapConnection, type ImapServer } from "hoodiecrow-imap";
import type { Certificates } from "./certificates";
import type { EntraProvider } from "./entra-provider";
import { portOf } from "./free-ports";
import { mailScopes } from "./practice-data";
import { doesTokenOpen, readXoauth2, xoauth2Challenge } from "./token-check";

export interface StandInImap {
  /** TLS from the start. */
  readonly imapsPort: number;
  /** Puts a message into INBOX. */
  deliver(message: string): void;
  stop(): Promise<void>;
}

/** An IMAP server from npm that takes the provider's tokens. One INBOX serves everybody. Port 0 is any free one. */
export async function startStandInImap(
  provider: EntraProvider,
  certificates: Certificates,
  port = 0,
): Promise<StandInImap> {
  const imap = createImapServer({
    plugins: [
      "SASL-IR",
      "ID",
      "NAMESPACE",
      "UNSELECT",
      "SPECIAL-USE",
      "MOVE",
      "UIDPLUS",
      (server) => addXoauth2(server, provider),
    ],
    users: {},
    storage: {
      INBOX: { messages: [] },
      "": {
        separator: "/",
        folders: {
          Drafts: { "special-use": "\\Drafts" },
          Sent: { "special-use": "\\Sent" },
          Junk: { "special-use": "\\Junk" },
          Processed: {},
        },
      },
    },
  });
  await new Promise<void>((resolve) => imap.listen(0, "127.0.0.1", resolve));
  const plainPort = portOf(imap.server.address());
  const key = readFileSync(certificates.serverKeyPath);
  const certificate = readFileSync(certificates.serverCertificatePath);
  // The server's own TLS is made for certificates of its own time, so TLS ends here, in front of it.
  const sockets = new Set<Socket>();
  const front = createServer({ key, cert: certificate }, (client) => {
    const behind = connect(plainPort, "127.0.0.1");
    for (const [from, to] of [
      [client, behind],
      [behind, client],
    ] as const) {
      sockets.add(from);
      from.on("error", () => to.destroy());
      from.on("close", () => to.destroy());
      from.pipe(to);
    }
  });
  front.listen(port, "127.0.0.1");
  await once(front, "listening");
  return {
    imapsPort: portOf(front.address()),
    deliver: (message) => imap.appendMessage("INBOX", [], new Date(), message),
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => front.close(resolve));
      await new Promise<void>((resolve) => imap.close(resolve));
    },
  };
}

function addXoauth2(server: ImapServer, provider: EntraProvider): void {
  server.registerCapability("AUTH=XOAUTH2", (connection) => connection.state === "Not Authenticated");
  server.setCommandHandler("AUTHENTICATE XOAUTH2", (connection, command, data, done) => {
    const initialResponse = command.attributes?.[0]?.value;
    const answer = (response: string) => authenticate(provider, connection, command, data, response);
    if (initialResponse === undefined) {
      continueWith(connection, command, data, "", answer);
    } else {
      answer(initialResponse);
    }
    done();
  });
}

function authenticate(
  provider: EntraProvider,
  connection: ImapConnection,
  command: ImapCommand,
  data: string,
  response: string,
): void {
  const login = readXoauth2(response);
  if (login && doesTokenOpen(provider, login.username, login.token, mailScopes.imap)) {
    connection.state = "Authenticated";
    const attributes = [{ type: "TEXT" as const, value: "Logged in." }];
    connection.send({ tag: command.tag, command: "OK", attributes }, "XOAUTH2", command, data);
    return;
  }
  const challenge = Buffer.from(JSON.stringify(xoauth2Challenge)).toString("base64");
  continueWith(connection, command, data, challenge, () => {
    const attributes = [{ type: "TEXT" as const, value: "Authentication failed." }];
    connection.send({ tag: command.tag, command: "NO", attributes }, "XOAUTH2", command, data);
  });
}

/** Sends a continuation and hands the client's next line to `next`. */
function continueWith(
  connection: ImapConnection,
  command: ImapCommand,
  data: string,
  text: string,
  next: (line: string) => void,
): void {
  connection.inputHandler = (line) => {
    connection.inputHandler = false;
    next(line.trim());
  };
  connection.send({ tag: "+", attributes: [{ type: "ATOM", value: text }] }, "XOAUTH2", command, data);
}
