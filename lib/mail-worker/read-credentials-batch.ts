import { type Result, succeed } from "@/lib/result";
import type { WorkerContext } from "./authenticate-worker";
import type { CredentialsBatch, CredentialsBatchAnswer } from "./credentials-contract";
import { describeProblem } from "./describe-problem";
import { type HandedOut, handOutCredentials } from "./hand-out-credentials";

/**
 * As readCredentials, for up to 1,000 mailboxes: each has its own credentials or problem, in the order of the request.
 * Needed refreshes run at once, under the caps of the provider's hosts, until the deadline.
 */
export async function readCredentialsBatch(
  context: WorkerContext,
  { mailboxIds, ...wish }: CredentialsBatch,
): Promise<Result<CredentialsBatchAnswer, never>> {
  const answers = await handOutCredentials(context, mailboxIds, wish);
  return succeed({ data: mailboxIds.map((mailboxId) => toItem(context, mailboxId, answers.get(mailboxId))) });
}

function toItem(
  { requestId }: WorkerContext,
  mailboxId: string,
  answer: HandedOut | undefined,
): CredentialsBatchAnswer["data"][number] {
  if (answer === undefined) throw new Error(`Nothing was answered for ${mailboxId}`);
  if (answer.ok) return { mailboxId, credentials: answer.value };
  const problem = describeProblem(answer.failure, requestId);
  const retryAfterSeconds = answer.failure.facts?.retryAfterSeconds;
  const isTimed = problem.retryable && retryAfterSeconds !== undefined;
  return { mailboxId, problem: isTimed ? { ...problem, retryAfterSeconds: Number(retryAfterSeconds) } : problem };
}
