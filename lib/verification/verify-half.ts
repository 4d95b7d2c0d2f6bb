import type { Half } from "@/lib/db/generated/enums";
import type { Failure } from "@/lib/errors";
import type { VerificationReport } from "@/lib/mail/schema";
import { fail, type Result } from "@/lib/result";
import type { TenantContext } from "@/lib/tenancy/context";
import { takePoints } from "@/lib/tenancy/rate-limit";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { type CheckFailure, checkAndKeep } from "./check-and-keep";
import { askedChecks } from "./check-limit";
import type { OnStage } from "./run-check";

export type VerifyFailure = CheckFailure | Failure<"rate_limited">;

/**
 * Verifies one half of a System Email on its mail server, with the settings that are saved. Each stage is told
 * to `onStage` when it is over, one that failed with its Diagnosis; the finished Verification is kept. A failed stage is
 * a report, not a failure: a failure means that there was nothing to sign in with.
 */
export async function verifyHalf(
  context: TenantContext,
  place: { systemEmailId: string; half: Half },
  onStage: OnStage,
): Promise<Result<VerificationReport, VerifyFailure>> {
  requirePermission(context, "system_email:verify");
  const waitSeconds = await takePoints([{ limit: askedChecks, subject: context.tenantId }]);
  if (waitSeconds > 0)
    return fail({ code: "rate_limited", message: `Too many checks at once. Try again in ${waitSeconds} seconds.` });
  return checkAndKeep(context, place, onStage);
}
