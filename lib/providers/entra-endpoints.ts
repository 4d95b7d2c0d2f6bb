const publicAuthority = "https://login.microsoftonline.com";

/** Stands in an endpoint for the Directory (tenant) ID that is not known yet. */
export const directoryPlaceholder = "{directory}";

/** Entra's names for "any directory": an app for one directory cannot use them (AADSTS50194). */
const multiTenantDirectories = ["common", "organizations"];

/** The directory that all personal Microsoft accounts live in, which `consumers` stands for. */
const consumersDirectoryId = "9188040d-6c67-4c5b-b112-36a304b66dad";

const guidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Scheme, host and port; directory; version; endpoint. The host is free, because national clouds have their own. */
const endpointPattern = /^(https?:\/\/[^/?#]+)\/([^/?#]+)\/oauth2\/(v2\.0\/)?(authorize|token)\/?$/i;

export type EntraEndpoint = {
  /** Scheme, host and port, for example `https://login.microsoftonline.com`. */
  authority: string;
  directoryId: string;
  version: 1 | 2;
  kind: "authorize" | "token";
};

/**
 * Both endpoints (v2.0) of a directory, given by its Directory (tenant) ID, one of its domains, `common`
 * or `organizations`. The authority of `like`, an endpoint that is already there, is kept, so that a
 * national cloud stays chosen. Without a directory the placeholder stays.
 */
export function fillEndpoints(
  directoryId: string,
  like?: string,
): { authorizationEndpoint: string; tokenEndpoint: string } {
  const authority = readAuthority(like) ?? publicAuthority;
  const trimmed = directoryId.trim();
  const directory =
    trimmed === "" || trimmed === directoryPlaceholder ? directoryPlaceholder : encodeURIComponent(trimmed);
  const base = `${authority}/${directory}/oauth2/v2.0`;
  return { authorizationEndpoint: `${base}/authorize`, tokenEndpoint: `${base}/token` };
}

/** The directory that an Entra endpoint names, or null where it names none. */
export function readDirectoryId(endpoint: string): string | null {
  return readEntraEndpoint(endpoint)?.directoryId ?? null;
}

/** The parts of an endpoint in Entra's shape, v1 or v2.0, on any host; null for every other address. */
export function readEntraEndpoint(endpoint: string): EntraEndpoint | null {
  const parts = endpointPattern.exec(endpoint.trim());
  const [, authority, segment, version, kind] = parts ?? [];
  if (authority === undefined || segment === undefined || kind === undefined) return null;
  const directoryId = decodeSegment(segment);
  if (directoryId === null || directoryId === directoryPlaceholder) return null;
  return {
    authority: authority.toLowerCase(),
    directoryId,
    version: version === undefined ? 1 : 2,
    kind: kind.toLowerCase() === "token" ? "token" : "authorize",
  };
}

/**
 * The issuer and the discovery document of an Entra authorization endpoint in the v2.0 shape, on any host;
 * null for every other address. The issuer of `common` and `organizations` has the slot `{tenantid}`, to be
 * filled with the `tid` claim; that of a directory given by a domain is null, because only the discovery
 * document knows the directory's ID.
 */
export function issuerOf(authorizationEndpoint: string): { issuer: string | null; discoveryUrl: string } | null {
  const endpoint = readEntraEndpoint(authorizationEndpoint);
  if (endpoint === null || endpoint.version !== 2) return null;
  const { authority, directoryId } = endpoint;
  const discoveryUrl = `${authority}/${encodeURIComponent(directoryId)}/v2.0/.well-known/openid-configuration`;
  const issuingDirectory = readIssuingDirectory(directoryId);
  return { issuer: issuingDirectory === null ? null : `${authority}/${issuingDirectory}/v2.0`, discoveryUrl };
}

/** Whether a directory is Entra's name for many directories at once. */
export function isMultiTenantDirectory(directoryId: string): boolean {
  return multiTenantDirectories.includes(directoryId.toLowerCase());
}

/** Whether a text has the form of an Entra identifier: a directory, an application, or the ID of a secret. */
export function isGuid(text: string): boolean {
  return guidPattern.test(text);
}

function readIssuingDirectory(directoryId: string): string | null {
  if (isGuid(directoryId)) return directoryId.toLowerCase();
  if (isMultiTenantDirectory(directoryId)) return "{tenantid}";
  return directoryId.toLowerCase() === "consumers" ? consumersDirectoryId : null;
}

function readAuthority(endpoint: string | undefined): string | null {
  const authority = /^https?:\/\/[^/?#]+/i.exec(endpoint?.trim() ?? "")?.[0];
  return authority?.toLowerCase() ?? null;
}

function decodeSegment(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}
