import type { Adapter, AdapterPayload } from "oidc-provider";
import type { AppRegistration } from "./entra-types";

/** What one directory has issued. The adapter that comes with oidc-provider is one bounded store for all directories. */
export class DirectoryStore {
  readonly #entries: Map<string, AdapterPayload>;
  readonly #secrets = new Set<string>();

  /** Starts with what another one had issued. */
  constructor(entries: readonly (readonly [string, AdapterPayload])[] = []) {
    this.#entries = new Map(entries);
  }

  /** All that was issued and not ended, for the constructor of the next one. */
  entries(): [string, AdapterPayload][] {
    return [...this.#entries];
  }

  /** The adapter of one model. Clients are read from `registrations` each time, so that a new redirect URI counts at once. */
  adapter(model: string, registrations: ReadonlyMap<string, AppRegistration>): Adapter {
    const key = (id: string) => `${model}:${id}`;
    return {
      upsert: async (id, payload) => {
        this.#entries.set(key(id), payload);
        if (model === "AuthorizationCode" || model === "RefreshToken") this.#secrets.add(id);
      },
      find: async (id) => (model === "Client" ? clientMetadata(registrations.get(id)) : this.#entries.get(key(id))),
      findByUid: async (uid) => this.#firstOf(model, (payload) => payload.uid === uid),
      findByUserCode: async (userCode) => this.#firstOf(model, (payload) => payload.userCode === userCode),
      consume: async (id) => {
        const payload = this.#entries.get(key(id));
        if (payload) payload.consumed = Math.floor(Date.now() / 1000);
      },
      destroy: async (id) => {
        this.#entries.delete(key(id));
      },
      revokeByGrantId: async (grantId) => {
        for (const [entry, payload] of this.#entries) {
          if (entry.startsWith(`${model}:`) && payload.grantId === grantId) this.#entries.delete(entry);
        }
      },
    };
  }

  /** Every authorization code and refresh token that this directory ever issued, for looking where they turn up. */
  issuedSecrets(): readonly string[] {
    return [...this.#secrets];
  }

  /** Whether this directory issued the authorization code or refresh token. */
  hasIssued(codeOrRefreshToken: string): boolean {
    return (
      this.#entries.has(`AuthorizationCode:${codeOrRefreshToken}`) ||
      this.#entries.has(`RefreshToken:${codeOrRefreshToken}`)
    );
  }

  /**
   * Ends every grant of one person, as a password change or "Revoke sessions" does. Returns how many there were.
   * Refresh tokens stay known, so that their refusal can say why.
   */
  revokeGrantsOf(accountId: string): number {
    let revoked = 0;
    for (const [entry, payload] of this.#entries) {
      if (payload.accountId !== accountId || entry.startsWith("RefreshToken:")) continue;
      this.#entries.delete(entry);
      if (entry.startsWith("Grant:")) revoked += 1;
    }
    return revoked;
  }

  #firstOf(model: string, matches: (payload: AdapterPayload) => boolean): AdapterPayload | undefined {
    for (const [entry, payload] of this.#entries) {
      if (entry.startsWith(`${model}:`) && matches(payload)) return payload;
    }
    return undefined;
  }
}

function clientMetadata(registration: AppRegistration | undefined): AdapterPayload | undefined {
  if (!registration) return undefined;
  const shared = {
    client_id: registration.clientId,
    client_name: registration.name,
    redirect_uris: [...registration.redirectUris],
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code" as const],
  };
  if (registration.certificateKey) {
    return {
      ...shared,
      token_endpoint_auth_method: "private_key_jwt",
      jwks: { keys: [{ kty: "RSA", ...registration.certificateKey }] },
    };
  }
  return {
    ...shared,
    client_secret: registration.clientSecret,
    client_secret_expires_at: registration.fault === "secret-expired" ? 1 : 0,
    token_endpoint_auth_method: "client_secret_post",
  };
}
