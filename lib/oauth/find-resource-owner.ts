import type { GuardedFetch } from "@/lib/egress/guarded-fetch";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import type { Secret } from "@/lib/secret";
import { askProvider } from "./ask-provider";
import { factsOf } from "./classify-provider-error";
import { cleanProviderText } from "./clean-provider-text";
import type { ProviderClient } from "./provider-client";
import type { IdTokenClaims } from "./validate-id-token";

/** Who signed in and consented. */
export type ResourceOwner = {
  /** The provider's own, lasting identifier; the address where it gives none. */
  id: string;
  address: string;
  /** Every other address that the provider calls them by: a sign-in name often differs from the mail address. */
  alsoKnownAs: string[];
};

/** Claims that may hold an address, in the order in which they are believed after the Email Address Attribute. */
const addressClaims = ["preferred_username", "email", "upn", "unique_name", "mail"];

/** Claims that a directory fills in as it likes. */
const directorysWord = new Set(["email", "mail"]);

/** `oid` is the same for every application of a directory; `sub` is for this one alone. */
const idClaims = ["oid", "sub", "id", "user_id"];

/**
 * Finds out who signed in: from the ID token's claims, or, where they name no address, from the user-info
 * endpoint. The client's Email Address Attribute is asked first; it may be a dotted path (`emails.0.value`).
 *
 * Fails with `resource_owner_unknown`, with the names (never the values) of what was there as facts, and with
 * `provider_unavailable` when the user-info endpoint did not answer within `deadlineMs`.
 */
export async function findResourceOwner(question: {
  client: ProviderClient;
  idTokenClaims: IdTokenClaims | null;
  accessToken: Secret;
  fetch: GuardedFetch;
  deadlineMs: number;
}): Promise<Result<ResourceOwner, Failure<"resource_owner_unknown" | "provider_unavailable">>> {
  const { client, idTokenClaims, accessToken, fetch, deadlineMs } = question;
  const attributes = believedAttributes(client, idTokenClaims);
  const known = idTokenClaims === null ? null : readOwner(idTokenClaims, attributes);
  if (known !== null) return succeed(known);
  if (client.userInfoEndpoint === undefined) {
    return fail(unknownOwner(client, idTokenClaims ?? {}));
  }
  const answer = await askProvider({ url: client.userInfoEndpoint, accessToken, fetch, deadlineMs });
  if (!answer.ok) {
    const isRefused = answer.failure.httpStatus !== undefined && answer.failure.httpStatus < 500;
    return fail({
      code: isRefused ? "resource_owner_unknown" : "provider_unavailable",
      message: "The provider's user-info endpoint did not say who signed in.",
      facts: factsOf(answer.failure),
    });
  }
  if (isSomebodyElse(idTokenClaims, answer.value)) {
    return fail({
      code: "resource_owner_unknown",
      message: "The user-info endpoint told about somebody else than the ID token.",
      facts: { emailAttribute: client.emailAttribute, attributes: "sub" },
    });
  }
  const owner = readOwner(answer.value, attributes, idTokenClaims ?? {});
  return owner === null ? fail(unknownOwner(client, answer.value)) : succeed(owner);
}

/**
 * Where an address may be read. Anybody can make a directory at Entra and have it call its users what they like, so
 * where any directory may sign in (`common`) its word for an address counts only with the claim `xms_edov`, by
 * which Entra vouches that the directory owns the domain.
 */
function believedAttributes(client: ProviderClient, claims: IdTokenClaims | null): string[] {
  const attributes = [client.emailAttribute, ...addressClaims];
  const isAnyDirectory = client.issuer?.includes("{tenantid}") ?? false;
  if (!isAnyDirectory || /^(1|true)$/i.test(String(claims?.xms_edov))) return attributes;
  return attributes.filter((name) => !directorysWord.has(name.toLowerCase()));
}

/** OpenID Connect Core §5.3.2: an answer with another `sub` than the ID token's must not be used. */
function isSomebodyElse(claims: IdTokenClaims | null, answer: unknown): boolean {
  const told = readKey(answer, "sub");
  return claims?.sub !== undefined && told !== undefined && told !== claims.sub;
}

function readOwner(source: unknown, attributes: readonly string[], claims: IdTokenClaims = {}): ResourceOwner | null {
  const addresses: string[] = [];
  for (const value of attributes.map((name) => readPath(source, name))) {
    const isNew = isAddress(value) && !addresses.some((known) => known.toLowerCase() === value.toLowerCase());
    if (isNew) addresses.push(value);
  }
  const [address, ...alsoKnownAs] = addresses;
  if (address === undefined) return null;
  // The ID token's identifier comes first: it is signed, and the user-info endpoint has to agree with it.
  const ids = [claims, source].flatMap((from) => idClaims.map((name) => readPath(from, name)));
  const id = ids
    .filter((value) => typeof value === "string" || typeof value === "number")
    .map(String)
    .find(isIdentifier);
  return { id: id ?? address, address, alsoKnownAs };
}

/** Follows a path through objects and lists; a key with dots of its own is found whole, and case does not count. */
function readPath(source: unknown, path: string): unknown {
  const direct = readKey(source, path);
  if (direct !== undefined) return direct;
  let value = source;
  for (const key of path.split(".")) {
    value = readKey(value, key);
    if (value === undefined) return undefined;
  }
  return value;
}

function readKey(source: unknown, key: string): unknown {
  if (typeof source !== "object" || source === null) return undefined;
  const entries = Object.entries(source);
  const exact = entries.find(([name]) => name === key);
  return (exact ?? entries.find(([name]) => name.toLowerCase() === key.toLowerCase()))?.[1];
}

function isIdentifier(value: string): boolean {
  return /^[\x21-\x7e]{1,255}$/.test(value);
}

function isAddress(value: unknown): value is string {
  return typeof value === "string" && value.length <= 254 && /^[^\s\p{C}@<>"]+@[^\s\p{C}@<>"]+$/u.test(value);
}

function unknownOwner(client: ProviderClient, source: unknown): Failure<"resource_owner_unknown"> {
  const names = typeof source === "object" && source !== null ? Object.keys(source).slice(0, 30) : [];
  return {
    code: "resource_owner_unknown",
    message: "The provider did not say which address signed in.",
    facts: { emailAttribute: client.emailAttribute, attributes: cleanProviderText(names.join(", "), [], 600) },
  };
}
