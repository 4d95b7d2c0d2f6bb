import { sureFrom } from "@/lib/diagnosis/confidence-schema";
import type { CauseSlug, Diagnosis } from "@/lib/diagnosis/schema";

const likelyFrom = 0.5;

/** Causes that are a class: the other side refuses and keeps the reason to itself. */
const withoutReason: ReadonlyMap<CauseSlug, string> = new Map<CauseSlug, string>([
  ["xoauth2_token_rejected", "The text settles that the token is refused, and leaves open why."],
  ["grant_expired_or_revoked", "The text settles that the Grant has ended, and leaves open why."],
]);

/** How sure a Diagnosis is, without a number that would seem more exact than it is. */
export function confidenceWords({ cause, confidence }: Diagnosis): string {
  if (cause === "unknown") return "The text matches nothing that is known here.";
  if (confidence >= sureFrom) return withoutReason.get(cause) ?? "The text settles it.";
  if (confidence >= likelyFrom) return "It is likely, but the text allows other causes.";
  return "It is a guess: the text says little.";
}
