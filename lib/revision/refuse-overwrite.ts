import type { AuditAction } from "@/lib/audit/record-audit";
import type { Database } from "@/lib/db/client";
import type { Failure } from "@/lib/errors";
import type { TenantContext } from "@/lib/tenancy/context";
import { compareRevision, composeRevision, type FormFields, fieldText } from "./revision";

type Attempt = {
  /** What the form was filled from; undefined where what is saved comes from no form. */
  revision: string | undefined;
  stored: FormFields;
  typed: FormFields;
  /** Fields that are only ever typed, never filled in. */
  secrets?: readonly string[];
  /** What the audit calls a change of it: the ids of its subjects, and the actions. */
  changed: { subjectIds: readonly string[]; actions: readonly AuditAction[] };
};

/**
 * Refuses to save a form that would undo what others saved after it was filled; null where it would not. To be asked
 * with the rows locked, or two forms could both find that nothing has changed.
 *
 * Changes of different fields are refused too rather than merged: the settings of a server or of a registration belong
 * together, and nobody has looked at the two changes as one. They are merged in the form instead. A secret that the same
 * person saved before is no conflict: whoever types another one means it, and a form that is sent twice is one act. The failure (code
 * conflict) says who changed it last and has when (fact `changedAt`, where the audit knows), the Revision with
 * which the form may be saved all the same (`revision`), and what is stored now: `kept.<field>` where the form has
 * something of its own, `untouched.<field>` where it has only what it was filled with, and may take what is stored.
 */
export async function refuseOverwrite(
  db: Database,
  context: TenantContext,
  { revision, stored, typed, secrets = [], changed }: Attempt,
): Promise<Failure<"conflict"> | null> {
  if (revision === undefined) return null;
  const { kept: changedHere, untouched } = compareRevision(revision, { stored, typed });
  if (changedHere.length + untouched.length === 0) return null;
  const last = await db.auditEvent.findFirst({
    where: { subjectId: { in: [...changed.subjectIds] }, action: { in: [...changed.actions] } },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    select: { at: true, actorId: true, actorType: true, actorLabel: true },
  });
  const isOwn = last?.actorId === context.actor.id && last.actorType === context.actor.type;
  const kept = changedHere.filter((name) => !isOwn || !secrets.includes(name));
  if (kept.length + untouched.length === 0) return null;
  const who = last === null ? "Somebody" : isOwn ? "You" : nameActor(last);
  const where = isOwn ? " in another tab or window" : "";
  return {
    code: "conflict",
    message: `${who} changed this${where} while it was open here. Nothing of yours is saved yet.`,
    facts: {
      revision: composeRevision(stored),
      ...(last === null ? {} : { changedAt: last.at.toISOString() }),
      ...Object.fromEntries(kept.map((name) => [`kept.${name}`, fieldText(stored[name])])),
      ...Object.fromEntries(untouched.map((name) => [`untouched.${name}`, fieldText(stored[name])])),
    },
  };
}

function nameActor({ actorType, actorLabel }: { actorType: string; actorLabel: string }): string {
  return actorType === "worker_key" ? `The Worker Key “${actorLabel}”` : actorLabel;
}
