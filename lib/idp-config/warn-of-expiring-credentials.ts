import { asSystem } from "@/lib/db/as-system";
import { recordEvent } from "@/lib/event/record-event";
import { warningDays } from "./warning-days";

/**
 * Records an event for each Client Credential that ends in 60, 30, 14, 7 or 1 days, once for each of them, however often
 * and in however many processes this runs. Only the newest one of an IdP Config is warned of: an older one is there to
 * be replaced. Answers how many warnings there were.
 */
export async function warnOfExpiringCredentials(now: Date): Promise<{ warnedCount: number }> {
  const expiring = await asSystem(
    "warn of expiring credentials",
    (db) => db.$queryRaw<Expiring[]>`
      SELECT k.id, k.tenant_id, k.idp_config_id, c.name, k.expires_on, k.warned_days
      FROM client_credentials k JOIN idp_configs c ON c.tenant_id = k.tenant_id AND c.id = k.idp_config_id
      WHERE k.expires_on IS NOT NULL AND k.expires_on <= (${now}::timestamptz + make_interval(days => ${warningDays[0]}))
        AND (k.warned_days IS NULL OR k.warned_days > ${warningDays[warningDays.length - 1]})
        AND NOT EXISTS (SELECT 1 FROM client_credentials newer
          WHERE newer.tenant_id = k.tenant_id AND newer.idp_config_id = k.idp_config_id AND newer.created_at > k.created_at)
      ORDER BY k.tenant_id`,
  );
  let warnedCount = 0;
  for (const credential of expiring) {
    const daysLeft = Math.ceil((credential.expires_on.getTime() - now.getTime()) / msPerDay);
    const reached = warningDays.findLast((days) => daysLeft <= days);
    if (reached === undefined || (credential.warned_days !== null && credential.warned_days <= reached)) continue;
    if (await warn(credential, reached, daysLeft)) warnedCount += 1;
  }
  return { warnedCount };
}

const msPerDay = 86_400_000;

type Expiring = {
  id: string;
  tenant_id: string;
  idp_config_id: string;
  name: string;
  expires_on: Date;
  warned_days: number | null;
};

/** Whether this process is the one that warned. */
async function warn(credential: Expiring, reached: number, daysLeft: number): Promise<boolean> {
  const { id, tenant_id: tenantId, idp_config_id: idpConfigId, name, expires_on: expiresOn, warned_days } = credential;
  return asSystem("warn of expiring credentials", async (db) => {
    const { count } = await db.clientCredential.updateMany({
      where: { id, warnedDays: warned_days },
      data: { warnedDays: reached },
    });
    if (count === 0) return false;
    const data = { name, daysLeft: Math.max(0, daysLeft), expiresOn: expiresOn.toISOString().slice(0, 10) };
    await recordEvent(db, { tenantId }, { type: "idp_config.credential_expiring", idpConfigId, data });
    return true;
  });
}
