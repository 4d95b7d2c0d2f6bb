import type { Half } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import type { Diagnosis } from "@/lib/diagnosis/schema";
import type { Stage } from "@/lib/mail/schema";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { diagnoseStages } from "./diagnose-stages";
import { readFailureFacts } from "./read-failure-facts";

/**
 * The Diagnosis of a Verification that was kept, made anew from its stages, so that rules which have become better
 * since help with it too; null where no stage failed. `finishedAt` is when the check ended.
 */
export async function explainVerification(
  context: TenantContext,
  { systemEmailId, half }: { systemEmailId: string; half: Half },
  verification: { stages: readonly Stage[]; finishedAt: Date } | null,
): Promise<Diagnosis | null> {
  requirePermission(context, "system_email:read");
  if (verification === null || !verification.stages.some(({ status }) => status === "failed")) return null;
  const failed = { systemEmailId, half, at: verification.finishedAt };
  const facts = await inTenant(context, (db) => readFailureFacts(db, failed));
  return facts === null ? null : diagnoseStages(verification.stages, facts);
}
