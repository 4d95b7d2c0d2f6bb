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
  return half === "remote_mailbox" ? systemEmailId : `${systemEmailId} ${half}`;
}

/** The order in which halves are told: by address, receiving before sending. */
export function compareSubjects(one: { address: string; half: Half }, other: { address: string; half: Half }): number {
  if (one.address !== other.address) return one.address < other.address ? -1 : 1;
  return Number(one.half !== "remote_mailbox") - Number(other.half !== "remote_mailbox");
}

/** What is told of because it ends soon. */
export const endKinds: readonly AlertKind[] = ["credential_expiring", "certificate_expiring", "grant_ending"];

/** What one part of an evaluation has found. */
export type Findings = {
  kinds: readonly AlertKind[];
  conditions: Condition[];
  /** How an open alert of these kinds ends that none of the conditions stands for. */
  resolve: (alert: KnownAlert) => Resolution;
};
