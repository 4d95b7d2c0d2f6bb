import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { readBody } from "./http-messages";

/**
 * What happens to a refresh token that was used. `rotate`: there is a new one each time and the old ones go on working
 * (Entra). `once`: there is a new one each time, and using an old one ends the Grant (RFC 9700 §4.14.2). `keep`: it
 * stays as it is and none comes back (Google).
 */
export type Rotation = "rotate" | "once" | "keep";

/** A token endpoint on loopback that refreshes what nobody authorized: for Grants that a test puts into the database. */
export interface TokenServer {
  readonly tokenEndpoint: string;
  readonly host: string;
  /** How many refreshes each Grant got, by the name in its refresh token. */
  readonly refreshes: ReadonlyMap<string, number>;
  /** Every request by its Grant's name, with what was answered. */
  readonly log: readonly { grant: string; clientSecret: string; outcome: string }[];
  rotation: Rotation;
  delayMs: number;
  /** What the provider says about how long the refresh token lasts; null for nothing. */
  refreshTokenExpiresInSeconds: number | null;
  /** The client secrets that are accepted; null for any. */
  acceptedSecrets: ReadonlySet<string> | null;
  /** The most requests that were answered at once. */
  readonly mostAtOnce: number;
  /** The HTTP status and headers of every answer, instead of doing the work; null to work. */
  refuseWith: { status: number; headers?: Record<string, string>; body?: unknown } | null;
  /** Told of each request when its outcome is settled, before it is answered; the answer waits for it. */
  beforeAnswer: ((grant: string) => Promise<void> | void) | null;
  /** The first refresh token of a Grant. */
  firstToken(grant: string): string;
  reset(): void;
  stop(): Promise<void>;
}

/** Starts one on a free port. */
export async function startTokenServer(): Promise<TokenServer> {
  const state = new State();
  const server = createServer((request, response) => {
    state.serve(request, response).catch((error: unknown) => {
      console.error("The token server failed:", error);
      response.destroy();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The token server has no port.");
  state.host = `127.0.0.1:${address.port}`;
  state.stop = async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return state;
}

class State implements TokenServer {
  host = "";
  stop: () => Promise<void> = async () => undefined;
  rotation: Rotation = "rotate";
  delayMs = 0;
  refreshTokenExpiresInSeconds: number | null = null;
  acceptedSecrets: ReadonlySet<string> | null = null;
  refuseWith: TokenServer["refuseWith"] = null;
  beforeAnswer: TokenServer["beforeAnswer"] = null;
  readonly refreshes = new Map<string, number>();
  readonly log: { grant: string; clientSecret: string; outcome: string }[] = [];
  mostAtOnce = 0;
  #atOnce = 0;
  readonly #ended = new Set<string>();

  get tokenEndpoint(): string {
    return `http://${this.host}/token`;
  }

  firstToken(grant: string): string {
    return `${grant}.0`;
  }

  reset(): void {
    this.rotation = "rotate";
    this.delayMs = 0;
    this.refreshTokenExpiresInSeconds = null;
    this.acceptedSecrets = null;
    this.refuseWith = null;
    this.beforeAnswer = null;
    this.refreshes.clear();
    this.log.length = 0;
    this.mostAtOnce = 0;
    this.#ended.clear();
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#atOnce);
    let isCounted = true;
    const leave = () => {
      if (isCounted) this.#atOnce -= 1;
      isCounted = false;
    };
    response.once("close", leave);
    const form = new URLSearchParams(await readBody(request));
    const [grant = "", number = "0"] = (form.get("refresh_token") ?? "").split(".");
    if (this.delayMs > 0) await sleep(this.delayMs);
    const answer = this.#decide(grant, Number(number), form.get("client_secret") ?? "");
    await this.beforeAnswer?.(grant);
    // Before the answer, because whoever gets it may ask again before this goes on.
    leave();
    response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
    response.end(JSON.stringify(answer.body ?? {}));
  }

  #decide(grant: string, number: number, clientSecret: string): NonNullable<TokenServer["refuseWith"]> {
    const refuse = (status: number, error: string) => {
      this.log.push({ grant, clientSecret, outcome: error });
      return { status, body: { error } };
    };
    if (this.refuseWith !== null) {
      this.log.push({ grant, clientSecret, outcome: String(this.refuseWith.status) });
      return this.refuseWith;
    }
    if (this.acceptedSecrets !== null && !this.acceptedSecrets.has(clientSecret)) return refuse(401, "invalid_client");
    const done = this.refreshes.get(grant) ?? 0;
    if (this.#ended.has(grant)) return refuse(400, "invalid_grant");
    if (this.rotation === "once" && number !== done) {
      this.#ended.add(grant);
      return refuse(400, "invalid_grant");
    }
    this.refreshes.set(grant, done + 1);
    this.log.push({ grant, clientSecret, outcome: "issued" });
    const rotated = this.rotation === "keep" ? {} : { refresh_token: `${grant}.${done + 1}` };
    const { refreshTokenExpiresInSeconds: ends } = this;
    const told = ends === null ? {} : { refresh_token_expires_in: ends };
    const token = { access_token: `access.${grant}.${done + 1}`, token_type: "Bearer", expires_in: 3600 };
    return { status: 200, body: { ...token, ...rotated, ...told } };
  }
}
