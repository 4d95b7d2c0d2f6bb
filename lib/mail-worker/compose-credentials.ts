import { secondsBetween, systemClock } from "@/lib/clock";
import type { TenantVault } from "@/lib/crypto/tenant-vault";
import type { Half } from "@/lib/db/generated/enums";
import { accessTokenPlace } from "@/lib/grant/seal-places";
import { chooseSaslUsername } from "@/lib/system-email/choose-sasl-username";
import { chooseSignIn } from "@/lib/system-email/choose-sign-in";
import { basicPasswordPlace } from "@/lib/system-email/seal-basic-password";
import type { Credentials } from "./credentials-contract";
import type { MailboxFacts } from "./read-mailbox-facts";

type Sasl = NonNullable<NonNullable<Credentials["outgoing"]>["sasl"]>;

/** What a half signs in with, and how long and for what that is good where it is a token. */
type SignedIn = { sasl: Sasl | null; token: { expiresAtMs: number; scopes: string } | null };

/** The credentials of a mailbox that nothing stands in the way of. A token that both halves share is opened once. */
export function composeCredentials(facts: MailboxFacts, vault: TenantVault): Credentials {
  const open = openOnce(vault);
  const incoming = facts.isIncomingWanted ? signIn(facts, "remote_mailbox", open) : null;
  const outgoing = facts.isOutgoingWanted ? signIn(facts, "outgoing_smtp", open) : null;
  return {
    mailbox: { id: facts.id, address: facts.address, type: facts.mailboxType },
    configVersion: facts.configVersion,
    incoming:
      incoming === null || incoming.sasl === null
        ? null
        : {
            protocol: facts.protocol,
            host: facts.incomingHost,
            port: facts.incomingPort,
            security: facts.incomingSecurity,
            folder: facts.folder,
            sasl: incoming.sasl,
          },
    outgoing:
      outgoing === null
        ? null
        : {
            host: facts.outgoingHost,
            port: facts.outgoingPort,
            security: facts.outgoingSecurity,
            sasl: outgoing.sasl,
          },
    token: describeToken(incoming?.token ?? null, outgoing?.token ?? null),
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

type Open = (sealed: string, place: Parameters<TenantVault["open"]>[1]) => string;

/** Opens a sealed value the first time it is asked for. */
function openOnce(vault: TenantVault): Open {
  let known: { sealed: string; opened: string } | null = null;
  return (sealed, place) => {
    if (known?.sealed !== sealed) known = { sealed, opened: vault.open(sealed, place).reveal() };
    return known.opened;
  };
}

function signIn(facts: MailboxFacts, half: Half, open: Open): SignedIn {
  const chosen = chooseSignIn(half, { incoming: facts.incomingAuthentication, outgoing: facts.outgoingAuthentication });
  if (chosen.kind === "none") return { sasl: null, token: null };
  const { servingHalf } = chosen;
  const prefix = servingHalf === "remote_mailbox" ? "incoming" : "outgoing";
  const { address, mailboxType } = facts;
  if (chosen.kind === "basic") {
    const password = open(present(facts[`${prefix}PasswordSealed`]), basicPasswordPlace(servingHalf, facts.id));
    return { sasl: { mechanism: "PLAIN", username: facts[`${prefix}Username`] || address, password }, token: null };
  }
  const resourceOwner = present(facts[`${prefix}Owner`]);
  const username = chooseSaslUsername({ half, mailboxType, address, resourceOwner });
  const accessToken = open(
    present(facts[`${prefix}TokenSealed`]),
    accessTokenPlace(present(facts[`${prefix}GrantId`])),
  );
  return {
    sasl: { mechanism: "XOAUTH2", username, accessToken },
    token: { expiresAtMs: present(facts[`${prefix}ExpiresAtMs`]), scopes: present(facts[`${prefix}Scopes`]) },
  };
}

function present<Value>(value: Value | null): Value {
  if (value === null) throw new Error("The database calls a mailbox ready that lacks its sign-in");
  return value;
}

/** Where the halves have tokens of their own, the worker has to come back when the first of them expires. */
function describeToken(incoming: SignedIn["token"], outgoing: SignedIn["token"]): Credentials["token"] {
  if (incoming === null && outgoing === null) return null;
  const [first, second] = [incoming ?? outgoing, outgoing];
  if (first === null) return null;
  const expiresAt = new Date(Math.min(first.expiresAtMs, second?.expiresAtMs ?? first.expiresAtMs));
  const scopes = second === null || second.scopes === first.scopes ? first.scopes : `${first.scopes} ${second.scopes}`;
  return {
    expiresAt: expiresAt.toISOString(),
    validForSeconds: Math.max(0, secondsBetween(systemClock(), expiresAt)),
    scopes: listScopes(scopes),
  };
}

let lastScopes: { text: string; list: readonly string[] } = { text: "", list: [] };

/** The scopes of a text, once each. The mailboxes of a batch mostly have the same, which are taken apart once. */
function listScopes(text: string): string[] {
  if (lastScopes.text !== text) {
    lastScopes = { text, list: [...new Set(text.split(" "))].filter((scope) => scope !== "") };
  }
  return [...lastScopes.list];
}
