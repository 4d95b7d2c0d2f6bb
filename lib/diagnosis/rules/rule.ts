import type { CauseSlug, DiagnosisProvider, DiagnosisRequest, DiagnosisStage } from "../schema";
import type { Parts } from "../take-apart/find-parts";

/**
 * What a text has to have for a cause. Every condition that a rule names must hold; of the values in a list one is
 * enough. Rules are tried in their order and the first that holds decides, so the exact ones stand before the broad.
 */
export type Rule = {
  cause: CauseSlug;
  /** 0.95: a code settles it. 0.8 and more: sure. Below: the text allows the alternatives as well. */
  confidence: number;
  alternatives?: readonly CauseSlug[];
  /** Where it differs from what is usual for the cause. */
  isTransient?: boolean;

  stages?: readonly DiagnosisStage[];
  providers?: readonly DiagnosisProvider[];
  /** How one signed in, by the context or, without one, by the text. */
  signIn?: "token" | "password";
  /** Values of OAuth's error, suberror and error_subtype. */
  errors?: readonly string[];
  /** SMTP: a reply code, an enhanced code, or both, as "535", "5.7.139" or "535 5.7.139"; "4.3" for every 4.3.x. */
  codes?: readonly string[];
  /** Response codes of IMAP and POP3. */
  responses?: readonly string[];
  errnos?: readonly string[];
  /** An HTTP status, or the hundred of one: 429, 500 for just that; 5 for every 5xx. */
  statuses?: readonly number[];
  /** Looked for in the unwrapped text, whose white space is single spaces. Gaps are bounded, so that time is linear. */
  words?: RegExp;
  andWords?: RegExp;
  without?: RegExp;
  /** As without, but only near what words found: a log tells of other things as well. */
  withoutNear?: RegExp;

  example: Pick<DiagnosisRequest, "stage" | "provider" | "raw"> & Pick<DiagnosisRequest, "context">;
};

/** The text's parts with where it failed and how one signed in. */
export type Facts = {
  parts: Parts;
  stage: DiagnosisStage;
  provider: DiagnosisProvider;
  signIn: Parts["signIn"];
};

/** What in the text makes the rule hold, as evidence; null when it does not hold. */
export function matchRule(rule: Rule, { parts, stage, provider, signIn }: Facts): string[] | null {
  if (rule.stages && !rule.stages.includes(stage)) return null;
  if (rule.providers && !rule.providers.includes(provider)) return null;
  if (rule.signIn && rule.signIn !== signIn) return null;
  const evidence: string[] = [];
  const conditions: readonly [unknown, () => string | undefined][] = [
    [rule.errors, () => tell("the error", find(rule.errors, parts.errors))],
    [rule.codes, () => tell("the reply code", findCode(rule.codes, parts))],
    [rule.responses, () => tell("the response code", find(rule.responses, parts.responses))],
    [rule.errnos, () => tell("the connection's failure", find(rule.errnos, parts.errnos))],
    [rule.statuses, () => tell("HTTP status", findStatus(rule.statuses, parts))],
    [rule.words, () => findWords(rule.words, parts, rule.withoutNear)],
    [rule.andWords, () => findWords(rule.andWords, parts)],
  ];
  for (const [condition, look] of conditions) {
    if (condition === undefined) continue;
    const found = look();
    if (found === undefined) return null;
    evidence.push(found);
  }
  return rule.without?.test(parts.text) ? null : evidence;
}

function tell(what: string, found: string | undefined): string | undefined {
  return found === undefined ? undefined : `${what} ${found}`;
}

function find(wanted: readonly string[] | undefined, there: readonly string[]): string | undefined {
  return there.find((value) => wanted?.includes(value));
}

function findCode(wanted: readonly string[] | undefined, { smtpCodes }: Parts): string | undefined {
  for (const { code, enhanced } of smtpCodes)
    for (const name of [`${code} ${enhanced}`, enhanced, enhanced?.split(".", 2).join("."), code])
      if (name !== undefined && wanted?.includes(name)) return enhanced === undefined ? code : `${code} ${enhanced}`;
  return undefined;
}

function findStatus(wanted: readonly number[] | undefined, { httpStatuses }: Parts): string | undefined {
  const found = httpStatuses.find((status) => wanted?.includes(status) || wanted?.includes(Math.floor(status / 100)));
  return found === undefined ? undefined : String(found);
}

/** How far from the words that were found withoutNear looks, in characters: about one sentence. */
const nearCharacters = 60;
const maxTries = 20;

function findWords(pattern: RegExp | undefined, { text }: Parts, withoutNear?: RegExp): string | undefined {
  if (pattern === undefined || withoutNear === undefined) return tellWords(pattern?.exec(text)?.[0]);
  const each = new RegExp(pattern.source, `${pattern.flags}g`);
  for (let tries = 0; tries < maxTries; tries++) {
    const match = each.exec(text);
    if (match === null) return undefined;
    const end = match.index + match[0].length;
    const before = text.slice(Math.max(0, match.index - nearCharacters), match.index);
    const [after = ""] = text.slice(end, end + nearCharacters).split("\n", 1);
    if (!withoutNear.test(sameReply(before) + match[0] + after)) return tellWords(match[0]);
  }
  return undefined;
}

/** What stands before the last reply code is another reply's, and what stands before a line's end another layer's. */
function sameReply(before: string): string {
  const [last] = [...before.matchAll(/(?<=^|[ >:])[2-5]\d\d[ -]|\n/g)].slice(-1);
  return last === undefined ? before : before.slice(last.index);
}

function tellWords(found: string | undefined): string | undefined {
  return found === undefined ? undefined : `the words "${found.trim()}"`;
}
