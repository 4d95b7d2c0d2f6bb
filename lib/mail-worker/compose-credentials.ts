import { secondsBetween, systemClock } from "@/lib/clock";
import type { TenantVault } from "@/lib/crypto/tenant-vault";
import type { Half } from "@/lib/db/generated/enums";
import type { Failure } from "@/lib/errors";
import type { RefreshFailure } from "@/lib/grant/refresh-failure";
import { accessTokenPlace } from "@/lib/grant/seal-places";
import { judgeStanding, type StandingFailure } from "@/lib/grant/standing";
import { chooseSaslUsername } from "@/lib/system-email/choose-sasl-username";
import { chooseSignIn, incomplete, type SignIn } from "@/lib/system-email/choose-sign-in";
import { basicPasswordPlace } from "@/lib/system-email/seal-basic-password";
import type { Credentials } from "./credentials-contract";
import type { GrantFacts, MailboxFacts } from "./read-mailbox-facts";

export type CredentialsFailure =
  | StandingFailure
  | RefreshFailure
  | Failure<"not_found" | "invalid_request" | "refresh_pending">;

/** What can be answered of a mailbox at once: its credentials, why there are none, or which Grants to refresh first. */
export type Composed =
  | { kind: "credentials"; credentials: Credentials }
  | { kind: "refused"; failure: CredentialsFailure }
  | { kind: "stale"; grants: { id: string; version: number }[] };

/** The credentials of a mailbox from its facts. A token or password that both halves share is opened once. */
export function composeCredentials(facts: MailboxFacts, vault: TenantVault): Composed {
  const halves = wantedHalves(facts).map((half) => judgeHalf(facts, half));
  for (const half of halves) if (half.kind === "refused") return half;
  const stale = halves.flatMap((half) => (half.kind === "stale" ? [half.grant] : []));
  if (stale.length > 0) return { kind: "stale", grants: stale };
  // Nothing leaves that the database has not recorded as handed out, whatever was found here.
  if (!facts.isReady) throw new Error(`The database says otherwise about the credentials of ${facts.id}`);
  return { kind: "credentials", credentials: handOut(facts, vault) };
}

function wantedHalves({ isIncomingWanted, isOutgoingWanted }: MailboxFacts): Half[] {
  return [
    ...(isIncomingWanted ? ["remote_mailbox" as const] : []),
    ...(isOutgoingWanted ? ["outgoing_smtp" as const] : []),
  ];
}

type JudgedHalf =
  | { kind: "ready" }
  | { kind: "refused"; failure: CredentialsFailure }
  | { kind: "stale"; grant: GrantFacts };

function judgeHalf(facts: MailboxFacts, half: Half): JudgedHalf {
  if (halfOf(facts, half).host === "") return { kind: "refused", failure: incomplete.host };
  const signIn = signInOf(facts, half);
  if (signIn.kind === "none") return { kind: "ready" };
  const serving = halfOf(facts, signIn.servingHalf);
  const { grant } = serving;
  if (signIn.kind === "basic") {
    return serving.basicPasswordSealed === null
      ? { kind: "refused", failure: incomplete.basicPassword }
      : { kind: "ready" };
  }
  const standing = judgeStanding(grant, { address: facts.address, ...serving });
  if (!standing.ok) {
    const known = { provider: signIn.provider, address: facts.address };
    return { kind: "refused", failure: { ...standing.failure, facts: { ...standing.failure.facts, ...known } } };
  }
  if (grant === null) throw new Error(`A Grant of ${facts.id} stands without being there`);
  const isReady = half === "remote_mailbox" ? facts.isIncomingReady : facts.isOutgoingReady;
  return isReady ? { kind: "ready" } : { kind: "stale", grant };
}

/** The provider by which a mailbox signs in, for the diagnosis of what went wrong with it. */
export function providerOfMailbox(facts: MailboxFacts): string {
  const signIn = signInOf(facts, facts.isIncomingWanted ? "remote_mailbox" : "outgoing_smtp");
  return signIn.kind === "oauth2" ? signIn.provider : "other";
}

