import { callTable } from "@/lib/db/call-function";
import { type Result, succeed } from "@/lib/result";
import { rowIdSchema } from "@/lib/system-email/schema";
import {
  type AdmittedWorker,
  type AuthenticationFailure,
  admitKey,
  authenticateWorker,
  type FoundKey,
  keyQuestion,
  readPresentedKey,
  type WorkerRequest,
} from "./authenticate-worker";
import { type CredentialsWish, type MailboxFacts, readingQuestion } from "./read-mailbox-facts";

/** A Mail Worker with what was read along of the mailbox that it asks for; null where the database did not read it. */
export type AdmittedReader = AdmittedWorker & { readAlong: MailboxFacts[] | null };

/**
 * As authenticateWorker, and reads in the same round trip what the credentials of one mailbox are made from. Nothing is
 * read where `wanted` is null, or names what cannot be a mailbox.
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
  const rows = await callTable<MailboxFacts & { key: FoundKey }>("read_mailboxes_by_key", [
    ...keyQuestion(presented.value, request),
    [wanted.mailboxId],
    request.requestId,
    ...readingQuestion(wanted.wish),
  ]);
  const worker = admitKey(rows[0]?.key, request);
  if (!worker.ok) return worker;
  // The database answers a key without a mailbox where it read none: the key may not see it, or there is none.
  const found = rows.filter(({ id }) => id !== null);
  return succeed({ ...worker.value, readAlong: found.length === 0 ? null : found });
}
