import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";
import type { Certificates } from "./certificates";

/** One connection to a scripted server, in lines. */
export interface ScriptedSession {
  /** The next line without its line break, or `undefined` when the client has gone. */
  readLine(): Promise<string | undefined>;
  /** Sends the text as it is; line breaks are the script's own business. */
  write(text: string): void;
  startTls(): void;
  /** Closes the connection in order. */
  end(): void;
}

export interface ScriptedMailServer {
  readonly port: number;
  /** Every line that clients sent, in order of arrival. */
  readonly received: string[];
  connectionCount(): number;
  /** The most clients that were connected at once; one counts until it is gone or was sent away by the script. */
  mostAtOnce(): number;
  /** Resolves when no client is connected any more. */
  untilAbandoned(): Promise<void>;
  stop(): Promise<void>;
}

export interface ScriptedMailServerOptions {
  readonly certificates: Pick<Certificates, "serverCertificatePath" | "serverKeyPath">;
  /** TLS from the start. */
  readonly isEncrypted?: boolean;
  readonly maxTlsVersion?: "TLSv1.1" | "TLSv1.2";
  /** A free one where it is left out. */
  readonly port?: number;
}

/** A server on 127.0.0.1 that says what a script tells it to: for replies that no real server gives on demand. */
export async function startScriptedMailServer(
  options: ScriptedMailServerOptions,
  script: (session: ScriptedSession) => Promise<void> | void,
): Promise<ScriptedMailServer> {
  const { certificates, isEncrypted = false, maxTlsVersion } = options;
  const secureContext = createSecureContext({
    cert: readFileSync(certificates.serverCertificatePath),
    key: readFileSync(certificates.serverKeyPath),
    ...(maxTlsVersion ? { minVersion: "TLSv1", maxVersion: maxTlsVersion, ciphers: "DEFAULT@SECLEVEL=0" } : {}),
  });
  const received: string[] = [];
  const sockets = new Set<Socket>();
  const served = new Set<Socket>();
  let connections = 0;
  let mostAtOnce = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    served.add(socket);
    mostAtOnce = Math.max(mostAtOnce, served.size);
    socket.on("close", () => {
      sockets.delete(socket);
      served.delete(socket);
    });
    socket.on("error", () => {});
    const encrypt = (plain: Socket) => {
      const secured = new TLSSocket(plain, { isServer: true, secureContext });
      secured.on("error", () => {});
      return secured;
    };
    const session = createSession(isEncrypted ? encrypt(socket) : socket, encrypt, received);
    const end = () => {
      served.delete(socket);
      session.end();
    };
    void script({ ...session, end });
  });
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    received,
    connectionCount: () => connections,
    mostAtOnce: () => mostAtOnce,
    untilAbandoned: async () => {
      await Promise.all([...sockets].map((socket) => new Promise((resolve) => socket.once("close", resolve))));
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

function createSession(first: Socket, encrypt: (plain: Socket) => TLSSocket, received: string[]): ScriptedSession {
  let socket = first;
  let buffer = "";
  let isOver = false;
  let wake = () => {};
  const onData = (chunk: Buffer) => {
    buffer += chunk.toString("utf8");
    wake();
  };
  const listen = () => {
    socket.on("data", onData);
    socket.once("close", () => {
      isOver = true;
      wake();
    });
  };
  listen();
  return {
    async readLine() {
      while (!buffer.includes("\r\n")) {
        if (isOver) return undefined;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const end = buffer.indexOf("\r\n");
      const line = buffer.slice(0, end);
      buffer = buffer.slice(end + 2);
      received.push(line);
      return line;
    },
    write: (text) => {
      if (socket.writable) socket.write(text);
    },
    startTls() {
      socket.off("data", onData);
      socket = encrypt(socket);
      listen();
    },
    end: () => socket.end(),
  };
}
