import type { Database } from "@/lib/db/client";
import type { Half } from "@/lib/db/generated/enums";
import type { DiagnosisContext } from "@/lib/diagnosis/schema";
import { type DiagnosisFacts, readDiagnosisFacts } from "./read-diagnosis-facts";

/** How many of the newest checks are looked at for how a half has done. */
export const lookedAt = 20;
/** So many changes between well and failed among them are no single event any more. */
const comesAndGoesFrom = 3;

/**
 * What is known around a failure of one half that came at `at`: how it is set up, and how its checks and those of the
 * other half went. That is twenty rows more, so it is for where something failed. Null when there is no such System Email.
 */
export async function readFailureFacts(
  db: Database,
  { systemEmailId, half, at }: { systemEmailId: string; half: Half; at: Date },
): Promise<DiagnosisFacts | null> {
  const facts = await readDiagnosisFacts(db, { systemEmailId, half });
  if (facts === null) return null;
  const newest = await db.verification.findMany({
    where: { systemEmailId, half },
    orderBy: { finishedAt: "desc" },
    take: lookedAt,
    select: { isHealthy: true, configVersion: true },
  });
  const comesAndGoes = countChanges(newest.map(({ isHealthy }) => isHealthy)) >= comesAndGoesFrom;
  const { failedInRow, lastHealthyAt, configVersion, otherProtocols } = await readStanding(db, {
    systemEmailId,
    half,
    at,
  });
  const lastHealthySecondsAgo = lastHealthyAt && Math.max(0, (at.getTime() - lastHealthyAt.getTime()) / 1000);
  return {
    ...facts,
    context: {
      ...facts.context,
      ...(otherProtocols === null ? {} : { otherProtocols }),
      history: {
        failedInRow,
        comesAndGoes,
        ...judgeEverHealthy({ lastHealthyAt, configVersion, healthyVersion: findHealthyVersion(newest) }),
        ...(lastHealthySecondsAgo === null ? {} : { lastHealthySecondsAgo }),
      },
      nowSeconds: Math.floor(at.getTime() / 1000),
    },
  };
}

type Standing = {
  /** With the failure that is asked about, which may not be counted yet. */
  failedInRow: number;
  lastHealthyAt: Date | null;
  configVersion: number;
  /** How the other half does, by its protocol; null before its first check. */
  otherProtocols: DiagnosisContext["otherProtocols"] | null;
};

async function readStanding(
  db: Database,
  { systemEmailId, half, at }: { systemEmailId: string; half: Half; at: Date },
): Promise<Standing> {
  const { halfChecks, remoteMailbox, configVersion } = await db.systemEmail.findUniqueOrThrow({
    where: { id: systemEmailId },
    select: {
      configVersion: true,
      halfChecks: { select: { half: true, isHealthy: true, failedInRow: true, lastHealthyAt: true, checkedAt: true } },
      remoteMailbox: { select: { protocol: true } },
    },
  });
  const own = halfChecks.find((check) => check.half === half);
  const isCounted = own?.checkedAt != null && own.checkedAt >= at;
  const isOtherHealthy = halfChecks.find((check) => check.half !== half)?.isHealthy ?? null;
  const otherProtocol = half === "remote_mailbox" ? "smtp" : remoteMailbox?.protocol;
  return {
    failedInRow: (own?.failedInRow ?? 0) + (isCounted ? 0 : 1),
    lastHealthyAt: own?.lastHealthyAt ?? null,
    configVersion,
    otherProtocols:
      isOtherHealthy === null || otherProtocol === undefined
        ? null
        : { [otherProtocol]: isOtherHealthy ? "healthy" : "failed" },
  };
}

/**
 * Whether a half has worked with its settings as they are; nothing where it worked with others, perhaps at another
 * server, which says nothing about this one. `healthyVersion` is the version of the settings with which it passed last,
 * among its newest checks; null where none of these passed.
 */
export function judgeEverHealthy({
  lastHealthyAt,
  configVersion,
  healthyVersion,
}: {
  lastHealthyAt: Date | null;
  configVersion: number;
  healthyVersion: number | null;
}): { everHealthy?: boolean } {
  if (lastHealthyAt === null) return { everHealthy: false };
  return healthyVersion === configVersion ? { everHealthy: true } : {};
}

function findHealthyVersion(newest: readonly { isHealthy: boolean; configVersion: number }[]): number | null {
  return newest.find(({ isHealthy }) => isHealthy)?.configVersion ?? null;
}

function countChanges(outcomes: readonly boolean[]): number {
  return outcomes.filter((outcome, index) => index > 0 && outcome !== outcomes[index - 1]).length;
}
