import type { Database } from "@/lib/db/client";
import type { Half } from "@/lib/db/generated/enums";
import { recordEvent } from "@/lib/event/record-event";
import type { MailProtocol, Stage } from "@/lib/mail/schema";
import type { TenantContext } from "@/lib/tenancy/context";

const keptPerHalf = 50;
/** The same told again within this time adds nothing. */
const sameForSeconds = 60;

export type FinishedVerification = {
  systemEmailId: string;
  half: Half;
  protocol: MailProtocol;
  isHealthy: boolean;
  stages: Stage[];
  failureCode: string | null;
  folders: string[];
  configVersion: number;
  /** The name of the Worker Key whose Mail Worker told it, or null for a check of our own. */
  reportedBy: string | null;
  startedAt: Date;
  finishedAt: Date;
};

/**
 * Keeps a Verification, and no more than 50 of a half; tells the feed when a half that was well fails, and when one
 * that had failed is well again. Call it last in the transaction: it records an event.
 *
 * Of what Mail Workers report, no more than one row a minute is kept for each outcome and failure code, however many
 * report it: what was told less than a minute ago becomes the newest again instead.
 */
export async function recordVerification(
  db: Database,
  context: Pick<TenantContext, "tenantId">,
  verification: FinishedVerification,
): Promise<void> {
  const { systemEmailId, half, isHealthy, failureCode, finishedAt, reportedBy, protocol } = verification;
  // Whoever records one of the same System Email waits, so that of many who tell the same only the first tells the feed.
  await db.$executeRaw`SELECT 1 FROM system_emails WHERE id = ${systemEmailId}::uuid FOR NO KEY UPDATE`;
  const newest = await db.verification.findFirst({ where: { systemEmailId, half }, orderBy: { finishedAt: "desc" } });
  // What happened before the newest check says nothing about how things stand.
  if (reportedBy !== null && newest !== null && newest.finishedAt > finishedAt) return;
  const isKept = reportedBy !== null && (await keepAgain(db, verification, newest?.id));
  if (!isKept) {
    // A worker names no folders; those that are known stay to be picked from.
    const folders = reportedBy === null ? verification.folders : (newest?.folders ?? []);
    await db.verification.create({ data: { tenantId: context.tenantId, ...verification, folders } });
    await removeSurplus(db, { systemEmailId, half });
  }
  const wasHealthy = newest === null || newest.isHealthy;
  if (wasHealthy === isHealthy) return;
  await recordEvent(db, context, {
    type: isHealthy ? "verification.recovered" : "verification.failed",
    systemEmailId,
    data: { half, protocol, code: failureCode, reportedBy },
  });
}

/** Whether the same was told less than a minute ago; if something else has been told since, it is the newest again. */
async function keepAgain(
  db: Database,
  { systemEmailId, half, isHealthy, failureCode, configVersion, finishedAt, stages }: FinishedVerification,
  newestId: string | undefined,
): Promise<boolean> {
  const since = new Date(finishedAt.getTime() - sameForSeconds * 1000);
  const same = await db.verification.findFirst({
    where: { systemEmailId, half, isHealthy, failureCode, configVersion, startedAt: { gt: since } },
    orderBy: { finishedAt: "desc" },
    select: { id: true },
  });
  if (same === null) return false;
  if (same.id !== newestId) await db.verification.update({ where: { id: same.id }, data: { finishedAt, stages } });
  return true;
}

async function removeSurplus(db: Database, of: { systemEmailId: string; half: Half }): Promise<void> {
  const surplus = await db.verification.findMany({
    where: of,
    orderBy: { finishedAt: "desc" },
    skip: keptPerHalf,
    select: { id: true },
  });
  await db.verification.deleteMany({ where: { id: { in: surplus.map(({ id }) => id) } } });
}
