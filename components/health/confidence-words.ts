import { sureFrom } from "@/lib/diagnosis/confidence-schema";
import type { Diagnosis } from "@/lib/diagnosis/schema";

const likelyFrom = 0.5;

/** How sure a Diagnosis is, without a number that would seem more exact than it is. */
export function confidenceWords({ cause, confidence }: Diagnosis): string {
  if (cause === "unknown") return "The text matches nothing that is known here.";
  if (confidence >= sureFrom) return "The text settles it.";
  if (confidence >= likelyFrom) return "It is likely, but the text allows other causes.";
  return "It is a guess: the text says little.";
}
