import type { TenantVault } from "@/lib/crypto/tenant-vault";
import { together } from "@/lib/db/ask-together";
import { callArray } from "@/lib/db/call-function";
import { type Result, succeed } from "@/lib/result";
import { rowIdSchema } from "@/lib/system-email/schema";
import {
  type AdmittedWorker,
  type AuthenticationFailure,
  admitKey,
  authenticateWorker,
  type FoundKey,
  keyOfRequest,
  keyQuestion,
  limitsQuestion,
  openVault,
  readPresentedKey,
  type WorkerRequest,
} from "./authenticate-worker";
import { type CredentialsWish, type MailboxFacts, mailboxesAtOnce, readingQuestion } from "./read-mailbox-facts";

/** A Mail Worker with what was read along of the mailbox that it asks for; null where the database did not read it. */
export type AdmittedReader = AdmittedWorker & { readAlong: MailboxFacts[] | null };

/**
 * As authenticateWorker, and reads in the same round trip what the credentials of one mailbox are made from. Nothing is
 * read where `wanted` is null, or names what cannot be a mailbox. Requests of the same key that wait at the same moment
 * share the round trip; each is judged, counted and recorded by itself.
 */
export async function authenticateReader(
  authorization: string | null,
  request: WorkerRequest,
  wanted: { mailboxId: string; wish: CredentialsWish } | null,
): Promise<Result<AdmittedReader, AuthenticationFailure>> {
  if (wanted === null || !rowIdSchema.safeParse(wanted.mailboxId).success) {
    const worker = await authenticateWorker(authorization, request);
    return worker.ok ? succeed({ ...worker.value, readAlong: null }) : worker;
  }
  const presented = readPresentedKey(authorization);
  if (!presented.ok) return presented;
  const key = keyQuestion(presented.value, request);
  const limits = limitsQuestion(request);
  const reading = readingQuestion(wanted.wish);
  const question = { mailboxId: wanted.mailboxId.toLowerCase(), requestId: request.requestId };
  const found = await askForKey(JSON.stringify([key, limits, reading]), question, async (asked) => {
    const [first, ...rest] = await callArray<FoundKey | MailboxFacts>("read_for_key", [
      ...key,
      ...limits,
      asked.map(({ mailboxId }) => mailboxId),
      asked.map(({ requestId }) => requestId),
      ...reading,
    ]);
    return shareOut(asked, first, rest, limits[0]);
  });
  const worker = admitKey(found?.key, request, found?.openVault);
  if (!worker.ok) return worker;
  // The database reads no mailbox that the key may not see, or that there is none of.
  return succeed({ ...worker.value, readAlong: found?.facts === undefined ? null : [found.facts] });
}

type Question = { mailboxId: string; requestId: string };
type Found = { key: FoundKey; facts: MailboxFacts | undefined; openVault: () => TenantVault } | null;

const askForKey = together<Question, Found>(mailboxesAtOnce);

/** What each request gets of what the database answered to all of them: its own place in the limits, and its mailbox. */
function shareOut(
  asked: readonly Question[],
  first: FoundKey | MailboxFacts | undefined,
  rest: readonly (FoundKey | MailboxFacts)[],
  points: number,
): Found[] {
  if (first === undefined || !("isAlive" in first)) return asked.map(() => null);
  const facts = new Map(rest.flatMap((row) => ("mailboxType" in row ? [[row.id, row] as const] : [])));
  let vault: TenantVault | undefined;
  const openOnce = () => {
    vault ??= openVault(first);
    return vault;
  };
  return asked.map(({ mailboxId }, index) => ({
    key: keyOfRequest(first, index, { count: asked.length, points }),
    // What is beyond the limits was not read for this request, though it may have been for another.
    facts: index < first.within ? facts.get(mailboxId) : undefined,
    openVault: openOnce,
  }));
}
