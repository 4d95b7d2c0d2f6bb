import type { Half, MailboxType } from "@/lib/db/generated/enums";

/**
 * Whom a half signs in as by XOAUTH2. Reading, it is always the mailbox itself. Sending, a shared mailbox has no
 * right of its own: the delegate who consented signs in, and the address stands in From.
 */
export function chooseSaslUsername({
  half,
  mailboxType,
  address,
  resourceOwner,
}: {
  half: Half;
  mailboxType: MailboxType;
  address: string;
  resourceOwner: string;
}): string {
  return half === "outgoing_smtp" && mailboxType === "shared" ? resourceOwner : address;
}
