import { inTenant } from "@/lib/db/in-tenant";
import type { Diagnosis } from "@/lib/diagnosis/schema";
import type { Stage } from "@/lib/mail/schema";
import { storedStagesSchema } from "@/lib/system-email/stored-stages";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { explainVerification } from "./explain-verification";
import type { ListedVerification } from "./list-verifications";
import { summarizeOutcome } from "./summarize-outcome";

/** One Verification that was kept, with its stages, and why it failed where it did; null when there is no such. */
export async function getVerification(
  context: TenantContext,
  { systemEmailId, verificationId }: { systemEmailId: string; verificationId: string },
): Promise<(ListedVerification & { stages: Stage[]; hasTimesOnly: boolean; diagnosis: Diagnosis | null }) | null> {
  requirePermission(context, "system_email:read");
  const row = await inTenant(context, (db) =>
    db.verification.findFirst({ where: { id: verificationId, systemEmailId } }),
  );
  if (row === null) return null;
  const stages = storedStagesSchema.parse(row.stages);
  const { id, half, protocol, trigger, askedBy, reportedBy, finishedAt } = row;
  return {
    ...{ id, half, protocol, trigger, askedBy, reportedBy, finishedAt },
    ...summarizeOutcome(row),
    stages,
    hasTimesOnly: typeof row.stages === "string",
    diagnosis: await explainVerification(context, { systemEmailId, half }, { stages, finishedAt }),
  };
}
