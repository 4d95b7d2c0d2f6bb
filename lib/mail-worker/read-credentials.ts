import type { Result } from "@/lib/result";
import type { WorkerContext } from "./authenticate-worker";
import type { Credentials } from "./credentials-contract";
import type { CredentialsFailure } from "./explain-obstacle";
import { handOutCredentials } from "./hand-out-credentials";
import type { CredentialsWish, MailboxFacts } from "./read-mailbox-facts";

/**
 * Settings and sign-in of a mailbox for a Mail Worker, with access tokens valid for at least `minValidSeconds`; with
 * `protocol`, of the half of that protocol alone. A mailbox that the key may not see is as unknown as one that does
 * not exist. `readAlong` is what authenticateReader read of it.
 */
export async function readCredentials(
  context: WorkerContext,
  mailboxId: string,
  wish: CredentialsWish & { readAlong?: readonly MailboxFacts[] | null },
): Promise<Result<Credentials, CredentialsFailure>> {
  const answers = await handOutCredentials(context, [mailboxId], { ...wish, deadlineMs: null });
  const answer = answers.get(mailboxId);
  if (answer === undefined) throw new Error(`Nothing was answered for ${mailboxId}`);
  return answer;
}
