import { countMailboxes } from "./alert-words";
import { type NoticedAlert, nameTitle } from "./compose-notice";
import { type KnownAlert, type Subject, subjectId } from "./condition";
import { troubleKinds } from "./find-trouble";
import type { Step } from "./step";

/**
 * What one step of an evaluation has to do with the others: which alerts an opening one takes the place of, and, of a
 * superseded one that held for other mailboxes too, how many another alert tells of. Where another tells of all of them
 * that is none: its own message says so.
 */
export function relateSteps(
  { alert, condition, change }: Step,
  steps: readonly Step[],
): Pick<NoticedAlert, "elsewhereCount" | "replaced"> {
  if (alert === null && condition !== null) {
    const concerned = new Set(condition.subjects.map(subjectId));
    const replaced = steps.flatMap(({ alert: other, change: { resolution } }) =>
      other !== null && resolution === "superseded" && isAmong(other.subjects, concerned) ? [nameTitle(other)] : [],
    );
    return { elsewhereCount: 0, replaced };
  }
  const isSuperseded = change.resolution === "superseded" && alert !== null && troubleKinds.includes(alert.kind);
  return { elsewhereCount: isSuperseded ? countElsewhere(alert, steps) : 0, replaced: [] };
}

function countElsewhere({ subjects, leavers }: KnownAlert, steps: readonly Step[]): number {
  const told = new Set(steps.flatMap(({ condition }) => condition?.subjects ?? []).map(subjectId));
  const all = [...subjects, ...leavers];
  const elsewhere = all.filter((subject) => told.has(subjectId(subject)));
  return elsewhere.length === all.length ? 0 : countMailboxes({ subjects: elsewhere });
}

function isAmong(subjects: readonly Subject[], ids: ReadonlySet<string>): boolean {
  return subjects.some((subject) => ids.has(subjectId(subject)));
}
