import { systemClock } from "@/lib/clock";
import type { Half } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import type { TenantContext } from "@/lib/tenancy/context";
import type { ConfigItem } from "./config-check-schema";

/** Where the items of a check go as they come, so that whoever comes back finds those that are over. */
export type KeptConfigCheck = { add(item: ConfigItem): Promise<void>; finish(): Promise<void> };

/** Begins to keep the check of the IdP Config of a half, in place of the one before. */
export async function keepConfigCheck(
  context: TenantContext,
  {
    systemEmailId,
    half,
    config,
  }: { systemEmailId: string; half: Half; config: { id: string; configSignature: string } },
): Promise<KeptConfigCheck> {
  const { tenantId } = context;
  const place = { tenantId_systemEmailId_half: { tenantId, systemEmailId, half } };
  const begun = {
    idpConfigId: config.id,
    configSignature: config.configSignature,
    items: [],
    askedBy: context.actor.label,
    startedAt: systemClock(),
    finishedAt: null,
  };
  await inTenant(context, (db) =>
    db.idpConfigCheck.upsert({ where: place, create: { tenantId, systemEmailId, half, ...begun }, update: begun }),
  );
  const items: ConfigItem[] = [];
  // One write after the other, so that none overtakes a longer one.
  let written: Promise<unknown> = Promise.resolve();
  const write = (data: { items: ConfigItem[]; finishedAt?: Date }) => {
    // A second check of the same half has taken the row over by its own start.
    const own = { tenantId, systemEmailId, half, startedAt: begun.startedAt };
    written = written.then(() => inTenant(context, (db) => db.idpConfigCheck.updateMany({ where: own, data })));
    return written.then(() => undefined);
  };
  return {
    add(item) {
      items.push(item);
      return write({ items: [...items] });
    },
    finish: () => write({ items: [...items], finishedAt: systemClock() }),
  };
}
