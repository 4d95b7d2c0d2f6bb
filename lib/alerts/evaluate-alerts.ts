import { addSeconds } from "@/lib/clock";
import type { EventType } from "@/lib/event/schema";
import { log } from "@/lib/log";
import { endKinds, type Findings, type KnownAlert } from "./condition";
import { findCertificateEnds } from "./find-certificate-ends";
import { findCredentialEnds, findEndingConfigs, readConfigEnds } from "./find-credential-ends";
import { findEndingGrants, findGrantEnds } from "./find-grant-ends";
import { findTrouble, troubleKinds } from "./find-trouble";
import { reopenSeconds } from "./plan-alerts";
import { queueDigest } from "./queue-digest";
import { type HalfRow, readHalves } from "./read-halves";
import { readKnownAlerts } from "./read-known-alerts";
import { endTurn, inTurn, type Turn, TurnLost, takeTurn } from "./take-turn";
import { type Told, tellFindings } from "./tell-findings";

/** Days pass slowly: what ends is looked at so often, or when something happened that may change it. */
const endsEverySeconds = 3600;
/** While one of them is told of, so that its mending is seen soon. */
const openEndsEverySeconds = 60;
/** Not as soon where very many halves are concerned: after eleven minutes for those of a hundred thousand mailboxes. */
const halvesASecond = 300;

export type Evaluation = { opened: number; resolved: number; told: number };

/**
 * Makes a tenant's open alerts what is true at `now`, and tells of it; once a day it makes the digest. Null where another
 * process is evaluating the same tenant at this moment, or where it is gone.
 *
 * What there is is read in many short transactions, what is told is one. A part that fails is logged and keeps no other from
 * telling what it found; the evaluation is then tried again within a minute, and the heartbeat tells when that does not help.
 */
export async function evaluateAlerts({ tenantId }: { tenantId: string }, now: Date): Promise<Evaluation | null> {
  const startedAt = performance.now();
  const turn = await takeTurn({ tenantId });
  if (turn === null) return null;
  try {
    const parts = watchParts(turn);
    const { isEndsTurn, ...told } = await evaluate(turn, parts.attempt, now);
    await parts.attempt("digest", () => queueDigest(turn, now));
    await endTurn(turn, {
      now,
      tookMs: performance.now() - startedAt,
      isBusy: turn.newest > turn.position || told.isBusy,
      isEndsTurn,
      isWhole: parts.isWhole(),
    });
    return { opened: told.opened, resolved: told.resolved, told: told.told };
  } catch (error) {
    if (error instanceof TurnLost) return null;
    throw error;
  }
}

type Attempt = <Value>(part: string, work: () => Value | Promise<Value>) => Promise<Value | null>;

/** Carries parts out one by one, so that one which fails ends no other. Null is what comes of one that failed. */
function watchParts({ tenantId }: Turn): { attempt: Attempt; isWhole: () => boolean } {
  let hasFailed = false;
  return {
    isWhole: () => !hasFailed,
    attempt: async (part, work) => {
      try {
        return await work();
      } catch (error) {
        if (error instanceof TurnLost) throw error;
        hasFailed = true;
        log.error({ err: error, tenantId, part }, "a part of evaluating alerts failed");
        return null;
      }
    },
  };
}

async function evaluate(turn: Turn, attempt: Attempt, now: Date): Promise<Told & { isEndsTurn: boolean }> {
  const isEndsTurn = (await attempt("ends", () => areEndsDue(turn, now))) ?? true;
  const since = addSeconds(now, -reopenSeconds);
  const all = [...troubleKinds, ...endKinds];
  const known = isEndsTurn ? await attempt("open alerts", () => readKnownAlerts(turn, all, since)) : null;
  if (known === null) return { ...(await evaluateTrouble(turn, attempt, now)), isEndsTurn };
  const findings = (await findAll(turn, { known, now }, attempt)).filter((one) => one !== null);
  return { ...(await tellAll(turn, { findings, known, now }, attempt)), isEndsTurn };
}

