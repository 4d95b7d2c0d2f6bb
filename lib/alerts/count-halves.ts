import { joinByHash } from "@/lib/db/join-by-hash";
import { beforeAll, emailPage } from "./email-page";
import { inTurn, type Turn } from "./take-turn";

/** How many halves of the tenant are in each state, the most frequent first; counted in pages, as readHalves reads. */
export async function countHalves(turn: Turn): Promise<{ state: string; count: number }[]> {
  const counts = new Map<string, number>();
  let after = beforeAll;
  for (;;) {
    const rows = await inTurn(turn, async (db) => {
      await joinByHash(db);
      return db.$queryRaw<{ state: string | null; count: number; last: string | null }[]>`
          WITH page AS MATERIALIZED (${emailPage(after)})
          SELECT s.state, count(*)::int AS count, (SELECT id FROM page ORDER BY id DESC LIMIT 1) AS last
          FROM half_states s
          WHERE s.tenant_id = current_tenant_id() AND s.system_email_id IN (SELECT id FROM page)
          GROUP BY s.state`;
    });
    for (const { state, count } of rows) if (state !== null) counts.set(state, (counts.get(state) ?? 0) + count);
    const last = rows[0]?.last ?? null;
    if (last === null) break;
    after = last;
  }
  return [...counts].map(([state, count]) => ({ state, count })).toSorted((one, other) => other.count - one.count);
}
