import { addSeconds } from "@/lib/clock";
import { chooseKey, idpConfigKey, isAbout, isOfChecks, isOfEnds, isOfServer } from "./choose-key";
import {
  type Condition,
  compareSubjects,
  type Findings,
  type KnownAlert,
  type Resolution,
  subjectId,
} from "./condition";
import type { HalfRow } from "./read-halves";
import type { AlertKind } from "./schema";

/** How long transient trouble may last before it is worth an alert. */
const lastingSeconds = 30 * 60;

export const troubleKinds: readonly AlertKind[] = ["mailbox_broken", "mailbox_trouble", "idp_config_refused"];

/**
 * What is wrong with mailboxes now, one condition a cause and what mends it, for however many mailboxes. What is broken
 * counts at once, transient trouble when it has lasted for half an hour, or where its alert is open already, or in place
 * of one that does not hold for it any more. A half whose mending has not been checked yet stays with its alert.
 */
export function findTrouble(halves: readonly HalfRow[], known: readonly KnownAlert[], now: Date): Findings {
  const open = known.filter(({ kind, resolvedAt }) => troubleKinds.includes(kind) && resolvedAt === null);
  const openByKey = new Map(open.map((alert) => [alert.key, alert]));
  const concerned = new Map(open.map((alert) => [alert.id, new Set(alert.subjects.map(subjectId))]));
  const stayingKeys = new Map(
    open
      .filter(({ key }) => isOfChecks(key) || isOfEnds(key))
      .flatMap(({ key, subjects }) => subjects.map((subject) => [subjectId(subject), key] as const)),
  );
  const found = new Map<string, Found>();
  const add = (key: string, half: HalfRow, isHeld: boolean) => {
    const entry = found.get(key) ?? { troubled: [], held: [] };
    found.set(key, entry);
    (isHeld ? entry.held : entry.troubled).push(half);
  };
  const troubled = new Set<string>();
  const take = (key: string, half: HalfRow) => {
    add(key, half, false);
    troubled.add(subjectId(half));
  };
  // What may pass and has not lasted yet, by what it would be told as.
  const passing = new Map<string, string>();
  const bySubject = new Map(halves.map((half) => [subjectId(half), half]));

  for (const half of halves) {
    if (!isTroubled(half)) continue;
    const id = subjectId(half);
    const key = chooseKey(half, {
      isOpen: (candidate) => openByKey.has(candidate),
      concerning: stayingKeys.get(id) ?? null,
    });
    const alert = openByKey.get(key);
    const isConcerned = alert !== undefined && concerned.get(alert.id)?.has(id) === true;
    if (half.state === "degraded" && !isConcerned && !hasLasted(half, now)) passing.set(id, key);
    else take(key, half);
  }
  for (const alert of open) {
    const rest = alert.subjects
      .filter((subject) => !troubled.has(subjectId(subject)))
      .flatMap((subject) => bySubject.get(subjectId(subject)) ?? []);
    const { held, moved } = holdRest(alert, { rest, passing, isShown: found.has(alert.key) }, now);
    for (const half of held) add(alert.key, half, true);
    for (const { key, half } of moved) take(key, half);
  }
  return {
    kinds: troubleKinds,
    conditions: [...found].map(([key, entry]) => toCondition(key, entry, openByKey.get(key))),
    resolve: (alert) => {
      // Nobody may read that all is well while a mailbox of it is told of elsewhere.
      if ([...alert.subjects, ...alert.leavers].some((subject) => troubled.has(subjectId(subject))))
        return "superseded";
      const ends = alert.subjects.map((subject) => endOf(alert, bySubject.get(subjectId(subject))));
      return alert.leavers.length > 0 || ends.includes("recovered") ? "recovered" : "closed";
    },
  };
}

type Rest = {
  /** What an alert concerns that is not in trouble, or not for long enough. */
  rest: readonly HalfRow[];
  /** What may pass and has not lasted yet, by what it would be told as. */
  passing: ReadonlyMap<string, string>;
  /** Whether other halves show that the alert's cause is there. */
  isShown: boolean;
};

/**
 * Which of the rest stay with an alert until they are proven, and which have moved on: they have been in trouble all
 * along, but of another server or IdP Config, or past the server that the alert is about. For them what is wrong now
 * takes the alert's place at once.
 */
function holdRest(alert: KnownAlert, { rest, passing, isShown }: Rest, now: Date) {
  const moved: { key: string; half: HalfRow }[] = [];
  const held: HalfRow[] = [];
  for (const half of rest) {
    const key = passing.get(subjectId(half));
    if (key !== undefined && !isAbout(alert.key, half)) moved.push({ key, half });
    else if (isUnproven(alert, half, now)) held.push(half);
  }
  const past = held.flatMap((half) => {
    const key = passing.get(subjectId(half));
    return isPastServer(key) ? [{ key, half }] : [];
  });
  // While one of its mailboxes fails for its cause, or may still do so, the others may come back to it.
  const isAnswered = isOfServer(alert.key) && !isShown && past.length === held.length;
  return isAnswered ? { held: [], moved: [...moved, ...past] } : { held, moved };
}

