import type { Half } from "@/lib/db/generated/enums";
import type { Failure } from "@/lib/errors";
import type { RefreshFailure } from "@/lib/grant/refresh-failure";
import { judgeStanding, type StandingFailure } from "@/lib/grant/standing";
import { chooseSignIn, incomplete, type SignIn } from "@/lib/system-email/choose-sign-in";
import type { ProblemDiagnosis } from "./problem-contract";
import type { MailboxFacts, Obstacle } from "./read-mailbox-facts";

/** `diagnosis` says why an authorization failed, where one did; otherwise it is found from the failure itself. */
export type CredentialsFailure = (
  | StandingFailure
  | RefreshFailure
  | Failure<"not_found" | "invalid_request" | "refresh_pending">
) & { diagnosis?: ProblemDiagnosis };

export type StaleGrant = { id: string; version: number };

/** The Grants that have to be refreshed first, and what the diagnosis of a refresh that fails has to know. */
export type Stale = { kind: "stale"; grants: StaleGrant[]; mailbox: { provider: string; address: string } };

/** Why a mailbox's credentials cannot be handed out, or which Grants have to be refreshed first. */
export type Explained = Refused | Stale;

/** `servingHalf` is the half whose Grant is missing or does not count, where that is why. */
export type Refused = { kind: "refused"; failure: CredentialsFailure; servingHalf?: Half };

/** What stands in the way of a mailbox's credentials, half by half; one that nobody can help but a person comes first. */
export function explainObstacle(facts: MailboxFacts, obstacle: Obstacle): Explained {
  const wanted: Half[] = [];
  if (facts.isIncomingWanted) wanted.push("remote_mailbox");
  if (facts.isOutgoingWanted) wanted.push("outgoing_smtp");
  const halves = wanted.map((half) => explainHalf(facts, obstacle, half));
  for (const half of halves) if (half.kind === "refused") return half;
  const grants = halves.flatMap((half) => (half.kind === "stale" ? half.grants : []));
  if (grants.length === 0) throw new Error(`The database sees an obstacle in ${facts.id} that is not there`);
  return { kind: "stale", grants, mailbox: { provider: providerOfMailbox(facts), address: facts.address } };
}

function providerOfMailbox(facts: MailboxFacts): string {
  const signIn = signInOf(facts, facts.isIncomingWanted ? "remote_mailbox" : "outgoing_smtp");
  return signIn.kind === "oauth2" ? signIn.provider : "other";
}

type HalfExplained = Exclude<Explained, Stale> | Omit<Stale, "mailbox"> | { kind: "ready" };

function explainHalf(facts: MailboxFacts, obstacle: Obstacle, half: Half): HalfExplained {
  const isIncoming = half === "remote_mailbox";
  if ((isIncoming ? facts.incomingHost : facts.outgoingHost) === "") {
    return { kind: "refused", failure: incomplete.host };
  }
  if (isIncoming ? obstacle.isIncomingReady : obstacle.isOutgoingReady) return { kind: "ready" };
  const signIn = signInOf(facts, half);
  if (signIn.kind !== "oauth2") return { kind: "refused", failure: incomplete.basicPassword };
  const { servingHalf } = signIn;
  const { grant, ...now } = servingHalf === "remote_mailbox" ? obstacle.incoming : obstacle.outgoing;
  const standing = judgeStanding(grant, { address: facts.address, ...now });
  if (standing.ok) return { kind: "stale", grants: grant === null ? [] : [{ id: grant.id, version: grant.version }] };
  const known = { provider: signIn.provider, address: facts.address };
  const failure = { ...standing.failure, facts: { ...standing.failure.facts, ...known } };
  return { kind: "refused", failure, servingHalf };
}

function signInOf(facts: MailboxFacts, half: Half): SignIn {
  return chooseSignIn(half, { incoming: facts.incomingAuthentication, outgoing: facts.outgoingAuthentication });
}
