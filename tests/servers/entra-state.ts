import { createHash } from "node:crypto";
import type { EntraError } from "./entra-errors";
import type { AccessTokenMode, AppRegistration, PracticeDirectory, PracticeUser, SharedMailbox } from "./entra-types";
import type { SigningKey } from "./signing-key";
import type { TokenRequestLog } from "./token-request-log";

/** Rows of the practice portal that others add, for example the addresses of the mail servers. */
export interface PortalSection {
  readonly heading: string;
  readonly rows: readonly (readonly [label: string, value: string])[];
}

/** Everything that the provider's pages, endpoints and handle share. */
export interface EntraState {
  readonly baseUrl: string;
  readonly mode: AccessTokenMode;
  readonly signingKey: SigningKey;
  readonly accessTokenLifetimeSeconds: number;
  readonly refreshTokenLifetimeSeconds: number;
  readonly directories: readonly PracticeDirectory[];
  readonly users: readonly PracticeUser[];
  readonly sharedMailboxes: readonly SharedMailbox[];
  /** By Application (client) ID. */
  readonly registrations: Map<string, AppRegistration>;
  /** `directoryId clientId` of every consent on behalf of an organization. */
  readonly organizationConsents: Set<string>;
  readonly tokenRequests: TokenRequestLog;
  readonly portalSections: PortalSection[];
  revokedCount: number;
  tokenDelayMs: number;
  /** What the token endpoint waits for before it works on a request. */
  tokenHold: Promise<void> | undefined;
  /** What the token endpoint answers instead of doing its work. */
  tokenFailure: EntraError | undefined;
  /** The mail servers cannot ask whose token they were shown. */
  isHiddenFromMailServers: boolean;
}

/** The person with this address, or `undefined`. Addresses are compared without regard to case. */
export function findUser(state: EntraState, address: string): PracticeUser | undefined {
  return state.users.find((user) => user.address.toLowerCase() === address.trim().toLowerCase());
}

/** The person behind an account id. */
export function findUserByAccountId(state: EntraState, accountId: string): PracticeUser | undefined {
  return state.users.find((user) => accountIdOf(user) === accountId);
}

/** The subject of a person's tokens: opaque, and the same after a restart. */
export function accountIdOf(user: PracticeUser): string {
  return digest(user.address).toString("base64url").slice(0, 32);
}

/** The object id (`oid`) of a person: a GUID, the same after a restart. */
export function objectIdOf(user: PracticeUser): string {
  return guidFrom(user.address);
}

/** A GUID that is always the same for the same text. */
export function guidFrom(text: string): string {
  const hex = digest(text).toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The directory that a path segment names: an id or a domain. */
export function findDirectory(state: EntraState, name: string): PracticeDirectory | undefined {
  const wanted = name.toLowerCase();
  return state.directories.find((directory) => directory.id === wanted || directory.domains.includes(wanted));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text.toLowerCase()).digest();
}
