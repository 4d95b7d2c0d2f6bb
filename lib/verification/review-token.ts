import { z } from "zod";
import type { MailProtocol, TokenClaims, TokenReview } from "@/lib/mail/schema";
import { isGuid } from "@/lib/providers/entra-endpoints";
import { type ProviderName, presets } from "@/lib/providers/presets";

/** What a token is held against: the protocol, the mailbox, its Grant and the IdP Config. */
export type TokenQuestion = {
  provider: ProviderName;
  protocol: MailProtocol;
  /** The claims of the token; null where it is opaque. */
  claims: Readonly<Record<string, unknown>> | null;
  /** Whom the sign-in named: the mailbox, or the delegate who sends as a shared one. */
  username: string;
  mailboxType: "user" | "shared";
  grant: { scopes: readonly string[]; resourceOwner: string; expiresAt: Date };
  directoryId: string | null;
  now: Date;
};

/**
 * Compares what a token says about itself with what this protocol and mailbox need, each mismatch in words. Of the
 * claims it keeps those that are named here and nothing else, so neither the token nor its signature can be among
 * them. An opaque token says nothing; then its Grant is compared.
 */
export function reviewToken(question: TokenQuestion): TokenReview {
  const claims = readClaims(question.claims);
  const findings = [
    judgeAudience(question, claims),
    judgePermissions(question, claims),
    judgeOwner(question, claims),
    judgeDirectory(question, claims),
    judgeExpiry(question, claims),
  ];
  return { isOpaque: question.claims === null, claims, findings: findings.filter((finding) => finding !== null) };
}

type Finding = TokenReview["findings"][number];

const protocolNames: Readonly<Record<MailProtocol, string>> = { imap: "IMAP", pop3: "POP3", smtp: "SMTP" };

/** Resources that people get tokens for by mistake, by their addresses and their application ids. */
const otherServices: ReadonlyMap<string, string> = new Map([
  ["https://graph.microsoft.com", "Microsoft Graph"],
  ["00000003-0000-0000-c000-000000000000", "Microsoft Graph"],
  ["https://graph.windows.net", "Azure AD Graph"],
  ["00000002-0000-0000-c000-000000000000", "Azure AD Graph"],
  ["https://management.azure.com", "Azure Resource Manager"],
  ["https://management.core.windows.net", "Azure Resource Manager"],
]);

function judgeAudience({ provider, protocol }: TokenQuestion, { aud }: TokenClaims): Finding | null {
  if (aud === undefined) return null;
  const { acceptedAudiences } = presets[provider];
  const [needed] = acceptedAudiences;
  const finding = { subject: "audience" as const, found: aud };
  if (needed === undefined) return { ...finding, needed: "what the mail server asks for", problem: null };
  const given = aud.split(" ").map(withoutSlash);
  const isRight = acceptedAudiences.some((accepted) => given.includes(withoutSlash(accepted)));
  const service = given.map((one) => otherServices.get(one)).find(Boolean) ?? aud;
  const problem = isRight ? null : `The token is for ${service}; ${protocolNames[protocol]} needs ${needed}.`;
  return { ...finding, needed, problem };
}

/** A user's token has scopes, an app's own has roles; Exchange calls the same permission differently in each. */
function judgePermissions({ provider, protocol, grant, claims: all }: TokenQuestion, claims: TokenClaims): Finding {
  const scope = presets[provider].scopeOfProtocol[protocol];
  const isApp = claims.scp === undefined && claims.roles !== undefined;
  const isToldByToken = all !== null && (claims.scp !== undefined || isApp);
  const has = isToldByToken ? (claims.scp?.split(" ") ?? claims.roles ?? []) : grant.scopes;
  const finding = { subject: "permissions" as const, found: has.join(" ") || "none" };
  if (scope === null) return { ...finding, needed: "what the mail server asks for", problem: null };
  const needed = isApp ? appRoles[protocol] : isToldByToken ? shorten(scope) : scope;
  const isThere = has.some((one) => shorten(one).toLowerCase() === shorten(needed).toLowerCase());
  const subject = isToldByToken ? "The token" : "The Grant";
  const problem = isThere ? null : `${subject} lacks ${needed}, without which ${protocolNames[protocol]} is refused.`;
  return { ...finding, needed, problem };
}

