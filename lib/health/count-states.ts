import { z } from "zod";
import type { Database } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { joinByHash } from "@/lib/db/join-by-hash";
import { type Health, healthSchema, judgeOverallHealth } from "@/lib/system-email/health-schema";
import { halfProtocols } from "@/lib/system-email/schema";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { keepBriefly } from "./keep-briefly";

export type HalfProtocol = (typeof halfProtocols)[number];
export type CountByHealth = Record<Health, number>;

export type StateCounts = {
  /** The System Emails, each by its worst half. */
  emails: CountByHealth;
  emailCount: number;
  /** The halves of each protocol that is spoken. */
  protocols: { protocol: HalfProtocol; counts: CountByHealth }[];
};

/** Above so many System Emails they are not counted by state: it would take longer the more there are, on every page. */
const countedAtMost = 10_000;

/**
 * How many System Emails are in each state, of those whose address or name holds the search, and how many halves of
 * each protocol; null for a tenant of more than 10,000. Of a tenant of more than 500 what was counted a moment ago is
 * answered again.
 */
export async function countStates(
  context: TenantContext,
  { search = "" }: { search?: string } = {},
): Promise<StateCounts | null> {
  requirePermission(context, "system_email:read");
  if (search === "") return countAll(context);
  return inTenant(context, (db) => count(db, search));
}

const countAll = keepBriefly(
  (context: { tenantId: string }) => inTenant(context, (db) => count(db, "")),
  (counts: StateCounts | null) => counts?.emailCount ?? countedAtMost,
);

const pairSchema = z.object({
  protocol: z.enum(halfProtocols),
  incoming: healthSchema,
  outgoing: healthSchema,
  count: z.number(),
});

async function count(db: Database, search: string): Promise<StateCounts | null> {
  if ((await db.systemEmail.count({ take: countedAtMost + 1 })) > countedAtMost) return null;
  await joinByHash(db);
  const rows = await db.$queryRaw<unknown[]>`
    SELECT protocol, incoming, outgoing, count(*)::integer AS count
    FROM (
      SELECT min(h.protocol) FILTER (WHERE h.half = 'remote_mailbox') AS protocol,
        min(h.state) FILTER (WHERE h.half = 'remote_mailbox') AS incoming,
        min(h.state) FILTER (WHERE h.half = 'outgoing_smtp') AS outgoing
      FROM half_states h
      WHERE h.tenant_id = current_tenant_id() AND (${search} = '' OR EXISTS (SELECT FROM system_emails e
        WHERE e.tenant_id = h.tenant_id AND e.id = h.system_email_id
          AND (strpos(lower(e.address), lower(${search})) > 0 OR strpos(lower(e.name), lower(${search})) > 0)))
      GROUP BY h.system_email_id
    ) email
    GROUP BY protocol, incoming, outgoing`;
  return addUp(z.array(pairSchema).parse(rows));
}

function addUp(pairs: readonly z.infer<typeof pairSchema>[]): StateCounts {
  const emails = nothing();
  const protocols = new Map<HalfProtocol, CountByHealth>();
  const add = (protocol: HalfProtocol, health: Health, count: number) => {
    const counts = protocols.get(protocol) ?? nothing();
    counts[health] += count;
    protocols.set(protocol, counts);
  };
  let emailCount = 0;
  for (const { protocol, incoming, outgoing, count } of pairs) {
    emails[judgeOverallHealth([incoming, outgoing])] += count;
    emailCount += count;
    add(protocol, incoming, count);
    add("smtp", outgoing, count);
  }
  return {
    emails,
    emailCount,
    protocols: halfProtocols.flatMap((protocol) => {
      const counts = protocols.get(protocol);
      return counts === undefined ? [] : [{ protocol, counts }];
    }),
  };
}

function nothing(): CountByHealth {
  return { needs_reauthorization: 0, broken: 0, degraded: 0, not_verified: 0, healthy: 0, disabled: 0 };
}
