import type { Failure } from "@/lib/errors";
import type { MailProtocol } from "@/lib/mail/schema";

/** What a worker is told that speaks of a mailbox by a protocol which it is not fetched by. */
export function otherProtocol(mailbox: { address: string; protocol: MailProtocol }): Failure<"invalid_request"> {
  const { address, protocol } = mailbox;
  return { code: "invalid_request", message: `protocol: ${address} is fetched by ${protocol.toUpperCase()}.` };
}
