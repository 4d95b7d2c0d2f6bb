import { together } from "@/lib/db/ask-together";
import { callArray, callTable } from "@/lib/db/call-function";
import type {
  AfterFetchAction,
  ConnectionSecurity,
  IncomingAuthentication,
  IncomingProtocol,
  MailboxType,
  OutgoingAuthentication,
} from "@/lib/db/generated/enums";
import { environment } from "@/lib/env";
import type { GrantFacts, GrantSurroundings } from "@/lib/grant/standing";
import type { WorkerContext } from "./authenticate-worker";

/** How one half stands: what it takes to find out why its credentials are not handed out. */
export type StandingFacts = Omit<GrantSurroundings, "address"> & {
  grant: (GrantFacts & { id: string; version: number }) | null;
};

/** Why a mailbox's credentials may not be handed out at once. Ready is a half whose sign-in is there and lasts. */
export type Obstacle = {
  isIncomingReady: boolean;
  isOutgoingReady: boolean;
  incoming: StandingFacts;
  outgoing: StandingFacts;
};

type HalfFacts<Authentication> = {
  host: string;
  port: number;
  security: ConnectionSecurity;
  authentication: Authentication;
  username: string | null;
  passwordSealed: string | null;
  /** Of the half's own Grant, where it has one: its id, who consented, its scopes with spaces between, its token. */
  grantId: string | null;
  owner: string | null;
  scopes: string | null;
  tokenSealed: string | null;
  expiresAtMs: number | null;
};

type Prefixed<Prefix extends string, Fields> = {
  [Name in keyof Fields & string as `${Prefix}${Capitalize<Name>}`]: Fields[Name];
};

/** All that a mailbox's credentials are made from, as the function read_mailboxes of the migration answers it. */
export type MailboxFacts = {
  /** Null where everything that is wanted may be handed out; then, and only then, it is recorded as handed out. */
  obstacle: Obstacle | null;
  /** The half is enabled, and of the protocol that is asked for. */
  isIncomingWanted: boolean;
  isOutgoingWanted: boolean;
  id: string;
  address: string;
  mailboxType: MailboxType;
  configVersion: number;
  protocol: IncomingProtocol;
  folder: string;
  fetchEveryMinutes: number;
  maxPerFetch: number;
  afterFetchAction: AfterFetchAction;
  archiveFolder: string | null;
} & Prefixed<"incoming", HalfFacts<IncomingAuthentication>> &
  Prefixed<"outgoing", HalfFacts<OutgoingAuthentication>>;

/** What is asked of credentials: how long a token has to last, and, where one half is enough, its protocol. */
export type CredentialsWish = { minValidSeconds: number; protocol?: "imap" | "pop3" | "smtp" | undefined };

/** The facts of those of the mailboxes that exist, in one round trip. The ids are those that the key may see. */
export function readMailboxFacts(
  context: WorkerContext,
  mailboxIds: readonly string[],
  wish: CredentialsWish,
): Promise<MailboxFacts[]> {
  return callTable<MailboxFacts>("read_mailboxes", [
    context.tenantId,
    mailboxIds,
    context.actor.id,
    context.address,
    context.requestId,
    ...readingQuestion(wish),
  ]);
}

/** How many mailboxes one call of the database reads, which takes it some milliseconds. */
export const mailboxesAtOnce = 250;

/**
 * The facts of one mailbox, which are null where there is none. Requests of the same key that ask at the same moment share
 * the round trip; each is recorded by itself.
 */
export function readOneMailboxFacts(
  { tenantId, actor, address, requestId }: WorkerContext,
  mailboxId: string,
  wish: CredentialsWish,
): Promise<MailboxFacts | null> {
  const reading = readingQuestion(wish);
  const subject = JSON.stringify([tenantId, actor.id, address, reading]);
  return askForMailbox(subject, { mailboxId, requestId }, async (asked) => {
    const found = await callArray<MailboxFacts>("read_for_requests", [
      tenantId,
      asked.map((question) => question.mailboxId),
      actor.id,
      address,
      asked.map((question) => question.requestId),
      ...reading,
    ]);
    const facts = new Map(found.map((row) => [row.id, row]));
    return asked.map((question) => facts.get(question.mailboxId) ?? null);
  });
}

const askForMailbox = together<{ mailboxId: string; requestId: string }, MailboxFacts | null>(mailboxesAtOnce);

/** What read_mailboxes is asked about time and protocol. */
export function readingQuestion({ minValidSeconds, protocol }: CredentialsWish) {
  return [environment().refresh.marginSeconds, minValidSeconds, protocol ?? null] as const;
}
