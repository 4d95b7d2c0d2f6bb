import type { HalfStatus } from "@/lib/db/generated/enums";
import { failures, isFailureCode } from "@/lib/errors";

/** The six states that a half of a System Email can be in, as the interface words them. */
export type Health = "healthy" | "degraded" | "broken" | "needs_reauthorization" | "not_verified" | "disabled";

export type HealthFacts = {
  status: HalfStatus;
  /** Null where the half signs in without OAuth2, else whether its Grant may be used now. */
  isAuthorized: boolean | null;
  configVersion: number;
  lastVerification: { isHealthy: boolean; failureCode: string | null; configVersion: number } | null;
};

/** How a half stands. A check of older settings says nothing about these. */
export function judgeHealth({ status, isAuthorized, configVersion, lastVerification }: HealthFacts): Health {
  if (status === "disabled") return "disabled";
  if (isAuthorized === false) return "needs_reauthorization";
  if (lastVerification === null || lastVerification.configVersion !== configVersion) return "not_verified";
  if (lastVerification.isHealthy) return "healthy";
  return isTransient(lastVerification.failureCode) ? "degraded" : "broken";
}

/** How a System Email stands as a whole: as its worst half does. A disabled half counts only when both are. */
export function judgeOverallHealth(halves: readonly Health[]): Health {
  return worstFirst.find((health) => halves.includes(health)) ?? "disabled";
}

const worstFirst: readonly Health[] = ["needs_reauthorization", "broken", "degraded", "not_verified", "healthy"];

function isTransient(failureCode: string | null): boolean {
  return failureCode !== null && isFailureCode(failureCode) && failures[failureCode].retryable;
}
