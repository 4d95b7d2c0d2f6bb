import type { Database } from "@/lib/db/client";
import type { Subject } from "./condition";

/** A half that is not disabled, with what may end of it. */
export type HalfInUse = Subject & { server: string; idpConfigId: string | null; grantId: string | null };

/** The halves of the transaction's tenant that are not disabled, by address. */
export function readHalvesInUse(db: Database): Promise<HalfInUse[]> {
  return db.$queryRaw<HalfInUse[]>`
    SELECT system_email_id AS "systemEmailId", half::text AS half, address, state, since, lower(server) AS server,
      idp_config_id AS "idpConfigId", grant_id AS "grantId"
    FROM half_states WHERE tenant_id = current_tenant_id() AND state <> 'disabled' ORDER BY address, half`;
}

/** The half as an alert has it. */
export function toSubject({ systemEmailId, half, address, state, since }: HalfInUse): Subject {
  return { systemEmailId, half, address, state, since };
}

/** The halves by what `keyOf` says of them, in their order; those of which it says null are left out. */
export function groupHalves(
  halves: readonly HalfInUse[],
  keyOf: (half: HalfInUse) => string | null,
): Map<string, HalfInUse[]> {
  const groups = new Map<string, HalfInUse[]>();
  for (const half of halves) {
    const key = keyOf(half);
    if (key === null) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [half]);
    else group.push(half);
  }
  return groups;
}
