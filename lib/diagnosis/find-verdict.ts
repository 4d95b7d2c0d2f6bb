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

/** The cause that the text's parts and words speak for; unknown, with what is known, when no rule holds. */
export function findVerdict(facts: Facts): Verdict {
  return (
    findRule(firstRules, facts) ?? findEntraNumber(facts.parts) ?? findRule(rules, facts) ?? describeUnknown(facts)
  );
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
  return { ...verdict, evidence: [`Entra's number AADSTS${number}`] };
}

/** Not known: whether it may pass is told by the class of the code, where there is one. */
function describeUnknown({ parts, stage }: Facts): Verdict {
  const { text, entraNumbers: numbers, errors, smtpCodes, httpStatuses, responses } = parts;
  const isTransient =
    (stage !== "smtp" && httpStatuses.some((status) => status === 429 || (status >= 500 && status < 530))) ||
    (stage === "smtp" &&
      smtpCodes.length > 0 &&
      smtpCodes.every(({ code, enhanced }) => /^4[2357x]/.test(code) || /^4\./.test(enhanced ?? ""))) ||
    responses.includes("UNAVAILABLE") ||
    /temporar(?:y|ily)|\btransient\b/i.test(text) ||
    // A page says so whatever the matter is.
    (stage !== "authorize" && /try again later/i.test(text));
  const evidence = [
    ...numbers.map((number) => `Entra's number AADSTS${number}, which is not one of the causes known here`),
    ...errors.map((error) => `the error ${error}`),
    ...smtpCodes.map(({ code, enhanced }) => `the reply code ${code}${enhanced === undefined ? "" : ` ${enhanced}`}`),
    ...httpStatuses.map((status) => `HTTP status ${status}`),
  ].slice(0, 6);
  return { cause: "unknown", confidence: evidence.length > 0 ? 0.2 : 0.1, alternatives: [], isTransient, evidence };
}
