import type { Database } from "@/lib/db/client";
import type { KnownAlert } from "./condition";
import { alertFactsSchema } from "./schema";

/**
 * The tenant's open alerts, locked until the transaction ends, and those that were resolved after `since`; of each the
 * halves that it concerns at present, or of a resolved one those that it concerned last.
 */
export async function readKnownAlerts(db: Database, since: Date): Promise<KnownAlert[]> {
  await db.$executeRaw`SELECT 1 FROM alerts WHERE tenant_id = current_tenant_id() AND resolved_at IS NULL FOR UPDATE`;
  const alerts = await db.alert.findMany({
    where: { OR: [{ resolvedAt: null }, { resolvedAt: { gte: since } }] },
    orderBy: [{ openedAt: "asc" }, { id: "asc" }],
    include: { subjects: { orderBy: [{ address: "asc" }, { half: "asc" }] } },
  });
  return alerts.map(({ subjects, facts, ...alert }) => {
    const isPresent = ({ leftAt }: { leftAt: Date | null }) =>
      leftAt === null || leftAt.getTime() === alert.resolvedAt?.getTime();
    return {
      ...alert,
      facts: alertFactsSchema.parse(facts),
      subjects: subjects.filter(isPresent),
      leavers: subjects.filter((subject) => !isPresent(subject)),
    };
  });
}
