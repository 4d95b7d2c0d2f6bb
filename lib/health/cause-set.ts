import type { CauseSlug } from "@/lib/diagnosis/schema";
import type { FailureCode } from "@/lib/errors";

/** Causes that share a remedy. A stored cause is a slug of the diagnosis or, where there is none, a failure code. */
export function causeSet(...causes: (CauseSlug | FailureCode)[]): ReadonlySet<string> {
  return new Set(causes);
}
