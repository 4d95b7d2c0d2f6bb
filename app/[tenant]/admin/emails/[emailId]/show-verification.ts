import type { ShownFailure, ShownStage, ShownVerification } from "@/components/verification/shown-verification";
import { type Failure, failures } from "@/lib/errors";
import type { Stage } from "@/lib/mail/schema";
import type { LastVerification } from "@/lib/system-email/view";

/** A failure with what it is called. */
export function showFailure({ code, message }: Failure): ShownFailure {
  return { title: failures[code].title, message };
}

/** A stage with what its failure is called. */
export function showStage({ name, status, durationMs, summary, replies, challenge, failure }: Stage): ShownStage {
  return {
    name,
    status,
    durationMs,
    summary,
    replies,
    ...(challenge === undefined ? {} : { challenge }),
    failure: failure === undefined ? null : showFailure({ code: failure.code, message: failure.message }),
  };
}

/** The last check of a half, as its tab shows it. */
export function showVerification(last: LastVerification | null): ShownVerification | null {
  if (last === null) return null;
  const { stages, isHealthy, finishedAt, isCurrent } = last;
  return { stages: stages.map(showStage), isHealthy, finishedAt, isCurrent };
}
