import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createEntraDirectory, type EntraDirectory } from "./entra-directory";
import { type EntraError, temporarilyUnavailable } from "./entra-errors";
import { addRedirectUri, revokeGrantsOf } from "./entra-portal-acts";
import { routeEntraRequest } from "./entra-router";
import type { EntraState, PortalSection } from "./entra-state";
import type { AccessTokenMode, AppRegistration, PracticeDirectory, PracticeUser, SharedMailbox } from "./entra-types";
import { DirectoryStore } from "./memory-adapter";
import { practiceDirectories, practiceRegistrations, practiceSharedMailboxes, practiceUsers } from "./practice-data";
import { type ProviderMemory, readProviderMemory, writeProviderMemory } from "./provider-memory";
import { createSigningKey, type SigningKey } from "./signing-key";
import { TokenRequestLog } from "./token-request-log";

export interface EntraProviderOptions {
  /** A fixed port, or one that is free. */
  readonly port?: number;
  readonly accessTokenMode?: AccessTokenMode;
  /** One hour where it is left out. */
  readonly accessTokenLifetimeSeconds?: number;
  /** 90 days where it is left out, as at Microsoft. */
  readonly refreshTokenLifetimeSeconds?: number;
  readonly directories?: readonly PracticeDirectory[];
  readonly users?: readonly PracticeUser[];
  readonly sharedMailboxes?: readonly SharedMailbox[];
  readonly registrations?: readonly AppRegistration[];
  /** Redirect URIs that every registration has from the start. */
  readonly redirectUris?: readonly string[];
  readonly tokenDelayMs?: number;
  /** Where to keep what was issued, so that it goes on working after a restart. Forgotten where it is left out. */
  readonly memoryFile?: string;
}

/** A running practice provider. */
export interface EntraProvider {
  readonly baseUrl: string;
  readonly port: number;
  readonly directoryIds: readonly string[];
  readonly users: readonly PracticeUser[];
  readonly sharedMailboxes: readonly SharedMailbox[];
  readonly accessTokenMode: AccessTokenMode;
  readonly signingKey: SigningKey;
  readonly tokenRequests: TokenRequestLog;
  /** How many grants ended because a refresh token or code was used twice, or was revoked at the revocation endpoint. */
  readonly revokedCount: number;
  /** How long the token endpoint waits before it works on a request. Settable while it runs, to provoke races. */
  tokenDelayMs: number;
  /** Keeps the token endpoint from working on what comes, until what is given back is called. */
  holdTokenRequests(): () => void;
  authorizationEndpoint(directory: string): string;
  tokenEndpoint(directory: string): string;
  /** Registers one more redirect URI of type Web. Unknown client ids throw. */
  addRedirectUri(clientId: string, redirectUri: string): void;
  /** Ends all grants of one person, as a password change does; their refresh tokens answer AADSTS50173 from then on. */
  revokeGrantsOf(address: string): number;
  /** Lets the token endpoint refuse everything with this error, or work again with `undefined`. */
  failTokenRequestsWith(error: EntraError | undefined): void;
  /** Lets the mail servers fail to ask about tokens, as when the provider is down for them, or work again. */
  hideFromMailServers(isHidden: boolean): void;
  /** The token endpoint answers 503 until `resume`. */
  pause(): void;
  resume(): void;
  addPortalSection(section: PortalSection): void;
  /** Every authorization code and refresh token that was ever issued, for looking where they turn up. */
  issuedSecrets(): readonly string[];
  stop(): Promise<void>;
}

/**
 * Starts a real OAuth 2.0 and OpenID Connect server (oidc-provider) in the URL shapes, token shapes and error texts of
 * Microsoft Entra v2.0, on loopback. `GET /` is the practice portal.
 */
