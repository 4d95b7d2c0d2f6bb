import type { LineChannel } from "@/lib/mail/line-channel";
import { MailError } from "@/lib/mail/mail-error";
import type { StageNotes } from "@/lib/mail/run-stages";
import { askSmtp } from "@/lib/mail/smtp-dialect";

/**
 * Begins a message from `address` to itself and takes it back before there is any (MAIL, RCPT, RSET; RFC 5321, sections
 * 4.1.1.2 to 4.1.1.5), so that it is known whether the address may be sent as and nothing is sent. Some servers ask
 * that only once the message is there, Exchange Online among them; a yes here is a yes as far as the server says.
 *
 * Throws `message_refused` when the server refuses the sender for good, and `server_unavailable` for now. A server that
 * takes the sender and does not know the address as a recipient has only that remarked.
 */
export async function trySender(channel: LineChannel, address: string, notes: StageNotes): Promise<void> {
  const say = async (line: string): Promise<string> => {
    const reply = (await askSmtp(channel, line)).join("\n");
    notes.replies.push(reply);
    return reply;
  };
  const sender = await say(`MAIL FROM:<${address}>`);
  if (!sender.startsWith("2")) throw refuseSender(channel, address, sender);
  const recipient = await say(`RCPT TO:<${address}>`);
  if (!recipient.startsWith("2")) {
    if (!isAboutRecipient(recipient)) throw refuseSender(channel, address, recipient);
    notes.remarks.push(`The server would not take a message to ${address} itself: ${recipient}`);
  }
  const reset = await say("RSET");
  if (reset.startsWith("5")) notes.remarks.push("The server does not know RSET; nothing was sent all the same.");
  notes.summary = `${channel.target} takes ${address} as the sender`;
}

/** RFC 3463's 5.1.x and 4.2.x are about the mailbox addressed; 450 and 451 at RCPT are how greylisting says "later". */
function isAboutRecipient(reply: string): boolean {
  return /^\d{3}[ -][45]\.[12]\.\d{1,3}\b/.test(reply) || /^45[01]\b/.test(reply) || noSuchUser.test(reply);
}

const noSuchUser =
  /(no such|unknown) (user|recipient|mailbox)|user unknown|mailbox (not found|unavailable)|relay(ing)? (access )?denied/i;

function refuseSender({ target }: LineChannel, address: string, reply: string): MailError {
  return reply.startsWith("4")
    ? new MailError("server_unavailable", `${target} takes no message from ${address} right now.`, { reply })
    : new MailError("message_refused", `${target} does not let ${address} be sent as: ${reply}`, {
        reply,
        sender: address,
      });
}
