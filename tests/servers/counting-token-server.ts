import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { portOf } from "./free-ports";
import { readForm, sendJson } from "./http-messages";

/** A token endpoint that replaces the refresh token at every call and counts who came how often. */
export interface CountingTokenServer {
  readonly tokenEndpoint: string;
  /** How long an answer takes, in milliseconds; may be changed at any time. */
  delayMs: number;
  /** How long an access token lasts, in seconds. */
  lifetimeSeconds: number;
  /** The calls since the last reset, by Grant. */
  readonly calls: ReadonlyMap<string, number>;
  /** The calls since the last reset. */
  total(): number;
  /** Of these, the calls with a refresh token that had been replaced before. */
  reused(): number;
  /** The most calls that were under way at once. */
  mostAtOnce(): number;
  /** When the first call came and the last answer left, by performance.now(); null without a call. */
  span(): { from: number; to: number } | null;
  reset(): void;
  stop(): Promise<void>;
}

/** About what Entra's are long, in characters. */
const refreshTokenLength = 1200;
const accessTokenLength = 2000;

/** The refresh token of a Grant that has been replaced `generation` times; the server reads both from it. */
export function makeRefreshToken(grantId: string, generation: number): string {
  const start = `${grantId}.${generation}.`;
  return start + randomText(refreshTokenLength - start.length);
}

/** A signed JWT by its shape and length; nobody signed it. */
export function makeAccessToken(): string {
  const claims = JSON.stringify({ aud: "https://outlook.office.com", ver: "1.0", nonce: randomText(950) });
  const [header, payload] = ['{"typ":"JWT","alg":"RS256"}', claims].map((part) =>
    Buffer.from(part).toString("base64url"),
  );
  const start = `${header}.${payload}.`;
  return start + randomText(accessTokenLength - start.length);
}

/** Starts one on loopback, on a free port. */
export async function startCountingTokenServer(
  options: { delayMs?: number; lifetimeSeconds?: number } = {},
): Promise<CountingTokenServer> {
  const generations = new Map<string, number>();
  const calls = new Map<string, number>();
  let reused = 0;
  let atOnce = 0;
  let mostAtOnce = 0;
  let span: { from: number; to: number } | null = null;

  const server = createServer(async (request, response) => {
    const from = performance.now();
    const [grantId = "", generation = ""] = (await readForm(request)).get("refresh_token")?.split(".") ?? [];
    if (generation === "") return sendJson(response, 400, { error: "invalid_grant" });
    atOnce += 1;
    mostAtOnce = Math.max(mostAtOnce, atOnce);
    calls.set(grantId, (calls.get(grantId) ?? 0) + 1);
    const newest = generations.get(grantId) ?? 0;
    if (Number(generation) < newest) reused += 1;
    const next = Math.max(newest, Number(generation)) + 1;
    generations.set(grantId, next);
    await wait(Math.max(0, counting.delayMs - (performance.now() - from)));
    atOnce -= 1;
    sendJson(response, 200, {
      token_type: "Bearer",
      expires_in: counting.lifetimeSeconds,
      access_token: makeAccessToken(),
      refresh_token: makeRefreshToken(grantId, next),
    });
    span = { from: Math.min(span?.from ?? from, from), to: performance.now() };
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  const counting: CountingTokenServer = {
    tokenEndpoint: `http://127.0.0.1:${portOf(server.address())}/token`,
    delayMs: options.delayMs ?? 0,
    lifetimeSeconds: options.lifetimeSeconds ?? 3600,
    calls,
    total: () => [...calls.values()].reduce((sum, count) => sum + count, 0),
    reused: () => reused,
    mostAtOnce: () => mostAtOnce,
    span: () => span,
    reset: () => {
      calls.clear();
      reused = 0;
      mostAtOnce = 0;
      span = null;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return counting;
}

function randomText(length: number): string {
  return randomBytes(Math.ceil((length * 3) / 4))
    .toString("base64url")
    .slice(0, length);
}
