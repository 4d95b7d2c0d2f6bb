import type { ClientFault, UserFault } from "./entra-faults";

/** A customer's Microsoft Entra tenant. */
export interface PracticeDirectory {
  /** The Directory (tenant) ID, a GUID. */
  readonly id: string;
  readonly name: string;
  /** Domain names that may stand in an endpoint address instead of the id. */
  readonly domains: readonly string[];
}

/** Somebody who can sign in. */
export interface PracticeUser {
  readonly address: string;
  readonly password: string;
  readonly name: string;
  readonly directoryId: string;
  readonly fault?: UserFault;
  /** False where the mail servers have no mailbox of that name, as before a licence was given. */
  readonly hasMailbox?: boolean;
  /** Addresses of the shared mailboxes that this person may open with their own token. */
  readonly mayOpen?: readonly string[];
}

/** A mailbox that nobody can sign in to; a delegate opens it. */
export interface SharedMailbox {
  readonly address: string;
  readonly name: string;
  readonly directoryId: string;
}

/** What an admin registered under "App registrations". Every directory knows every registration. */
export interface AppRegistration {
  /** The Application (client) ID, a GUID. */
  readonly clientId: string;
  /** The secret's Value. */
  readonly clientSecret: string;
  /** The Secret ID, a GUID that is of no use to the application; made up where it is left out. */
  readonly secretId?: string;
  readonly name: string;
  readonly redirectUris: readonly string[];
  readonly fault?: ClientFault;
  /** With a certificate's public key the application signs assertions (private_key_jwt) and the secret is refused. */
  readonly certificateKey?: JsonWebKey;
}

/** A signed-in person as access tokens describe them. */
export interface TokenOwner {
  readonly address: string;
  readonly directoryId: string;
  /** The scopes of the token, by their full names. */
  readonly scopes: readonly string[];
}

/** How access tokens look: signed JWTs as Entra's, or opaque strings that the mail server must ask about. */
export type AccessTokenMode = "jwt" | "opaque";
