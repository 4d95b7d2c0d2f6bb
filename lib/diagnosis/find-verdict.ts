import { sureFrom } from "./confidence-schema";
import { findPromise, findTransience } from "./find-transience";
import { entraNumbers } from "./rules/entra-numbers";
import { type Facts, matchRule, type Rule } from "./rules/rule";
import { firstRules, rules } from "./rules/rules";
import type { CauseSlug } from "./schema";
import type { Parts } from "./take-apart/find-parts";

/** What the text alone says, before the context is asked. `isTransient` only where it differs from the cause's usual. */
export type Verdict = {
  cause: CauseSlug;
  confidence: number;
  alternatives: readonly CauseSlug[];
  isTransient?: boolean;
  evidence: string[];
};

/** What was left out of a text, as advice or overtaken by a later refusal, is no more than likely. */
const overtaken = 0.6;

/**
 * The cause that the text's parts and words speak for; unknown, with what is known, when no rule holds. Of a text that
 * tells of several failures, or of advice beside one, the last failure decides; what else it tells counts where that
 * says nothing.
 */
export function findVerdict(facts: Facts): Verdict {
  const { last, hasPassed } = facts.parts;
  const whole = findIn(facts);
  if (last === undefined) return whole;
  const verdict = choose(whole, findIn({ ...facts, parts: last, signIn: facts.signIn ?? last.signIn }));
  return hasPassed ? { ...verdict, confidence: Math.min(verdict.confidence, overtaken), isTransient: true } : verdict;
}

function choose(whole: Verdict, last: Verdict): Verdict {
  if (last.cause === "unknown") return { ...whole, confidence: Math.min(whole.confidence, overtaken) };
  return last.cause === whole.cause && whole.confidence > last.confidence ? whole : last;
}

function findIn(facts: Facts): Verdict {
  const verdict = findRule(firstRules, facts) ?? findEntraNumber(facts.parts) ?? findRule(rules, facts);
  if (verdict === undefined) return describeUnknown(facts);
  const promise = verdict.confidence < sureFrom ? findPromise(facts) : undefined;
  return promise === undefined ? verdict : { isTransient: promise, ...verdict };
}

function findRule(candidates: readonly Rule[], facts: Facts): Verdict | undefined {
  for (const rule of candidates) {
    const evidence = matchRule(rule, facts);
    if (evidence === null) continue;
    const { cause, confidence, alternatives = [], isTransient } = rule;
    return { cause, confidence, alternatives, evidence, ...(isTransient === undefined ? {} : { isTransient }) };
  }
  return undefined;
}

/** Of several numbers the one that says most: wrappers such as AADSTS70002 stand before the exact one. */
function findEntraNumber({ entraNumbers: numbers }: Parts): Verdict | undefined {
  const known = numbers.flatMap((number) => {
    const meaning = entraNumbers.get(number);
    return meaning === undefined ? [] : [{ number, ...meaning }];
  });
  const [first, ...others] = known;
  if (first === undefined) return undefined;
  const { number, ...verdict } = others.reduce(
    (best, next) => (next.confidence > best.confidence ? next : best),
    first,
  );
  // A list of what there may be, as in a manual.
  const isList = new Set(known.map(({ cause }) => cause)).size > 2;
  const confidence = isList ? Math.min(verdict.confidence, overtaken) : verdict.confidence;
  return { ...verdict, confidence, evidence: [`Entra's number AADSTS${number}`] };
}

/** Not known: whether it may pass is told by the words all the same, where they tell. */
function describeUnknown(facts: Facts): Verdict {
  const { entraNumbers: numbers, errors, smtpCodes, httpStatuses } = facts.parts;
  const evidence = [
    ...numbers.map((number) => `Entra's number AADSTS${number}, which is not one of the causes known here`),
    ...errors.map((error) => `the error ${error}`),
    ...smtpCodes.map(({ code, enhanced }) => `the reply code ${code}${enhanced === undefined ? "" : ` ${enhanced}`}`),
    ...httpStatuses.map((status) => `HTTP status ${status}`),
  ].slice(0, 6);
  const isTransient = findTransience(facts);
  return { cause: "unknown", confidence: evidence.length > 0 ? 0.2 : 0.1, alternatives: [], isTransient, evidence };
}
