import { addSeconds } from "@/lib/clock";
import { type Sql, sql } from "@/lib/db/sql";
import { testingDays } from "@/lib/grant/forecast-death";
import { firstWarningDays } from "./warning-days";

/** A refresh token that is replaced at each refresh never comes near its end. */
export const grantShare = 0.5;
/** No provider's limit of idle time is shorter than this and the first warning together; see forecastDeath. */
const idleDays = 28;
const daySeconds = 86_400;

/**
 * In SQL, of a Grant `g` and its IdP Config `i`: whether it may end within the days of a warning. Few do where all is
 * well. Says yes too often rather than too seldom; forecastDeath and reachedDays decide. A refresh token that is told of
 * has at most half of its life left, so that those which last a day and are replaced in time are not among them.
 */
export function grantMayEnd(now: Date): Sql {
  const until = addSeconds(now, firstWarningDays * daySeconds);
  const idleSince = addSeconds(now, -idleDays * daySeconds);
  const testedSince = addSeconds(now, -testingDays * daySeconds);
  return sql`(g.status = 'active' AND (
    (g.refresh_token_expires_at <= ${until}::timestamptz AND g.refresh_token_expires_at - ${now}::timestamptz
      <= ${grantShare}::float8 * (g.refresh_token_expires_at - g.refresh_token_issued_at))
    OR (i.provider <> 'other' AND GREATEST(g.last_refreshed_at, g.refresh_token_issued_at) <= ${idleSince}::timestamptz)
    OR (i.provider = 'google' AND i.short_lived_since IS NOT NULL AND g.authorized_at > ${testedSince}::timestamptz)))`;
}
