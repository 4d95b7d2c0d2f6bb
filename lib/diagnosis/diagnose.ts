import { describeVerdict } from "./describe-verdict";
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
export function diagnose({ raw, ...request }: DiagnosisRequest): Diagnosis {
  return diagnoseParts(takeApart(raw), request);
}

/** A text taken apart, which is about half of the work, to be diagnosed for more than one stage. */
export function takeApart(raw: string): Parts {
  const text = raw.slice(0, maxRawCharacters);
  const parts = findParts(text);
  const narrowed = narrow(text);
  if (narrowed === undefined) return parts;
  const last = findParts(narrowed.text);
  const { signIn, namedProvider } = parts;
  // How one signed in is told before the refusal.
  return { ...parts, hasPassed: narrowed.hasPassed, last: { ...last, signIn: last.signIn ?? signIn, namedProvider } };
}

/** As diagnose, of a text that was taken apart before. */
export function diagnoseParts(parts: Parts, request: Omit<DiagnosisRequest, "raw">): Diagnosis {
  const { stage, context } = request;
  // "Other" is what is chosen where nothing is known; the text may know.
  const provider: DiagnosisProvider =
    request.provider === "other" ? (parts.namedProvider ?? "other") : request.provider;
  const verdict = findVerdict({ parts, stage, provider, signIn: context?.signsInBy ?? parts.signIn });
  const known = { ...request, provider };
  return describeVerdict(sharpen(verdict, known), known);
}
