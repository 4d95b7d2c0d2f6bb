import type { Health } from "@/lib/system-email/health-schema";

/** The states in the order of a filter: what needs a hand first. */
export const healthOrder: readonly Health[] = [
  "needs_reauthorization",
  "broken",
  "degraded",
  "not_verified",
  "healthy",
  "disabled",
];

const numbers = new Intl.NumberFormat("en-GB");

/** "1 mailbox", "1,204 mailboxes". */
export function countMailboxes(count: number): string {
  return `${numbers.format(count)} ${count === 1 ? "mailbox" : "mailboxes"}`;
}

/** A number as it is written in a sentence. */
export function formatCount(count: number): string {
  return numbers.format(count);
}
