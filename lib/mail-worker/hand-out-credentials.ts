import type { TenantVault } from "@/lib/crypto/tenant-vault";
import type { Half } from "@/lib/db/generated/enums";
import { refreshGrant } from "@/lib/grant/refresh-grant";
import { log } from "@/lib/log";
import { metrics } from "@/lib/metrics/metrics";
import { fail, type Result, succeed } from "@/lib/result";
import type { WorkerContext } from "./authenticate-worker";
import { canSee } from "./can-see";
import { composeCredentials } from "./compose-credentials";
import type { Credentials } from "./credentials-contract";
import { type CredentialsFailure, type Explained, explainObstacle, type Refused, type Stale } from "./explain-obstacle";
import { otherProtocol } from "./other-protocol";
import {
  type CredentialsWish,
  type MailboxFacts,
  mailboxesAtOnce,
  readMailboxFacts,
  readOneMailboxFacts,
} from "./read-mailbox-facts";
import { tellFailedAuthorizations } from "./tell-failed-authorizations";

export type HandedOut = Result<Credentials, CredentialsFailure>;

type Wish = CredentialsWish & {
  /** How long to wait for refreshes, in milliseconds; null for as long as they take. */
  deadlineMs: number | null;
  /** What was read of the mailboxes already, with the same wish, when the key was found. */
  readAlong?: readonly MailboxFacts[] | null;
};

/** How many refreshes one call has under way at once; the caps of the provider's host hold besides. */
const refreshesAtOnce = 64;
const pendingRetrySeconds = 5;

/**
 * The credentials of mailboxes, by id as it was given: fresh ones from one read of the database; those whose token does
 * not last after a refresh, or refresh_pending where that is not done by the deadline. It goes on by itself then, and
 * serves the next who asks. What the key may not see is as unknown as what does not exist. Every mailbox whose
 * credentials are handed out is recorded before, with the key, the address and the time; a refusal is not.
 */
export async function handOutCredentials(
  context: WorkerContext,
  mailboxIds: readonly string[],
  wish: Wish,
): Promise<Map<string, HandedOut>> {
  const rowIds = new Map(mailboxIds.map((id) => [id, toVisibleRowId(context, id)]));
  const wanted = [...new Set([...rowIds.values()].filter((id) => id !== null))];
  const found = wish.readAlong ? answerShared(context, wish.readAlong, wish) : await readAnswers(context, wanted, wish);
  const read = new Map([...found, ...(await tellFailedAuthorizations(context, findUnauthorized(found)))]);
  const outcomes = await refreshStale(context, read, wish);
  const answers = new Map(
    mailboxIds.map((id): [string, HandedOut] => {
      const rowId = rowIds.get(id) ?? "";
      return [id, outcomes.get(rowId) ?? toHandedOut(read.get(rowId))];
    }),
  );
  count(answers);
  return answers;
}

type Answer = { kind: "credentials"; credentials: Credentials } | Explained;
type Answers = ReadonlyMap<string, Answer>;

async function readAnswers(context: WorkerContext, rowIds: readonly string[], wish: CredentialsWish): Promise<Answers> {
  const [first, second] = rowIds;
  if (first === undefined) return new Map();
  if (second !== undefined) return readPages(context, rowIds, wish);
  const facts = await readOneMailboxFacts(context, first, wish);
  return answerShared(context, facts === null ? [] : [facts], wish);
}

/** While the database reads the next page, the last one is made into answers, and its sealed tokens are forgotten. */
async function readPages(context: WorkerContext, rowIds: readonly string[], wish: CredentialsWish): Promise<Answers> {
  const pages: (readonly string[])[] = [];
  for (let start = 0; start < rowIds.length; start += mailboxesAtOnce) {
    pages.push(rowIds.slice(start, start + mailboxesAtOnce));
  }
  const answers = new Map<string, Answer>();
  const readPage = async (page: readonly string[]) => {
    for (const facts of await readMailboxFacts(context, page, wish))
      answers.set(
        facts.id,
        toAnswer(facts, wish, () => composeCredentials(facts, context.vault)),
      );
  };
  await Promise.all(pages.map(readPage));
  return answers;
}

/** The answers for requests of one mailbox each, which may share what was read of it. */
function answerShared(
  { vault }: WorkerContext,
  mailboxes: readonly MailboxFacts[],
  wish: Pick<CredentialsWish, "protocol">,
): Answers {
  return new Map(mailboxes.map((facts) => [facts.id, toAnswer(facts, wish, () => composeOnce(facts, vault))]));
}

/** Those whose authorization is missing or does not count. */
function findUnauthorized(answers: Answers): Map<string, Refused & { servingHalf: Half }> {
  const unauthorized = new Map<string, Refused & { servingHalf: Half }>();
  for (const [rowId, answer] of answers) {
    if (answer.kind !== "refused" || answer.servingHalf === undefined) continue;
    const { failure, servingHalf } = answer;
    if (failure.code === "idp_config_disabled") continue;
    unauthorized.set(rowId, { ...answer, servingHalf });
  }
  return unauthorized;
}

