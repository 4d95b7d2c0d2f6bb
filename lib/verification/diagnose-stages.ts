import { diagnoseMailFailure } from "@/lib/diagnosis/diagnose-mail-failure";
import type { Diagnosis } from "@/lib/diagnosis/schema";
import type { Stage } from "@/lib/mail/schema";
import type { DiagnosisFacts } from "./read-diagnosis-facts";

/** The Diagnosis of the stage that failed; null where none did. */
export function diagnoseStages(stages: readonly Stage[], facts: DiagnosisFacts): Diagnosis | null {
  const failed = stages.find(({ status }) => status === "failed");
  if (failed?.failure === undefined) return null;
  const { replies, challenge, failure, token } = failed;
  const { context } = facts;
  const withClaims = token === undefined || token.isOpaque ? context : { ...context, tokenClaims: token.claims };
  return diagnoseMailFailure({ replies, challenge, failure }, { ...facts, context: withClaims });
}
