import { type Circumstances, describeVerdict, type Origin } from "./describe-verdict";
import { findRefusedLine } from "./find-refused-line";
import { findValues, type TextValues } from "./find-values";
import { findVerdict } from "./find-verdict";
import { narrow } from "./narrow";
import { type Diagnosis, type DiagnosisProvider, type DiagnosisRequest, maxRawCharacters } from "./schema";
import { sharpen } from "./sharpen";
import { findParts, type Parts } from "./take-apart/find-parts";

/**
 * The cause of a failure, who can mend it and the next steps, from whatever was said about it: the text is taken apart,
 * rules match on the parts and then on the words, and the context sharpens what the text leaves open. Pure; never
 * throws; time grows with the text's length and no faster; what is longer than 200,000 characters is cut off. A text
 * that nothing is known about gives `unknown` with a confidence below 0.3, not a guess.
 */
export function diagnose({ raw, ...request }: DiagnosisRequest & { origin?: Origin }): Diagnosis {
  return diagnoseParts(takeApart(raw), request);
}

/** A text taken apart. The values that it names are looked for when they are first asked for. */
export type TakenApart = Parts & { findValues: () => TextValues };

/** A text taken apart, which is about half of the work, to be diagnosed for more than one stage. */
export function takeApart(raw: string): TakenApart {
  const text = raw.slice(0, maxRawCharacters);
  const found = findParts(text);
  let values: TextValues | undefined;
  const parts = {
    ...found,
    findValues: () => {
      values ??= findValues(text, found.text);
      return values;
    },
  };
  const narrowed = narrow(text);
  if (narrowed === undefined) return parts;
  const last = findParts(narrowed.text);
  const { signIn, namedProvider } = parts;
  // How one signed in is told before the refusal.
  return { ...parts, hasPassed: narrowed.hasPassed, last: { ...last, signIn: last.signIn ?? signIn, namedProvider } };
}

/** As diagnose, of a text that was taken apart before. */
export function diagnoseParts(parts: TakenApart, request: Omit<Circumstances, "values" | "isLineRefused">): Diagnosis {
  const { stage, context } = request;
  // "Other" is what is chosen where nothing is known; the text may know.
  const provider: DiagnosisProvider =
    request.provider === "other" ? (parts.namedProvider ?? "other") : request.provider;
  const verdict = findVerdict({ parts, stage, provider, signIn: context?.signsInBy ?? parts.signIn });
  const values = request.origin === undefined || request.origin === "own" ? {} : parts.findValues();
  const isLineRefused = verdict.cause === "line_too_long" && findRefusedLine((parts.last ?? parts).text);
  const known = { ...request, provider, values, isLineRefused };
  return describeVerdict(sharpen(verdict, known), known);
}
