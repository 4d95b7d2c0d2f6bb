import { systemClock } from "@/lib/clock";
import type { VerificationProtocol } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";

const msPerDay = 86_400_000;

/** What the checks of one day came to. */
export type CheckDay = {
  /** In UTC, as `2026-11-25`. */
  day: string;
  passed: number;
  transient: number;
  failed: number;
  /** Of the checks of our own that passed; null without one. */
  averageMs: number | null;
  slowestMs: number | null;
  lastCause: string | null;
};

/** The last days of a System Email's checks by protocol, oldest first and today last, also those without a check. */
export async function readCheckDays(
  context: TenantContext,
  { systemEmailId, dayCount }: { systemEmailId: string; dayCount: number },
): Promise<{ protocol: VerificationProtocol; days: CheckDay[] }[]> {
  requirePermission(context, "system_email:read");
  const today = systemClock().getTime();
  const names = Array.from({ length: dayCount }, (_, index) => dayName(today - (dayCount - 1 - index) * msPerDay));
  const rows = await inTenant(context, (db) =>
    db.verificationDay.findMany({ where: { systemEmailId, day: { gte: new Date(`${names[0]}T00:00:00Z`) } } }),
  );
  return (["imap", "pop3", "smtp"] as const).flatMap((protocol) => {
    const known = new Map(rows.filter((row) => row.protocol === protocol).map((row) => [dayName(row.day), row]));
    if (known.size === 0) return [];
    const days = names.map((day): CheckDay => {
      const row = known.get(day);
      const timed = row?.timedCount ?? 0;
      return {
        day,
        passed: row?.passedCount ?? 0,
        transient: row?.transientCount ?? 0,
        failed: row?.failedCount ?? 0,
        averageMs: timed === 0 ? null : Math.round(Number(row?.passedTotalMs ?? 0) / timed),
        slowestMs: timed === 0 ? null : (row?.slowestMs ?? null),
        lastCause: row?.lastCause ?? null,
      };
    });
    return [{ protocol, days }];
  });
}

function dayName(at: Date | number): string {
  return new Date(at).toISOString().slice(0, 10);
}