const appRoles: Readonly<Record<MailProtocol, string>> = {
  imap: "IMAP.AccessAsApp",
  pop3: "POP.AccessAsApp",
  smtp: "SMTP.SendAsApp",
};

/** A scope without its resource, as Entra writes it into tokens; Google's one scope is its address. */
function shorten(scope: string): string {
  return scope.replace(/^https:\/\/outlook\.office(365)?\.com\//i, "");
}

function judgeOwner(
  { username, mailboxType, protocol, grant, claims: all }: TokenQuestion,
  claims: TokenClaims,
): Finding {
  const found = all === null ? grant.resourceOwner : (claims.upn ?? claims.oid ?? "the app itself, no user");
  const isReadable = all === null || claims.upn !== undefined;
  const isSame = found.toLowerCase() === username.toLowerCase();
  const isDelegate = mailboxType === "shared" && protocol !== "smtp";
  const needed = isDelegate ? `somebody with Full Access to ${username}` : username;
  const problem =
    isSame || isDelegate || !isReadable
      ? null
      : `The token is ${found}'s, and ${username} is signed in with it. That works only where ${found} has Full Access to ${username}.`;
  // Rights to a mailbox are Exchange's: no token has them in it.
  const unseen =
    isDelegate && !isSame && isReadable
      ? `No token shows whether ${found} has Full Access to ${username}; the server alone knows.`
      : undefined;
  return { subject: "owner", found, needed, problem, ...(unseen === undefined ? {} : { unseen }) };
}

function judgeDirectory({ directoryId }: TokenQuestion, { tid }: TokenClaims): Finding | null {
  if (tid === undefined || directoryId === null || !isGuid(directoryId)) return null;
  const isSame = tid.toLowerCase() === directoryId.toLowerCase();
  const problem = isSame ? null : `The token is of the directory ${tid}; the IdP Config names ${directoryId}.`;
  return { subject: "directory", found: tid, needed: directoryId, problem };
}

function judgeExpiry({ grant, now }: TokenQuestion, { exp }: TokenClaims): Finding {
  const end = exp === undefined ? grant.expiresAt : new Date(exp * 1000);
  const found = formatMoment(end);
  const problem = end > now ? null : `The token ended at ${found}, before it was used.`;
  return { subject: "expiry", found, needed: `after ${formatMoment(now)}`, problem };
}

const longestCharacters = 300;
const longestScopesCharacters = 2000;
/** The latest moment that a Date can hold, in seconds. */
const latestSeconds = 8_640_000_000_000;

const textSchema = z
  .string()
  .min(1)
  .transform((text) => clean(text, longestCharacters));
const claimsSchema = z.object({
  aud: z
    .union([z.string().min(1), z.array(z.string()).min(1)])
    .transform((aud) => clean([aud].flat().join(" "), longestCharacters))
    .optional()
    .catch(undefined),
  scp: z
    .string()
    .transform((scp) => clean(scp, longestScopesCharacters))
    .optional()
    .catch(undefined),
  roles: z.array(textSchema).max(50).optional().catch(undefined),
  upn: textSchema.optional().catch(undefined),
  preferred_username: textSchema.optional().catch(undefined),
  oid: textSchema.optional().catch(undefined),
  tid: textSchema.optional().catch(undefined),
  exp: z.number().min(0).max(latestSeconds).optional().catch(undefined),
});

function readClaims(all: Readonly<Record<string, unknown>> | null): TokenClaims {
  const { preferred_username, upn = preferred_username, ...claims } = claimsSchema.parse(all ?? {});
  return Object.fromEntries(Object.entries({ ...claims, upn }).filter(([, value]) => value !== undefined));
}

function clean(text: string, longest: number): string {
  return text
    .replace(/\p{Cc}+/gu, " ")
    .slice(0, longest)
    .replace(/\p{Surrogate}/gu, "");
}

function withoutSlash(audience: string): string {
  return audience.toLowerCase().replace(/\/+$/, "");
}

function formatMoment(moment: Date): string {
  return `${moment.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
