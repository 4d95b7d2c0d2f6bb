import { rowIdSchema } from "@/lib/system-email/schema";

/** Whether a mailbox of this id, if the tenant has it, is one of those that the Worker Key may see. */
export function canSee(worker: { systemEmailIds: readonly string[] | null }, mailboxId: string): boolean {
  if (!rowIdSchema.safeParse(mailboxId).success) return false;
  return worker.systemEmailIds === null || worker.systemEmailIds.includes(mailboxId);
}