async function evaluateTrouble(turn: Turn, attempt: Attempt, now: Date): Promise<Told> {
  const since = addSeconds(now, -reopenSeconds);
  const known = await attempt("open alerts of trouble", () => readKnownAlerts(turn, troubleKinds, since));
  if (known === null) return nothing;
  const trouble = await attempt("trouble", async () => findTrouble(await readTrouble(turn), known, now));
  return trouble === null ? nothing : tellAll(turn, { findings: [trouble], known, now }, attempt);
}

function readTrouble(turn: Turn): Promise<HalfRow[]> {
  return readHalves(turn, { kinds: troubleKinds, ends: null });
}

type ToLookAt = { known: KnownAlert[]; now: Date };

/** What is wrong, and what ends soon: Client Credentials, certificates of mail servers, and Grants. */
async function findAll(turn: Turn, { known, now }: ToLookAt, attempt: Attempt): Promise<(Findings | null)[]> {
  const configs = await attempt("credential_expiring", () => readConfigEnds(turn));
  const grants = await attempt("grant_ending", () => findEndingGrants(turn, now));
  const halves = await attempt("halves", () => {
    const idpConfigIds = findEndingConfigs(configs ?? [], now).map(({ id }) => id);
    const grantIds = (grants ?? []).map(({ id }) => id);
    return readHalves(turn, { kinds: [...troubleKinds, "grant_ending"], ends: { idpConfigIds, grantIds } });
  });
  const trouble = await attempt("trouble", async () => {
    const troubled = halves?.filter(({ isOfTrouble }) => isOfTrouble) ?? (await readTrouble(turn));
    return findTrouble(troubled, known, now);
  });
  if (halves === null) return [trouble];
  const inUse = halves.filter(({ state }) => state !== "disabled");
  const open = known.filter(({ resolvedAt }) => resolvedAt === null);
  return [
    trouble,
    configs === null ? null : await attempt("credential_expiring", () => findCredentialEnds(configs, inUse, now)),
    await attempt("certificate_expiring", () => findCertificateEnds(turn, { halves: inUse, open }, now)),
    grants === null ? null : await attempt("grant_ending", () => findGrantEnds(grants, inUse)),
  ];
}

const nothing: Told = { opened: 0, resolved: 0, told: 0, isBusy: false };

/** Tells what all parts have found at once, so that there is one message; or else each part by itself. */
async function tellAll(
  turn: Turn,
  { findings, known, now }: { findings: readonly Findings[]; known: readonly KnownAlert[]; now: Date },
  attempt: Attempt,
): Promise<Told> {
  const told = await attempt("telling", () => tellFindings(turn, findings, known, now));
  if (told !== null || findings.length === 1) return told ?? nothing;
  const sum = { ...nothing };
  for (const one of findings) {
    const own = await attempt(`telling of ${one.kinds.join(", ")}`, () => tellFindings(turn, [one], known, now));
    sum.opened += own?.opened ?? 0;
    sum.resolved += own?.resolved ?? 0;
    sum.told += own?.told ?? 0;
    sum.isBusy ||= own?.isBusy ?? false;
  }
  return sum;
}

async function areEndsDue(turn: Turn, now: Date): Promise<boolean> {
  const { endsEvaluatedAt, position, newest } = turn;
  if (endsEvaluatedAt === null || endsEvaluatedAt <= addSeconds(now, -endsEverySeconds)) return true;
  return inTurn(turn, async (db) => {
    const openCount = await db.alertSubject.count({
      where: { leftAt: null, alert: { resolvedAt: null, kind: { in: [...endKinds] } } },
    });
    const everySeconds = Math.max(openEndsEverySeconds, openCount / halvesASecond);
    const isOpen = (await db.alert.count({ where: { resolvedAt: null, kind: { in: [...endKinds] } } })) > 0;
    if (isOpen && endsEvaluatedAt <= addSeconds(now, -everySeconds)) return true;
    if (newest === position) return false;
    const types: EventType[] = ["idp_config.credential_expiring", "idp_config.recovered", "mailbox.authorized"];
    return (await db.event.count({ where: { type: { in: types }, position: { gt: position, lte: newest } } })) > 0;
  });
}
