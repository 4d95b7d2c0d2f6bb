import { z } from "zod";
import { systemClock } from "@/lib/clock";
import type { Half } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { type ConfigItem, configItemNames, configItemSchema } from "./config-check-schema";

/** A check that has not ended by then was cut short. Longer than its slowest item takes. */
const longestMs = 60_000;

/** The newest check of the IdP Config that a half signs in by. */
export type ConfigCheck = {
  items: ConfigItem[];
  askedBy: string;
  startedAt: Date;
  /** Null while it runs, or where it was cut short. */
  finishedAt: Date | null;
  isUnderWay: boolean;
  /** The IdP Config is still the one that was checked, as it was then. */
  isCurrent: boolean;
};

/** The newest checks of the IdP Configs of a System Email, by half, and which of its halves are being checked now. */
export async function getConfigChecks(
  context: TenantContext,
  systemEmailId: string,
): Promise<{ configChecks: Map<Half, ConfigCheck>; halvesUnderWay: Half[] }> {
  requirePermission(context, "system_email:read");
  const now = systemClock();
  return inTenant(context, async (db) => {
    const email = await db.systemEmail.findUnique({
      where: { id: systemEmailId },
      select: {
        configChecks: { include: { idpConfig: { select: { configSignature: true } } } },
        halfChecks: { where: { leaseUntil: { gt: now } }, select: { half: true } },
        remoteMailbox: { select: { idpConfigId: true } },
        outgoingSmtp: { select: { idpConfigId: true } },
      },
    });
    const chosen = {
      remote_mailbox: email?.remoteMailbox?.idpConfigId,
      outgoing_smtp: email?.outgoingSmtp?.idpConfigId,
    };
    const configChecks = new Map(
      email?.configChecks.map(
        ({ half, items, idpConfig, idpConfigId, configSignature, ...check }): [Half, ConfigCheck] => [
          half,
          {
            items: sortItems(z.array(configItemSchema).parse(items)),
            askedBy: check.askedBy,
            startedAt: check.startedAt,
            finishedAt: check.finishedAt,
            isUnderWay: check.finishedAt === null && now.getTime() - check.startedAt.getTime() < longestMs,
            isCurrent: chosen[half] === idpConfigId && idpConfig.configSignature === configSignature,
          },
        ],
      ),
    );
    return { configChecks, halvesUnderWay: email?.halfChecks.map(({ half }) => half) ?? [] };
  });
}

function sortItems(items: ConfigItem[]): ConfigItem[] {
  return items.sort((one, other) => configItemNames.indexOf(one.name) - configItemNames.indexOf(other.name));
}
