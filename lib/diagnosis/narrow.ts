import { pageRules } from "./rules/last-resorts";
import { networkRules } from "./rules/network";
import { tlsRules } from "./rules/tls";
import { tlsLibraryRules } from "./rules/tls-libraries";
import { wayRules } from "./rules/way";
import { findErrnos } from "./take-apart/find-errnos";

/** More lines are no error message; what is longer is looked at as a whole. */
const maxLines = 20_000;

// A server's or an identity provider's "no", as it stands in a line of a log.
const refusal =
  /(?:^|[\s>:"'([])(?:4[2-7]\d|5[0-7]\d)(?:[ -]|: )(?:#?[45]\.\d{1,3}\.\d{1,3}\b|(?!Internal Server|Bad (?:Gateway|Request)|Service Unavail|Gateway|Unauthorized|Forbidden|Not Found)[A-Z<])|(?:^|[>:"'([] ?)5(?:3\d|5[0-4]) [a-z]|\b[A-Za-z]{0,10}\d{1,6} (?:NO|BAD)\b|\b(?:NO|BAD) \[[A-Z]|\* BYE\b|-ERR\b|AADSTS ?\d{4}|\[AUTHENTICATIONFAILED\]|\binvalid_(?:grant|client|scope|request|token)\b|\bunauthorized_client\b|\baccess_denied\b|redirect_uri_mismatch|\([45]\d\d, b?['"]/;

// What follows from a failure before it: STARTTLS that is still missing, commands out of their order, a farewell.
const consequence =
  /\b50[23][ -]|START ?TLS|\bTLS (?:is )?(?:required|needed|not available|first)|\* BYE (?:Log|Auto|Disconn|Clos|IMAP4rev1 Server logging out)/i;

// What is said of TLS: warnings, openssl's report of a chain, and failures in words that no rule needs.
const handshake =
  /certificate|self.?signed|SSL routines|handshake|unknown ca\b|\bverify (?:error|return)|Verif(?:y return code|ication(?: error)?:)|PKIX|CONNECTED\(0/i;

// A proxy, and what is no answer of the server that was asked.
const betweenRules = networkRules.filter(({ cause }) => cause === "proxy_blocked");

/** What the rules about the way to a server, and about TLS, look for in a text. */
const connectionWords = [...tlsLibraryRules, ...tlsRules, ...wayRules, ...betweenRules, ...pageRules].flatMap(
  ({ words, confidence }) => (words === undefined || confidence < 0.6 ? [] : [words]),
);

/** What went well, and the refusals that it leaves behind: those of the same service. */
const successes: readonly (readonly [RegExp, RegExp])[] = [
  [/(?:^|[\s>:"'])(?:235[ -](?:2\.7\.0\b|[A-Z])|250[ -]2\.0\.0 .{0,40}(?:queued|accepted))/, /\b[45]\d\d\b/],
  [/\b[A-Za-z]{0,10}\d{1,6} OK\b.{0,200}(?:logged in|authenticat|LOGIN completed|success)/i, /\b(?:NO|BAD|BYE)\b/],
  [/\+OK (?:logged in|welcome|maildrop|mailbox)/i, /-ERR/],
  [
    /re-?connect(?:ed|ion)?\b.{0,60}succe(?:ss|eded)|\bsuccessfully (?:authenticated|logged in|signed in|sent|delivered|re-?connected)|(?<!\b235[ -](?:2\.7\.0 )?)(?:log-?in|sign-?in|authentication) succe(?:ss|eded)/i,
    /(?:)/,
  ],
];

// Where advice begins, or a manual is quoted: it names causes that there may be, not the one that there is.
const advice =
  /\bpossible (?:cause|reason)\b|\b(?:possible|common|likely|typical|usual|frequent|potential|various) (?:causes|reasons|fixes|solutions)\b|\b(?:causes?|reasons?|it) (?:may|might|can|could) be\b|\b(?:this|the|such an?) (?:\w{1,14} )?(?:error|problem|failure|message)? ?(?:may|might|can|could) (?:also )?(?:be (?:because|due|caused)|occur|happen|mean|appear)|\btroubleshooting:|\b(?:hints?|tips?): (?:make sure|check|please|try|if|you|ensure)\b|\b(?:suggestions?|see also|advice):|according to the (?:documentation|docs|manual)|\bplease (?:check|verify|make sure|ensure)\b(?: that)?:? .{1,200}(?:, .{1,200}| and | or )/i;

const bullet = /^\s*(?:[-*\u2022\u00b7]|\d{1,2}[.)])\s|^\s*$/;

/** What is left of a text, and whether what failed in it went well later on. */
type Narrowed = { text: string; hasPassed: boolean };

/**
 * The part of a log that tells of the last failure: without advice and quoted manuals, without lines about the
 * connection and its certificate that come before a server's later "no", and without what came before a sign-in that went
 * well. Undefined where nothing is to be left out. Takes time in proportion to the text's length.
 */
export function narrow(raw: string): Narrowed | undefined {
  const lines = raw.split(raw.includes("\n") ? /\r?\n/ : /\\r\\n|\\n/, maxLines + 1);
  if (lines.length > maxLines) return undefined;
  const advised = withoutAdvice(lines);
  const from = Math.max(afterConnecting(advised), afterSuccess(advised));
  const left = advised.slice(from);
  const hasPassed = passedLater(left);
  const text = left.join("\n");
  return hasPassed || from > 0 || advised.join("\n") !== lines.join("\n") ? { text, hasPassed } : undefined;
}

function withoutAdvice(lines: readonly string[]): string[] {
  const kept: string[] = [];
  let isAdvising = false;
  for (const line of lines) {
    if (isAdvising && bullet.test(line)) continue;
    const start = line.length > 4000 ? -1 : line.search(advice);
    isAdvising = start >= 0;
    // .NET puts what was behind it on the same line.
    const inner = isAdvising ? line.indexOf(" ---> ", start) : -1;
    kept.push(start < 0 ? line : line.slice(0, start) + (inner < 0 ? "" : line.slice(inner)));
  }
  return kept;
}

/** The line behind the last one about the way to the server that a later refusal has left behind; 0 where there is none. */
function afterConnecting(lines: readonly string[]): number {
  const last = lines.findLastIndex((line) => refusal.test(line) && !consequence.test(line));
  const connecting = lines
    .slice(0, Math.max(0, last))
    .findLastIndex((line) => !refusal.test(line) && isAboutConnecting(line));
  return connecting + 1;
}

function isAboutConnecting(line: string): boolean {
  return (
    handshake.test(line) || findErrnos(line).some(isBroken) || connectionWords.some((pattern) => pattern.test(line))
  );
}

function isBroken(errno: string): boolean {
  return errno !== "closed";
}

/** The line behind the last success that has a refusal before it and another failure after it; 0 where there is none. */
function afterSuccess(lines: readonly string[]): number {
  const last = lastSuccess(lines, (line) => refusal.test(line));
  const failsLater = lines.slice(last + 1).some((line) => refusal.test(line) || findErrnos(line).some(isBroken));
  return failsLater ? last + 1 : 0;
}

/** It failed, and then it went well, and nothing is said to have failed since. */
function passedLater(lines: readonly string[]): boolean {
  const isFailure = (line: string) => refusal.test(line) || findErrnos(line).length > 0;
  const last = lastSuccess(lines, isFailure);
  return last > 0 && !lines.slice(last + 1).some((line) => isFailure(line) || /error|fail|exception/i.test(line));
}

/** Where the last success stands that leaves a failure of the same service behind; -1 where there is none. */
function lastSuccess(lines: readonly string[], isFailure: (line: string) => boolean): number {
  const found = successes.map(([success, same]) => {
    const last = lines.findLastIndex((line) => success.test(line) && !refusal.test(line));
    return lines.slice(0, Math.max(0, last)).some((line) => same.test(line) && isFailure(line)) ? last : -1;
  });
  return Math.max(...found);
}
