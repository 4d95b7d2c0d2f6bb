import type { Database } from "@/lib/db/client";
import type { Prisma, Verification } from "@/lib/db/generated/client";
import { halfKey } from "./read-half-states";

/**
 * The newest Verification of each half, keyed by `halfKey`: with its stages, and with the folders that are known, also
 * where its own row has less of them.
 */
export async function findNewestVerifications(
  db: Database,
  systemEmailIds: string[],
): Promise<Map<string, Verification>> {
  // One index step a half, instead of reading the history of every mailbox on the page.
  const newest = await db.$queryRaw<{ id: string; stages: Prisma.JsonValue; folders: string[] | null }[]>`
    SELECT v.id, k.stages, k.folders FROM unnest(${systemEmailIds}::uuid[]) AS email(id)
    CROSS JOIN unnest(ARRAY['remote_mailbox', 'outgoing_smtp']::half[]) AS side(half)
    CROSS JOIN LATERAL (
      SELECT id FROM verifications
      WHERE tenant_id = current_tenant_id() AND system_email_id = email.id AND half = side.half
      ORDER BY finished_at DESC LIMIT 1
    ) v
    LEFT JOIN half_checks k ON k.tenant_id = current_tenant_id() AND k.system_email_id = email.id AND k.half = side.half`;
  const verifications = await db.verification.findMany({ where: { id: { in: newest.map(({ id }) => id) } } });
  const known = new Map(newest.map((row) => [row.id, row]));
  return new Map(
    verifications.map((verification) => {
      const { stages, folders } = known.get(verification.id) ?? verification;
      const whole = {
        ...verification,
        stages: stages ?? verification.stages,
        folders: folders ?? verification.folders,
      };
      return [halfKey(verification.systemEmailId, verification.half), whole];
    }),
  );
}
