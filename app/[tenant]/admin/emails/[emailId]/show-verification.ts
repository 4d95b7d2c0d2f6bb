import type { ShownFailure, ShownStage, ShownVerification } from "@/components/verification/shown-verification";
import type { Diagnosis } from "@/lib/diagnosis/schema";
import { type Failure, failures } from "@/lib/errors";
import type { Stage } from "@/lib/mail/schema";
import type { LastVerification } from "@/lib/system-email/view";

// What it takes before there is anything to check.
const stepsBefore: Partial<Record<Failure["code"], string>> = {
  needs_authorization: "Authorize it by Config, beside Authentication, then verify.",
  needs_reauthorization: "Authorize it again by Config, beside Authentication, then verify.",
};

/** A failure with what it is called, and what to do first where nothing could be tried. */
export function showFailure({ code, message, facts }: Failure): ShownFailure {
  // Of an authorization that failed the message says what to do itself.
  const step = facts?.authorizationFailure === undefined ? stepsBefore[code] : undefined;
  return { title: failures[code].title, message: step === undefined ? message : `${message} ${step}` };
}

/** A stage with what its failure is called and, where it failed, why. */
export function showStage({ failure, ...stage }: Stage, diagnosis: Diagnosis | null): ShownStage {
  return {
    ...stage,
    failure: failure === undefined ? null : showFailure({ code: failure.code, message: failure.message }),
    diagnosis,
  };
}

/** The last check of a half, as its tab shows it, with the Diagnosis of the stage that failed. */
export function showVerification(last: LastVerification | null, diagnosis: Diagnosis | null): ShownVerification | null {
  if (last === null) return null;
  const { stages, isHealthy, finishedAt, isCurrent } = last;
  const shown = stages.map((stage) => showStage(stage, stage.status === "failed" ? diagnosis : null));
  return { stages: shown, isHealthy, finishedAt, isCurrent };
}
