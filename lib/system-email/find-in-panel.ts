import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import type { TenantContext } from "@/lib/tenancy/context";
import { type Limit, takePoints } from "@/lib/tenancy/rate-limit";
import { requirePermission } from "@/lib/tenancy/require-permission";

/** What is found of each kind, at most. */
const mostEmails = 8;
const mostConfigs = 3;
const mostWords = 8;

/** Of one person: somebody types, and the browser asks when they pause. */
const typing: Limit = { name: "palette", points: 180, perSeconds: 60 };

/** What somebody may mean who types a few letters. */
export type FoundInPanel = {
  emails: { id: string; address: string; name: string }[];
  idpConfigs: { id: string; name: string }[];
};

/**
 * The System Emails whose address or name holds every word of `search`, those whose address begins with the first word before
 * the others, and the IdP Configs whose name does; at most eight and three. Without a word, the first of each.
 */
export async function findInPanel(
  context: TenantContext,
  search: string,
): Promise<Result<FoundInPanel, Failure<"rate_limited">>> {
  requirePermission(context, "system_email:read");
  requirePermission(context, "idp_config:read");
  const waitSeconds = await takePoints([{ limit: typing, subject: `${context.tenantId} ${context.actor.id}` }]);
  if (waitSeconds > 0) {
    return fail({
      code: "rate_limited",
      message: `Too many searches. Wait ${waitSeconds} seconds.`,
      facts: { retryAfterSeconds: String(waitSeconds) },
    });
  }
  const words = search.toLowerCase().split(/\s+/).filter(Boolean).slice(0, mostWords);
  const [first] = words;
  const inName = (word: string) => ({ name: { contains: word, mode: "insensitive" as const } });
  const holdsAll = words.map((word) => ({ OR: [{ address: { contains: word } }, inName(word)] }));
  const shown = { id: true, address: true, name: true };
  const orderBy = { address: "asc" as const };
  return inTenant(context, async (db) => {
    const best =
      first === undefined
        ? []
        : await db.systemEmail.findMany({
            where: { AND: [{ address: { startsWith: first } }, ...holdsAll] },
            orderBy,
            take: mostEmails,
            select: shown,
          });
    const known = best.map(({ id }) => id);
    const others = await db.systemEmail.findMany({
      where: { AND: holdsAll, id: { notIn: known } },
      orderBy,
      take: mostEmails - best.length,
      select: shown,
    });
    const idpConfigs = await db.idpConfig.findMany({
      where: { AND: words.map(inName) },
      orderBy: { name: "asc" },
      take: mostConfigs,
      select: { id: true, name: true },
    });
    return succeed({ emails: [...best, ...others], idpConfigs });
  });
}
