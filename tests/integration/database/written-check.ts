import type { Half } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import type { TenantContext } from "@/lib/tenancy/context";

export type CheckedHalf = {
  systemEmailId: string;
  half: Half;
  /** Since when checks end like that. */
  since: Date;
  configVersion?: number;
  failure?: { cause: string | null; code: string; isTransient: boolean };
};

/** Writes what the newest check of a half found, as the end of a check does. */
export async function writeCheck(context: TenantContext, checked: CheckedHalf): Promise<void> {
  const { systemEmailId, half, since, configVersion = 1, failure } = checked;
  const { tenantId } = context;
  const found = {
    isHealthy: failure === undefined,
    failureCode: failure?.code ?? null,
    cause: failure?.cause ?? null,
    isTransient: failure?.isTransient ?? null,
    failedInRow: failure === undefined ? 0 : 1,
    configVersion,
    checkedAt: new Date(),
    since,
  };
  const key = { tenantId, systemEmailId, half };
  await inTenant(context, (db) =>
    db.halfCheck.upsert({
      where: { tenantId_systemEmailId_half: key },
      create: { ...key, ...found },
      update: found,
    }),
  );
}
