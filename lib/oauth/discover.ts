import { z } from "zod";
import type { GuardedFetch } from "@/lib/egress/guarded-fetch";
import type { Failure } from "@/lib/errors";
import { isGuid, issuerOf, readEntraEndpoint } from "@/lib/providers/entra-endpoints";
import { fail, type Result, succeed } from "@/lib/result";
import { askProvider } from "./ask-provider";
import { factsOf } from "./classify-provider-error";
import { matchesIssuer } from "./matches-issuer";
import type { ProviderClient } from "./provider-client";
import type { ProviderError } from "./read-provider-error";

export type DiscoveryFailure = Failure<"provider_unavailable" | "idp_configuration">;

type DiscoveryDocument = z.infer<typeof documentSchema>;

/**
 * Adds to a client what the provider's discovery document says (OpenID Connect Discovery §4): issuer, keys,
 * user-info and revocation endpoint, and whether `iss` is promised in callbacks. What the admin typed wins over
 * the document. An Other Provider without an issuer has no document, and comes back as it is.
 *
 * Fails with `idp_configuration` when the directory is unknown, when the endpoints are not the ones that the
 * document names, or when the document is another issuer's (§4.3); with `provider_unavailable` when there was no
 * document to read within `deadlineMs`. The facts say what was expected and found.
 */
export async function discover(question: {
  client: ProviderClient;
  fetch: GuardedFetch;
  deadlineMs: number;
}): Promise<Result<ProviderClient, DiscoveryFailure>> {
  const { client, fetch, deadlineMs } = question;
  const source = locateDocument(client);
  if (!source.ok) return source;
  if (source.value === null) return succeed(client);

  const answer = await askProvider({ url: source.value.discoveryUrl, fetch, deadlineMs });
  if (!answer.ok) return fail(explainMissing(answer.failure));
  const parsed = documentSchema.safeParse(answer.value);
  if (!parsed.success) {
    const description = "The discovery document has no issuer or no endpoints.";
    return fail(explainMissing({ error: "unreadable_answer", description }));
  }
  const document = parsed.data;
  const mismatch = findMismatch(client, source.value.issuer, document);
  if (mismatch !== null) return fail(mismatch);
  return succeed({
    ...client,
    // Behind `common` there are many issuers; the one with the slot stands for all of them.
    issuer: source.value.issuer ?? document.issuer,
    jwksUri: document.jwks_uri ?? client.jwksUri,
    userInfoEndpoint: client.userInfoEndpoint ?? document.userinfo_endpoint,
    revocationEndpoint: client.revocationEndpoint ?? document.revocation_endpoint,
    isIssuerPromised: document.authorization_response_iss_parameter_supported ?? false,
  });
}

/** Where the document is, and which issuer it has to name; a null issuer is one that only the document knows. */
type DocumentSource = { discoveryUrl: string; issuer: string | null };

function locateDocument(client: ProviderClient): Result<DocumentSource | null, DiscoveryFailure> {
  switch (client.provider) {
    case "microsoft": {
      const source = issuerOf(client.authorizationEndpoint);
      if (source !== null) return succeed(source);
      return fail({
        code: "idp_configuration",
        message: "The Authorization Endpoint is not a v2.0 endpoint of a Microsoft directory.",
        facts: { authorizationEndpoint: client.authorizationEndpoint },
      });
    }
    case "google":
      return succeed(wellKnown(new URL(client.authorizationEndpoint).origin));
    case "other":
      return succeed(client.issuer === undefined ? null : wellKnown(client.issuer));
  }
}

function wellKnown(issuer: string): DocumentSource {
  return { issuer, discoveryUrl: `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration` };
}

/** The first thing in which the document and the client disagree, told as a failure; null where they agree. */
function findMismatch(
  client: ProviderClient,
  expectedIssuer: string | null,
  document: DiscoveryDocument,
): DiscoveryFailure | null {
  if (expectedIssuer !== null && !matchesIssuer(document.issuer, expectedIssuer)) {
    const message = "The discovery document belongs to another issuer.";
    return { code: "idp_configuration", message, facts: { expected: expectedIssuer, actual: document.issuer } };
  }
  const pairs = [
    ["Authorization Endpoint", client.authorizationEndpoint, document.authorization_endpoint],
    ["Token Endpoint", client.tokenEndpoint, document.token_endpoint],
  ] as const;
  for (const [label, configured, published] of pairs) {
    if (isSameEndpoint(configured, published)) continue;
    const message = `The ${label} is not the one that the provider publishes for this ${client.provider === "microsoft" ? "directory" : "issuer"}.`;
    return { code: "idp_configuration", message, facts: { expected: published, actual: configured } };
  }
  return null;
}

/** Entra publishes a directory's ID even where the endpoint names the directory by one of its domains. */
function isSameEndpoint(configured: string, published: string): boolean {
  if (URL.canParse(configured) && new URL(configured).href === new URL(published).href) return true;
  const ours = readEntraEndpoint(configured);
  const theirs = readEntraEndpoint(published);
  if (ours === null || theirs === null) return false;
  if (ours.authority !== theirs.authority || ours.kind !== theirs.kind || ours.version !== theirs.version) return false;
  return !isGuid(ours.directoryId) || ours.directoryId.toLowerCase() === theirs.directoryId.toLowerCase();
}

/** Entra names a directory that it does not know by AADSTS90002, and one that cannot be by AADSTS900023. */
function explainMissing(error: ProviderError): DiscoveryFailure {
  const facts = factsOf(error);
  if (error.aadstsCode === "90002" || error.aadstsCode === "900023" || error.error === "invalid_tenant") {
    return { code: "idp_configuration", message: "Microsoft does not know the Directory (tenant) ID.", facts };
  }
  if (error.error === "address_refused") {
    return { code: "idp_configuration", message: "The provider's address is not allowed here.", facts };
  }
  return { code: "provider_unavailable", message: "The provider's discovery document could not be read.", facts };
}

const address = z.url({ protocol: /^https?$/ }).max(2000);

const documentSchema = z.object({
  issuer: z.string().regex(/^[\x21-\x7e]{1,2000}$/),
  authorization_endpoint: address,
  token_endpoint: address,
  jwks_uri: address.optional(),
  userinfo_endpoint: address.optional(),
  revocation_endpoint: address.optional(),
  authorization_response_iss_parameter_supported: z.boolean().optional(),
});
