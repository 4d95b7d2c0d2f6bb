import { hideSecrets } from "./hide-secrets";
import type { DiagnosisContext } from "./schema";

/** What of a text can be filled into steps and commands. Each is one that the text names as such, and only one. */
export type TextValues = Pick<
  DiagnosisContext,
  "clientId" | "directoryId" | "mailbox" | "resourceOwner" | "callbackEndpoint" | "host" | "port"
>;

const guid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const separator = `["']{0,2} {0,2}(?:=>|[:=]| is)? {0,2}["'(\\[]{0,2}`;

const clientIds = [
  new RegExp(
    `\\b(?:application|app|client)[ _-]?(?:with )?(?:\\(client\\) )?(?:id(?:entifier)?)?${separator}(${guid})\\b`,
    "gi",
  ),
  /\b(\d{6,20}-[a-z0-9]{10,40}\.apps\.googleusercontent\.com)\b/gi,
  /\bclient_?id["']? ?(?:=>|[:=]) ?["']?([A-Za-z0-9][\w.-]{2,80})(?![\w.%-])/gi,
];

const directoryIds = [
  new RegExp(`\\b(?:directory|tenant)[ _-]?(?:\\(tenant\\) )?(?:id)?${separator}(${guid})\\b`, "gi"),
  new RegExp(`\\b(?:login\\.microsoftonline\\.com|login\\.windows\\.net|sts\\.windows\\.net)/(${guid})\\b`, "gi"),
  new RegExp(`"tid" ?: ?"(${guid})"`, "gi"),
];

/** Without a query: what stands there is a code, or somebody's own. */
const redirectUris = [
  /\b(?:redirect|reply) (?:uri|url|address)s?:? {0,2}["']?(https?:\/\/[^\s"'<>?#,;)\]]{1,300})/gi,
  /\bredirect_uri["']? ?(?:=>|[:=]) ?["']?(https?:\/\/[^\s"'<>?#&,;)\]]{1,300})/gi,
];

const hostName = "[a-z0-9-]{1,63}(?:\\.[a-z0-9-]{1,63}){0,5}\\.[a-z]{2,24}\\b";
const hosts = [
  new RegExp(
    `\\b(?:ENOTFOUND|EAI_AGAIN|resolve(?: hostname| host)?|resolving)[: ]{1,2}["']?(${hostName})(?::(\\d{2,5})\\b)?`,
    "gi",
  ),
  new RegExp(
    `\\b(?:host(?:name)?|server|connect(?:ing)?(?: to)?|connection to)(?:["']? ?(?:=>|[:=]) ?["']?| ["']?)(${hostName})(?:["']?(?::|,? ?(?:on )?port ?[:=]? ?)(\\d{2,5})\\b)?`,
    "gi",
  ),
];

const address =
  "[A-Za-z0-9][A-Za-z0-9.!#$%&*+/=?^_`{|}~-]{0,63}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\\.){1,6}[A-Za-z]{2,24}";
const addresses = new RegExp(`(?<![\\w.@+-])(${address})(?![\\w@-])`, "g");
const named = new RegExp(
  `\\b(?:user(?:_?name)?|login(?:_hint)?|mailbox|account|upn|auth(?:enticating)? as|signed in as|for user|(?:log|sign)(?:ged|ing)? ?in(?: as)?)${separator}<?(${address})(?![\\w@-])`,
  "gi",
);
const notAllowed = new RegExp(`(${address}) not allowed to send as (${address})`);

/**
 * The values that a text names and that steps and commands have a place for: the app and the directory, whose mailbox
 * it is, the redirect URI that was sent, and the server. What it names several of is left out, and so is what might be
 * a secret. `unwrapped` is the text with everything that was wrapped in it. Takes time in proportion to the length.
 */
export function findValues(raw: string, unwrapped: string): TextValues {
  const text = `${raw}\n${unwrapped}`;
  const [, resourceOwner, sender] = (text.includes("not allowed to send as") ? notAllowed.exec(text) : null) ?? [];
  const [host, port] = findServer(text);
  const found = {
    clientId: findOne(text, clientIds),
    directoryId: findOne(text, directoryIds),
    callbackEndpoint: findOne(text, redirectUris)?.replace(/[.]+$/, ""),
    mailbox: sender ?? findOne(text, [named]) ?? findOne(text, [addresses]),
    resourceOwner,
    host,
    port,
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

/** More of one kind are a list, of which none can be chosen. */
const maxMatches = 200;

/** The one value that the first pattern which finds any has; undefined where it finds several. */
function findOne(text: string, patterns: readonly RegExp[]): string | undefined {
  for (const pattern of patterns) {
    const [first, ...others] = matchAll(text, pattern);
    if (first !== undefined) return others.length === 0 && isShowable(first) ? first : undefined;
  }
  return undefined;
}

function matchAll(text: string, pattern: RegExp): string[] {
  const found = new Map<string, string>();
  let count = 0;
  for (const [, value] of text.matchAll(pattern)) {
    if (value !== undefined && !found.has(value.toLowerCase())) found.set(value.toLowerCase(), value);
    count += 1;
    if (count >= maxMatches) break;
  }
  return [...found.values()];
}

function findServer(text: string): [string | undefined, number | undefined] {
  for (const pattern of hosts) {
    const servers = [...text.matchAll(pattern)].slice(0, maxMatches);
    const [host, ...others] = new Set(servers.map(([, name]) => name?.toLowerCase()));
    if (host === undefined) continue;
    if (others.length > 0 || !isShowable(host)) return [undefined, undefined];
    const port = Number(servers.find(([, , number]) => number !== undefined)?.[2] ?? 0);
    return [host, port >= 1 && port <= 65_535 ? port : undefined];
  }
  return [undefined, undefined];
}

/** A Client ID of Google's is as long as a token and is none; of an address each part is looked at. */
function isShowable(value: string): boolean {
  return value.endsWith(".apps.googleusercontent.com") || value.split("/").every((part) => hideSecrets(part) === part);
}

/** Values by which a text tells that it is about another app than the one that is set up here. */
const telling = ["clientId", "directoryId", "callbackEndpoint"] as const;

/** Whether the text names another app, directory or redirect URI than what is known. */
export function isAboutAnother(values: TextValues, context: DiagnosisContext): boolean {
  return telling.some((name) => {
    const [told, known] = [values[name], context[name]];
    if (told === undefined || known === undefined) return false;
    // A directory may be known by one of its domains.
    if (name === "directoryId" && !/^[0-9a-f-]{36}$/i.test(known)) return false;
    return told.toLowerCase() !== known.toLowerCase();
  });
}