/** Whether a check that failed came as far as the mailbox, which shows that its server and the way there are in order. */
function isPastServer(key: string | undefined): key is string {
  return key !== undefined && isOfChecks(key);
}

function isTroubled({ state }: HalfRow): boolean {
  return state === "broken" || state === "needs_reauthorization" || state === "degraded";
}

function hasLasted({ since }: HalfRow, now: Date): boolean {
  return since !== null && since <= addSeconds(now, -lastingSeconds);
}

/** Whether a half that seems mended has yet to show it: by its next check, or by the token that it waits for. */
function isUnproven(alert: KnownAlert, { state, reason, idpConfigId, tokenEndsAt }: HalfRow, now: Date): boolean {
  if (unwanted.has(reason)) return false;
  // It fails in another way now, which may pass before that is worth an alert of its own.
  if (state === "degraded") return true;
  if (alert.key === idpConfigKey(idpConfigId ?? "")) return tokenEndsAt !== null && tokenEndsAt <= now;
  return reason === "settings_changed" || reason === "authorized_since";
}

/** Nobody wants these to work at present. */
const unwanted: ReadonlySet<string> = new Set(["disabled", "never_authorized", "authorization_failed", "no_password"]);

function endOf(alert: KnownAlert, half: HalfRow | undefined): Resolution {
  if (half === undefined || unwanted.has(half.reason)) return "closed";
  // Of a server that it has left nobody knows whether it works again.
  return isOfServer(alert.key) && !isAbout(alert.key, half) ? "closed" : "recovered";
}

/** The halves of one key: those in trouble, and those that stay until they have shown that they are not. */
type Found = { troubled: HalfRow[]; held: HalfRow[] };

function toCondition(key: string, found: Found, alert: KnownAlert | undefined): Condition {
  const troubled = found.troubled.toSorted(compareSubjects);
  const held = found.held.toSorted(compareSubjects);
  const cause = mostFrequent(troubled.map((half) => half.cause)) ?? alert?.cause ?? null;
  const example = troubled.find((half) => half.cause === cause) ?? troubled[0];
  const subjects = [...troubled, ...held];
  if (example === undefined) {
    if (alert === undefined) throw new Error(`Nothing is in trouble by ${key}`);
    // With nothing but halves that wait for a proof it is what it was.
    return { ...alert, subjects };
  }
  const { facts, ...about } = describeScope(key, example);
  return {
    key,
    kind: chooseKind(key, troubled),
    cause,
    ...about,
    facts: { ...facts, ...keepForStep(example) },
    daysLeft: null,
    subjects,
  };
}

/** What the next step of an alert follows from, beside its cause. */
function keepForStep({ reason, failureCode, idpConfigId, servingHalf }: HalfRow): Condition["facts"] {
  return {
    reason,
    serving: servingHalf,
    ...(failureCode === null ? {} : { failureCode }),
    ...(idpConfigId === null ? {} : { usedConfigId: idpConfigId }),
  };
}

type Scope = Pick<Condition, "idpConfigId" | "systemEmailId" | "server" | "facts">;

/** What an alert of this key is about, or else what its mailboxes have in common. */
function describeScope(key: string, example: HalfRow): Scope {
  const { systemEmailId, server, idpConfigId, idpConfigName, refusedDetail } = example;
  const nothing = { idpConfigId: null, systemEmailId: null, server: null, facts: {} };
  const ofConfig = idpConfigName === null ? {} : { name: idpConfigName };
  switch (key.slice(0, key.indexOf(":"))) {
    case "idp_config":
      return {
        ...nothing,
        idpConfigId,
        facts: { ...ofConfig, ...(refusedDetail === null ? {} : { detail: refusedDetail }) },
      };
    case "server":
      return { ...nothing, server };
    case "check":
      return { ...nothing, facts: { server } };
    case "ended":
      return { ...nothing, facts: ofConfig };
    default:
      return { ...nothing, systemEmailId };
  }
}

function chooseKind(key: string, troubled: readonly HalfRow[]): AlertKind {
  const isRefused = troubled.some(({ idpConfigId }) => idpConfigId !== null && key === idpConfigKey(idpConfigId));
  if (isRefused) return "idp_config_refused";
  return troubled.every(({ state }) => state === "degraded") ? "mailbox_trouble" : "mailbox_broken";
}

function mostFrequent(values: readonly (string | null)[]): string | null {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].toSorted(([, one], [, other]) => other - one)[0]?.[0] ?? null;
}
