import type { Half } from "@/lib/db/generated/enums";
import type { AlertFacts, AlertKind } from "./schema";

/** A half that something concerns, as the view half_states has it. */
export type Subject = {
  systemEmailId: string;
  half: Half;
  address: string;
  state: string;
  since: Date | null;
};

/** Something that is wrong or ends soon at this moment: what an open alert with the same key stands for. */
export type Condition = {
  /** One cause and what mends it. */
  key: string;
  kind: AlertKind;
  cause: string | null;
  idpConfigId: string | null;
  systemEmailId: string | null;
  server: string | null;
  facts: AlertFacts;
  /** Of what ends: the smallest of the warning days that has been reached. */
  daysLeft: number | null;
  subjects: readonly Subject[];
};

/** An alert as it is stored, open or resolved a short while ago, with the halves that it concerns at present. */
export type KnownAlert = Omit<Condition, "facts" | "subjects"> & {
  id: string;
  facts: AlertFacts;
  openedAt: Date;
  resolvedAt: Date | null;
  isTold: boolean;
  notifyAt: Date | null;
  escalateAt: Date | null;
  escalationCount: number;
  acknowledgedAt: Date | null;
  snoozedAt: Date | null;
  snoozedUntil: Date | null;
  subjects: readonly Subject[];
  /** The halves that have left it while it was open. */
  leavers: readonly Subject[];
};

/** How an alert ends whose condition is no more. */
export type Resolution = "recovered" | "closed" | "superseded";

/** By this a half is found among others. */
export function subjectId({ systemEmailId, half }: { systemEmailId: string; half: Half }): string {
  return `${systemEmailId} ${half}`;
}
