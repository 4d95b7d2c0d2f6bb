import type { Verification } from "@/lib/db/generated/client";
import { failures, isFailureCode } from "@/lib/errors";
import { storedStagesSchema } from "@/lib/system-email/stored-stages";

/** How a Verification ended: what a failure is called, and what is to blame where the diagnosis knew. */
export type StoredOutcome = {
  isHealthy: boolean;
  isTransient: boolean;
  failureTitle: string | null;
  cause: string | null;
  tookMs: number | null;
};

/** How a Verification ended, from its row. */
export function summarizeOutcome({
  isHealthy,
  isTransient,
  failureCode,
  cause,
  trigger,
  stages,
}: Pick<Verification, "isHealthy" | "isTransient" | "failureCode" | "cause" | "trigger" | "stages">): StoredOutcome {
  const took = storedStagesSchema.parse(stages).reduce((sum, { durationMs }) => sum + durationMs, 0);
  const isKnown = failureCode !== null && isFailureCode(failureCode);
  return {
    isHealthy,
    isTransient: isTransient === true,
    failureTitle: isHealthy ? null : isKnown ? failures[failureCode].title : "The check failed",
    cause: cause === "unknown" ? null : cause,
    tookMs: trigger === "reported" ? null : took,
  };
}