export async function startEntraProvider(options: EntraProviderOptions = {}): Promise<EntraProvider> {
  const server = createServer();
  const port = await listen(server, options.port ?? 0);
  const memory = readProviderMemory(options.memoryFile);
  const state = createState(`http://localhost:${port}`, options, memory);
  const directories = await Promise.all(
    state.directories.map((directory) =>
      createEntraDirectory(state, directory, new DirectoryStore(memory?.issued[directory.id])),
    ),
  );
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    routeEntraRequest(state, directories, request, response).catch((cause: unknown) => {
      console.error("The practice provider failed:", cause);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  const handle = createHandle(server, port, state, directories);
  const { memoryFile } = options;
  if (memoryFile === undefined) return handle;
  const { stop } = handle;
  handle.stop = async () => {
    await stop();
    writeProviderMemory(memoryFile, state, directories);
  };
  return handle;
}

function createState(baseUrl: string, options: EntraProviderOptions, memory: ProviderMemory | null): EntraState {
  const registrations = (options.registrations ?? practiceRegistrations).map((registration) => ({
    ...registration,
    redirectUris: [...new Set([...registration.redirectUris, ...(options.redirectUris ?? [])])],
  }));
  return {
    baseUrl,
    mode: options.accessTokenMode ?? "jwt",
    signingKey: memory?.signingKey ?? createSigningKey(),
    accessTokenLifetimeSeconds: options.accessTokenLifetimeSeconds ?? 3600,
    refreshTokenLifetimeSeconds: options.refreshTokenLifetimeSeconds ?? 90 * 86_400,
    directories: options.directories ?? practiceDirectories,
    users: options.users ?? practiceUsers,
    sharedMailboxes: options.sharedMailboxes ?? practiceSharedMailboxes,
    registrations: new Map(registrations.map((registration) => [registration.clientId, registration])),
    organizationConsents: new Set(memory?.organizationConsents),
    tokenRequests: new TokenRequestLog(),
    portalSections: [],
    revokedCount: 0,
    tokenDelayMs: options.tokenDelayMs ?? 0,
    tokenHold: undefined,
    tokenFailure: undefined,
    isHiddenFromMailServers: false,
  };
}

function createHandle(server: Server, port: number, state: EntraState, directories: EntraDirectory[]): EntraProvider {
  return {
    baseUrl: state.baseUrl,
    port,
    directoryIds: state.directories.map((directory) => directory.id),
    users: state.users,
    sharedMailboxes: state.sharedMailboxes,
    accessTokenMode: state.mode,
    signingKey: state.signingKey,
    tokenRequests: state.tokenRequests,
    get revokedCount() {
      return state.revokedCount;
    },
    get tokenDelayMs() {
      return state.tokenDelayMs;
    },
    set tokenDelayMs(milliseconds: number) {
      state.tokenDelayMs = milliseconds;
    },
    holdTokenRequests: () => {
      let letGo = () => {};
      state.tokenHold = new Promise((resolve) => {
        letGo = resolve;
      });
      return () => {
        state.tokenHold = undefined;
        letGo();
      };
    },
    authorizationEndpoint: (directory) => `${state.baseUrl}/${directory}/oauth2/v2.0/authorize`,
    tokenEndpoint: (directory) => `${state.baseUrl}/${directory}/oauth2/v2.0/token`,
    addRedirectUri: (clientId, redirectUri) => addRedirectUri(state, clientId, redirectUri),
    revokeGrantsOf: (address) => revokeGrantsOf(state, directories, address),
    failTokenRequestsWith: (error) => {
      state.tokenFailure = error;
    },
    hideFromMailServers: (isHidden) => {
      state.isHiddenFromMailServers = isHidden;
    },
    pause: () => {
      state.tokenFailure = temporarilyUnavailable;
    },
    resume: () => {
      state.tokenFailure = undefined;
    },
    addPortalSection: (section) => {
      state.portalSections.push(section);
    },
    issuedSecrets: () => directories.flatMap((directory) => directory.store.issuedSecrets()),
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The practice provider has no port.");
  return address.port;
}
