import { TenantVault } from "@/lib/crypto/tenant-vault";
import { asSystem } from "@/lib/db/as-system";
import { EnvironmentError, environment } from "@/lib/env";

export type Resealing = {
  /** How many data keys were sealed anew. */
  resealed: number;
  /** The ids of keys of the ring, other than the first, that a data key is still sealed by. */
  stillNeeded: string[];
};

const pageSize = 200;

/**
 * Seals every tenant's data key by the first key of the ring, page by page, beside running servers: the data keys
 * themselves stay the same, so whatever a tenant's secrets are read with meanwhile opens them. Does nothing to those
 * that are so already. Throws EnvironmentError, having changed nothing, when the ring lacks a key that one is sealed by.
 */
export async function resealDataKeys(): Promise<Resealing> {
  const { keyRing } = environment();
  const [newest] = keyRing;
  const missing = (await listOtherKeys(newest.id)).filter((needed) => !keyRing.some(({ id }) => id === needed));
  if (missing.length > 0) {
    throw new EnvironmentError(`MAILGRANT_KEYS: it lacks ${missing.join(", ")}, by which data keys are sealed`);
  }
  let resealed = 0;
  for (let after = "00000000-0000-0000-0000-000000000000"; ; ) {
    const page = await asSystem("reseal data keys", (db) =>
      db.tenant.findMany({
        where: { id: { gt: after } },
        orderBy: { id: "asc" },
        take: pageSize,
        select: { id: true, dataKeySealed: true },
      }),
    );
    const others = page.filter(({ dataKeySealed }) => TenantVault.keyIdOf(dataKeySealed) !== newest.id);
    for (const { id, dataKeySealed } of others) if (await resealOne(id, dataKeySealed)) resealed += 1;
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) break;
    after = last.id;
  }
  return { resealed, stillNeeded: await listOtherKeys(newest.id) };
}

/** Compares and sets: of two who rotate at once one writes each row, and a tenant that was deleted stays so. */
async function resealOne(id: string, dataKeySealed: string): Promise<boolean> {
  const anew = TenantVault.resealDataKey(id, dataKeySealed, environment().keyRing);
  const { count } = await asSystem("reseal data keys", (db) =>
    db.tenant.updateMany({ where: { id, dataKeySealed }, data: { dataKeySealed: anew } }),
  );
  return count > 0;
}

async function listOtherKeys(newestId: string): Promise<string[]> {
  const rows = await asSystem(
    "reseal data keys",
    (db) => db.$queryRaw<{ id: string }[]>`SELECT DISTINCT split_part(data_key_sealed, '.', 2) AS id FROM tenants`,
  );
  return rows.map(({ id }) => id).filter((id) => id !== newestId);
}