function toAnswer(
  facts: MailboxFacts,
  { protocol }: Pick<CredentialsWish, "protocol">,
  compose: () => Credentials,
): Answer {
  if (protocol !== undefined && protocol !== "smtp" && protocol !== facts.protocol)
    return { kind: "refused", failure: otherProtocol(facts) };
  if (facts.obstacle !== null) return explainObstacle(facts, facts.obstacle);
  return { kind: "credentials", credentials: compose() };
}

const composed = new WeakMap<MailboxFacts, Credentials>();

/** The same facts are those of requests that were asked together, of one key: what is made from them is the same, too. */
function composeOnce(facts: MailboxFacts, vault: TenantVault): Credentials {
  const known = composed.get(facts);
  if (known !== undefined) return known;
  const credentials = composeCredentials(facts, vault);
  composed.set(facts, credentials);
  return credentials;
}

/** Refreshes what does not last, and reads those anew that were refreshed in time. */
async function refreshStale(context: WorkerContext, read: Answers, wish: Wish): Promise<Map<string, HandedOut>> {
  const outcomes = new Map<string, HandedOut>();
  const stale = new Map<string, Stale>();
  for (const [rowId, answer] of read) if (answer.kind === "stale") stale.set(rowId, answer);
  if (stale.size === 0) return outcomes;
  for (const rowId of stale.keys()) outcomes.set(rowId, fail(pending));
  const refreshed: string[] = [];
  const queue = stale.entries();
  const work = async () => {
    // The workers take their turns from one queue.
    for (const [rowId, answer] of queue) {
      const failure = await refresh(context, answer, { isUrgent: wish.deadlineMs === null });
      if (failure === null) refreshed.push(rowId);
      else outcomes.set(rowId, fail({ ...failure, facts: { ...answer.mailbox, ...failure.facts } }));
    }
  };
  const all = Promise.all(Array.from({ length: Math.min(refreshesAtOnce, stale.size) }, work));
  await untilDeadline(all, wish.deadlineMs);
  // Whatever a provider gave is handed out while it lasts at all, or one whose tokens are short would be asked forever.
  const reread = await readAnswers(context, refreshed, { protocol: wish.protocol, minValidSeconds: 0 });
  for (const [rowId, answer] of reread) outcomes.set(rowId, toHandedOut(answer));
  return outcomes;
}

async function refresh(
  context: WorkerContext,
  { grants }: Stale,
  { isUrgent }: { isUrgent: boolean },
): Promise<CredentialsFailure | null> {
  const results = await Promise.all(
    grants.map(({ id, version }) => refreshGrant(context, id, { seenVersion: version, isUrgent })),
  );
  return results.find((result) => !result.ok)?.failure ?? null;
}

/** Waits for the work or the deadline, whichever comes first; work that outlives it fails into the log. */
async function untilDeadline(work: Promise<unknown>, deadlineMs: number | null): Promise<void> {
  if (deadlineMs === null) {
    await work;
    return;
  }
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, deadlineMs);
  });
  let isOver = false;
  work.catch((error) => isOver && log.error({ err: error }, "a refresh that nobody waits for any more failed"));
  await Promise.race([work, deadline]).finally(() => clearTimeout(timer));
  isOver = true;
}

const notFound = { code: "not_found", message: "There is no such mailbox." } as const;
const pending = {
  code: "refresh_pending",
  message: "The token is still being refreshed; it will be there when you ask again.",
  facts: { retryAfterSeconds: String(pendingRetrySeconds) },
} as const;
const endedAlready = {
  code: "provider_unavailable",
  message: "The provider's new token has ended already; its clock and this machine's may differ.",
  facts: { retryAfterSeconds: "60" },
} as const;

function toHandedOut(answer: Answer | undefined): HandedOut {
  switch (answer?.kind) {
    case "credentials":
      return succeed(answer.credentials);
    case "refused":
      return fail(answer.failure);
    case "stale":
      return fail(endedAlready);
    case undefined:
      return fail(notFound);
  }
}

/** The id as the database writes it, or null where it is none or the key may not see what it names. */
function toVisibleRowId(context: WorkerContext, id: string): string | null {
  const rowId = id.toLowerCase();
  return canSee(context, rowId) ? rowId : null;
}

function count(answers: ReadonlyMap<string, HandedOut>): void {
  const counts = new Map<string, number>();
  for (const answer of answers.values()) {
    const outcome = answer.ok ? "handed_out" : answer.failure.code;
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  }
  for (const [outcome, number] of counts) metrics().credentialReads.inc({ outcome }, number);
}
