import type { Result } from "@/lib/result";
import type { WorkerContext } from "./authenticate-worker";
import type { Credentials } from "./credentials-contract";
import type { CredentialsFailure } from "./explain-obstacle";
import { handOutCredentials } from "./hand-out-credentials";

/**
 * Settings and sign-in of a mailbox for a Mail Worker, with access tokens valid for at least `minValidSeconds`; with
 * `protocol`, of the half of that protocol alone. A mailbox that the key may not see is as unknown as one that does
 * not exist.
 */
export async function readCredentials(
  context: WorkerContext,
  mailboxId: string,
  query: { minValidSeconds: number; protocol?: "imap" | "pop3" | "smtp" | undefined },
): Promise<Result<Credentials, CredentialsFailure>> {
  const answers = await handOutCredentials(context, [mailboxId], { ...query, deadlineMs: null });
  const answer = answers.get(mailboxId);
  if (answer === undefined) throw new Error(`Nothing was answered for ${mailboxId}`);
  return answer;
}