function signInOf({ incoming, outgoing }: MailboxFacts, half: Half): SignIn {
  return chooseSignIn(half, { incoming: incoming.authentication, outgoing: outgoing.authentication });
}

function halfOf(facts: MailboxFacts, half: Half): MailboxFacts["incoming" | "outgoing"] {
  return half === "remote_mailbox" ? facts.incoming : facts.outgoing;
}

type Sasl = NonNullable<NonNullable<Credentials["outgoing"]>["sasl"]>;

/** What a half signs in with, and by which Grant where there is one. */
type SignedIn = { sasl: Sasl | null; grant: GrantFacts | null };

function handOut(facts: MailboxFacts, vault: TenantVault): Credentials {
  const open = openOnce(vault);
  const incoming = facts.isIncomingWanted ? composeSasl(facts, "remote_mailbox", open) : null;
  const outgoing = facts.isOutgoingWanted ? composeSasl(facts, "outgoing_smtp", open) : null;
  return {
    mailbox: { id: facts.id, address: facts.address, type: facts.mailboxType },
    configVersion: facts.configVersion,
    incoming:
      incoming === null || incoming.sasl === null
        ? null
        : { protocol: facts.protocol, ...settingsOf(facts.incoming), folder: facts.folder, sasl: incoming.sasl },
    outgoing: outgoing && { ...settingsOf(facts.outgoing), sasl: outgoing.sasl },
    token: describeToken([incoming?.grant ?? null, outgoing?.grant ?? null]),
    fetch: {
      everyMinutes: facts.fetchEveryMinutes,
      maxPerFetch: facts.maxPerFetch,
      afterFetch:
        facts.afterFetchAction === "archive"
          ? { action: "archive", folder: facts.archiveFolder ?? "" }
          : { action: facts.afterFetchAction },
    },
  };
}

function settingsOf({ host, port, security }: MailboxFacts["incoming" | "outgoing"]) {
  return { host, port, security };
}

type Open = (sealed: string, place: Parameters<TenantVault["open"]>[1]) => string;

/** Opens a sealed value the first time it is asked for; halves may share it. */
function openOnce(vault: TenantVault): Open {
  const opened = new Map<string, string>();
  return (sealed, place) => {
    const known = opened.get(sealed) ?? vault.open(sealed, place).reveal();
    opened.set(sealed, known);
    return known;
  };
}

function composeSasl(facts: MailboxFacts, half: Half, open: Open): SignedIn {
  const signIn = signInOf(facts, half);
  if (signIn.kind === "none") return { sasl: null, grant: null };
  const { servingHalf } = signIn;
  const { basicUsername, basicPasswordSealed, grant } = halfOf(facts, servingHalf);
  const { mailboxType, address } = facts;
  if (signIn.kind === "basic") {
    const password = open(basicPasswordSealed ?? "", basicPasswordPlace(servingHalf, facts.id));
    return { sasl: { mechanism: "PLAIN", username: basicUsername || address, password }, grant: null };
  }
  if (grant === null) throw new Error(`A Grant of ${facts.id} stands without being there`);
  const { resourceOwner } = grant;
  const username = chooseSaslUsername({ half, mailboxType, address, resourceOwner });
  const accessToken = open(grant.accessTokenSealed, accessTokenPlace(grant.id));
  return { sasl: { mechanism: "XOAUTH2", username, accessToken }, grant };
}

/** Where the halves have tokens of their own, the worker has to come back when the first of them expires. */
function describeToken(grants: readonly (GrantFacts | null)[]): Credentials["token"] {
  const given = grants.filter((grant) => grant !== null);
  if (given.length === 0) return null;
  const expiresAt = new Date(Math.min(...given.map(({ expiresAtMs }) => expiresAtMs)));
  return {
    expiresAt: expiresAt.toISOString(),
    validForSeconds: Math.max(0, secondsBetween(systemClock(), expiresAt)),
    scopes: [...new Set(given.flatMap(({ scopes }) => scopes.split(" ").filter((scope) => scope !== "")))],
  };
}
