import { recordAudit } from "@/lib/audit/record-audit";
import type { Half } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import type { TenantContext } from "@/lib/tenancy/context";
import { findGrant } from "./find-grant";
import type { RefreshFailure } from "./refresh-failure";
import { refreshGrant } from "./refresh-grant";
import { judgeStanding, type StandingFailure } from "./standing";

/** Mail servers refuse good tokens too; a provider asked at every refusal would be asked without end. */
const quietMinutes = 5;

export type RefusedTokenOutcome =
  /** The provider was asked now and gave a new token. */
  | "refreshed"
  /** It was asked because of such a report less than five minutes ago, so that the token is as new as it gets. */
  | "refreshed_a_moment_ago";

/**
 * Refreshes the Grant of a half because a Mail Worker reported that the mail server refused its token: once in five
 * minutes, however many workers report it in however many processes. Whether the reporter may report is for the
 * caller to have judged. Fails as a read of the token does.
 */
export async function refreshRefusedToken(
  context: TenantContext,
  { systemEmailId, half }: { systemEmailId: string; half: Half },
): Promise<Result<RefusedTokenOutcome, StandingFailure | RefreshFailure | Failure<"not_found">>> {
  const found = await inTenant(context, (db) => findGrant(db, systemEmailId, half));
  if (found === null) return fail({ code: "not_found", message: "There is no such System Email." });
  const { grant, now, servingHalf } = found;
  const standing = judgeStanding(grant, now);
  if (!standing.ok) return standing;
  if (grant === null) return fail({ code: "not_found", message: "There is no such Grant." });
  if (!(await takeTurn(context, grant))) return succeed("refreshed_a_moment_ago");
  const refreshed = await refreshGrant(context, grant.id, { seenVersion: grant.version, isForced: true });
  await inTenant(context, (db) =>
    recordAudit(db, context, {
      action: refreshed.ok ? "grant.refreshed" : "grant.refresh_failed",
      subject: { type: "system_email", id: systemEmailId, label: found.systemEmail.address },
      details: {
        half: servingHalf,
        reason: refreshed.ok
          ? "A mail worker reported that the mail server refused the token."
          : refreshed.failure.message,
        ...(refreshed.ok ? {} : { code: refreshed.failure.code }),
      },
    }),
  );
  return refreshed.ok ? succeed("refreshed") : refreshed;
}

/** Whether this report is the one that asks the provider: one statement decides, so that of many only one does. */
async function takeTurn(context: TenantContext, { id, version }: { id: string; version: number }): Promise<boolean> {
  const taken = await inTenant(
    context,
    (db) => db.$executeRaw`
      UPDATE grants SET forced_at = clock_timestamp()
      WHERE id = ${id}::uuid AND version = ${version}
        AND (forced_at IS NULL OR forced_at < clock_timestamp() - make_interval(mins => ${quietMinutes}))`,
  );
  return taken === 1;
}
