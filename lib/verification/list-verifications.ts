import type { Half, VerificationProtocol, VerificationTrigger } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { type StoredOutcome, summarizeOutcome } from "./summarize-outcome";

const pageSize = 25;

/** A Verification as it is listed. */
export type ListedVerification = StoredOutcome & {
  id: string;
  half: Half;
  protocol: VerificationProtocol;
  trigger: VerificationTrigger;
  askedBy: string | null;
  /** The name of the Worker Key whose Mail Worker told it. */
  reportedBy: string | null;
  finishedAt: Date;
  /** How long its stages took together; null for what a Mail Worker reported, who did not say. */
  tookMs: number | null;
};

/** One page of the Verifications of a System Email that are kept, newest first; only those that failed where wanted. */
export async function listVerifications(
  context: TenantContext,
  { systemEmailId, page, failed }: { systemEmailId: string; page: number; failed: boolean },
): Promise<{ verifications: ListedVerification[]; total: number; pageSize: number }> {
  requirePermission(context, "system_email:read");
  const where = { systemEmailId, ...(failed ? { isHealthy: false } : {}) };
  return inTenant(context, async (db) => {
    const total = await db.verification.count({ where });
    const rows = await db.verification.findMany({
      where,
      orderBy: [{ finishedAt: "desc" }, { id: "desc" }],
      skip: (page - 1) * pageSize,
      take: pageSize,
    });
    const verifications = rows.map((row) => {
      const { id, half, protocol, trigger, askedBy, reportedBy, finishedAt } = row;
      return { id, half, protocol, trigger, askedBy, reportedBy, finishedAt, ...summarizeOutcome(row) };
    });
    return { verifications, total, pageSize };
  });
}
