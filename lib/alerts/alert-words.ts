import type { Half } from "@/lib/db/generated/enums";
import { causeLabels } from "@/lib/diagnosis/cause-words";
import { causeSlugSchema } from "@/lib/diagnosis/schema";
import { failures, isFailureCode } from "@/lib/errors";
import type { AlertFacts, AlertKind } from "./schema";

/** What of an alert its words are made from. */
export type Told = {
  kind: AlertKind;
  cause: string | null;
  idpConfigId: string | null;
  systemEmailId: string | null;
  server: string | null;
  facts: AlertFacts;
  /** The halves that it concerns, or concerned last. */
  subjects: readonly { systemEmailId: string; address: string; half: Half }[];
};

/** What is told of, such as an IdP Config, a mail server or an address; and what is the matter, as half a sentence. */
export function nameAlert(alert: Told): { where: string; what: string } {
  return { where: nameWhere(alert), what: nameWhat(alert) };
}

/** How many System Emails an alert concerns. */
export function countMailboxes({ subjects }: Pick<Told, "subjects">): number {
  return new Set(subjects.map(({ systemEmailId }) => systemEmailId)).size;
}

/** The one System Email that an alert is about; null where it is about something else, or concerns several. */
export function findOnlyMailbox({ idpConfigId, server, systemEmailId, subjects }: Told): string | null {
  if (systemEmailId !== null) return systemEmailId;
  const isOfMailboxes = idpConfigId === null && server === null;
  return isOfMailboxes && countMailboxes({ subjects }) === 1 ? (subjects[0]?.systemEmailId ?? null) : null;
}

/**
 * The halves that a stored alert is told with: those that it concerns now, or of one that has ended all that it
 * concerned.
 */
export function findToldSubjects<Subject extends { leftAt: Date | null }>(alert: {
  resolvedAt: Date | null;
  subjects: Subject[];
}): Subject[] {
  const present = alert.subjects.filter(({ leftAt }) => leftAt === null);
  return alert.resolvedAt === null && present.length > 0 ? present : alert.subjects;
}

/** A number of System Emails in words. */
export function mailboxesWord(count: number): string {
  return `${new Intl.NumberFormat("en-GB").format(count)} System ${count === 1 ? "Email" : "Emails"}`;
}

/** The day of a moment in a tenant's time zone, such as 3 Feb 2027. */
export function dayWord(moment: Date, timeZone: string): string {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone }).format(moment);
}

function nameWhere(alert: Told): string {
  const { kind, idpConfigId, server, facts, subjects, systemEmailId } = alert;
  if (idpConfigId !== null && kind !== "certificate_expiring") return nameConfig(facts);
  if (server !== null) return server;
  const own = subjects.find((subject) => subject.systemEmailId === systemEmailId) ?? subjects[0];
  const address = own?.address ?? "A System Email that is gone";
  if (systemEmailId !== null || countMailboxes(alert) <= 1) return address;
  return facts.server ?? nameConfig(facts);
}

function nameConfig({ name }: AlertFacts): string {
  return `IdP Config “${name ?? "that is gone"}”`;
}

function nameWhat({ kind, cause, facts }: Told): string {
  const day = facts.endsAt === undefined ? "soon" : `on ${dayWord(new Date(facts.endsAt), "UTC")}`;
  const expires = facts.hasEnded === true ? "expired" : "expires";
  switch (kind) {
    case "credential_expiring":
      return `The Client Secret ${expires} ${day}`;
    case "certificate_expiring":
      return `The server's certificate ${expires} ${day}`;
    case "grant_ending":
      return facts.reason === "short_lived"
        ? `Authorizations end ${day}, seven days after they were given`
        : `The authorization ends ${day}`;
    default:
      return nameCause(cause) ?? reasonWords[facts.reason ?? ""] ?? "It does not work";
  }
}

/** What a cause is called: a slug of the diagnosis or a failure code; null for what is neither. */
export function nameCause(cause: string | null): string | null {
  if (cause === null) return null;
  const slug = causeSlugSchema.safeParse(cause).data;
  if (slug !== undefined && slug !== "unknown") return causeLabels[slug];
  return isFailureCode(cause) ? failures[cause].title : null;
}

const reasonWords: Readonly<Record<string, string>> = {
  idp_config_disabled: "The IdP Config is disabled",
  idp_config_edited: "The IdP Config was changed, so that authorizations by it do not count any more",
  address_changed: "The address changed since the mailbox was authorized",
  idp_config_changed: "Another IdP Config was chosen since the mailbox was authorized",
  owner_differs: "Somebody else than the mailbox itself authorized it, and Strict Matching is on",
  reauthorization_failed: "The last attempt to authorize it again failed",
  grant_ended: "The provider does not accept the authorization any more",
  refresh_refused: "The provider refuses to refresh the token",
  refresh_failing: "The token cannot be refreshed at present",
  check_failed: "The check fails",
  check_failing: "The check fails at present",
};
