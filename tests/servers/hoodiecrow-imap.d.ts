/** The parts of hoodiecrow-imap, which has no types of its own, that the stand-in for Dovecot uses. */
declare module "hoodiecrow-imap" {
  import type { EventEmitter } from "node:events";
  import type { Server } from "node:net";

  export interface ImapCommand {
    readonly tag: string;
    readonly attributes?: readonly { readonly type: string; readonly value: string }[];
  }

  export interface ImapReply {
    readonly tag: string;
    readonly command?: string;
    readonly attributes: readonly { readonly type: "TEXT" | "ATOM"; readonly value: string }[];
  }

  export interface ImapConnection {
    state: "Not Authenticated" | "Authenticated" | "Selected" | "Logout";
    inputHandler: ((line: string) => void) | false;
    send(reply: ImapReply, description: string, command: ImapCommand, data: string): void;
  }

  export interface ImapServer extends EventEmitter {
    readonly server: Server;
    listen(port: number, host: string, listening: () => void): void;
    close(closed: () => void): void;
    registerCapability(name: string, isOffered: (connection: ImapConnection) => boolean): void;
    setCommandHandler(
      name: string,
      handler: (connection: ImapConnection, command: ImapCommand, data: string, done: () => void) => void,
    ): void;
    appendMessage(folder: string, flags: readonly string[], date: Date | string, message: string): void;
  }

  export interface ImapServerOptions {
    readonly plugins?: readonly (string | ((server: ImapServer) => void))[];
    readonly credentials?: { readonly key: string; readonly cert: string };
    readonly storage?: Readonly<Record<string, unknown>>;
    readonly users?: Readonly<Record<string, unknown>>;
  }

  export default function createServer(options: ImapServerOptions): ImapServer;
}
