import { addSeconds, secondsBetween } from "@/lib/clock";
import type { Database } from "@/lib/db/client";

const secondsPerDay = 86_400;
const sevenDaysSeconds = 7 * secondsPerDay;
const toleranceSeconds = secondsPerDay / 2;

/**
 * What a Grant of Google shows about the publishing status "Testing", in which every Grant ends after seven days: true
 * when it ended then or the provider said it would, false when it lives on after that, null when it shows nothing.
 */
export function judgeShortLived(
  facts: { authorizedAt: Date; isEnded: boolean; refreshTokenExpiresInSeconds: number | null },
  now: Date,
): boolean | null {
  const { authorizedAt, isEnded, refreshTokenExpiresInSeconds } = facts;
  const isSevenDays = (seconds: number) => Math.abs(seconds - sevenDaysSeconds) <= toleranceSeconds;
  if (isEnded) return isSevenDays(secondsBetween(authorizedAt, now)) ? true : null;
  const ageSeconds = secondsBetween(authorizedAt, now);
  if (refreshTokenExpiresInSeconds !== null && isSevenDays(ageSeconds + refreshTokenExpiresInSeconds)) return true;
  return now > addSeconds(authorizedAt, sevenDaysSeconds + 2 * toleranceSeconds) ? false : null;
}

/** Keeps whether the Grants of an IdP Config are known to end after seven days. */
export async function noteShortLived(db: Database, idpConfigId: string, isShortLived: boolean): Promise<void> {
  await db.idpConfig.updateMany({
    where: { id: idpConfigId, shortLivedSince: isShortLived ? null : { not: null } },
    data: { shortLivedSince: isShortLived ? new Date() : null },
  });
}
