import { z } from "zod";

/** The id of a mailbox's lease: by its fence it can be told a lease that another worker took over from one that never was. */
export function leaseId(mailboxId: string, fence: number): string {
  return `${mailboxId}.${fence}`;
}

/** The mailbox and the fence of a lease's id, or null for what is none. */
export function parseLeaseId(id: string): { mailboxId: string; fence: number } | null {
  const [, mailboxId, digits] = /^([0-9a-f-]{36})\.([1-9]\d{0,14})$/.exec(id) ?? [];
  return z.uuid().safeParse(mailboxId).success && mailboxId !== undefined ? { mailboxId, fence: Number(digits) } : null;
}
