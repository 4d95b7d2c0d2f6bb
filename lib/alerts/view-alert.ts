import type { Alert, AlertSubject } from "@/lib/db/generated/client";
import type { AlertResolution, Half } from "@/lib/db/generated/enums";
import { countMailboxes, findToldSubjects, nameAlert } from "./alert-words";
import { chooseAlertStep } from "./choose-alert-step";
import { type AlertKind, alertFactsSchema } from "./schema";

/** An alert as the Admin Panel shows it, in words. */
export type AlertView = {
  id: string;
  kind: AlertKind;
  /** A slug of the diagnosis or a failure code; null where the kind says it all. */
  cause: string | null;
  /** What is told of, such as an IdP Config, a mail server or an address. */
  where: string;
  /** What is the matter, as half a sentence. */
  what: string;
  /** Our sentence with the provider's own words, where there is one. */
  detail: string | null;
  /** The System Emails that it concerns now, or of one that has ended all that it concerned. */
  mailboxCount: number;
  nextStep: { label: string; href: string; sentence: string };
  openedAt: Date;
  reopenedAt: Date | null;
  resolvedAt: Date | null;
  resolution: AlertResolution | null;
  acknowledged: { at: Date; by: string } | null;
  /** `until` is null where it is quiet until it changes. */
  snoozed: { at: Date; by: string; until: Date | null } | null;
  escalationCount: number;
  subjects: {
    systemEmailId: string;
    half: Half;
    address: string;
    state: string;
    since: Date | null;
    leftAt: Date | null;
  }[];
};

/** Puts a stored alert into words; links lead into the Admin Panel of the tenant with this slug. */
export function viewAlert(alert: Alert & { subjects: AlertSubject[] }, slug: string): AlertView {
  const { acknowledgedAt, acknowledgedBy, snoozedAt, snoozedBy, snoozedUntil, resolvedAt } = alert;
  const facts = alertFactsSchema.parse(alert.facts);
  const told = { ...alert, facts, subjects: findToldSubjects(alert) };
  const { path, ...step } = chooseAlertStep(told);
  return {
    id: alert.id,
    kind: alert.kind,
    cause: alert.cause,
    ...nameAlert(told),
    detail: facts.detail ?? null,
    mailboxCount: countMailboxes(told),
    nextStep: { ...step, href: `/${slug}/admin${path}` },
    openedAt: alert.openedAt,
    reopenedAt: alert.reopenedAt,
    resolvedAt,
    resolution: alert.resolution,
    acknowledged: acknowledgedAt === null ? null : { at: acknowledgedAt, by: acknowledgedBy ?? "" },
    snoozed: snoozedAt === null ? null : { at: snoozedAt, by: snoozedBy ?? "", until: snoozedUntil },
    escalationCount: alert.escalationCount,
    subjects: alert.subjects.map(({ systemEmailId, half, address, state, since, leftAt }) => ({
      systemEmailId,
      half,
      address,
      state,
      since,
      leftAt,
    })),
  };
}
