import { askImap, isOk, quoteImap, responseCode } from "@/lib/mail/imap-conversation";
import type { LineChannel } from "@/lib/mail/line-channel";
import { encodeModifiedUtf7 } from "@/lib/mail/modified-utf7";

/** What is to be done in a folder: put messages in, or take them away. */
export type Change = "insert" | "remove";

/**
 * Whether whoever signed in may put messages into a folder, or take them away, told without leaving anything behind.
 *
 * A server that knows access rights is asked for them (MYRIGHTS, RFC 4314), which opens nothing. Any other opens the
 * folder for writing (SELECT), as the Mail Worker will, and says READ-ONLY or which flags may be set for good. That
 * takes the mark \Recent off messages, which no Mail Worker goes by, and nothing else. What would prove more leaves
 * traces: APPEND a message and a number that is used up, CREATE a folder, and CLOSE may delete what others have
 * marked; so the folder is left by LOGOUT, which deletes nothing.
 *
 * `reply` is what it was read from. `refuse` makes the failure of a server that does not open the folder at all.
 */
export async function checkWriteAccess(
  channel: LineChannel,
  question: { path: string; change: Change; capabilityWords: readonly string[] },
  refuse: (verdict: string) => Error,
): Promise<{ isAllowed: boolean; reply: string }> {
  const { path, change, capabilityWords } = question;
  const name = quoteImap(encodeModifiedUtf7(path));
  if (capabilityWords.includes("ACL")) {
    const rights = await readRights(channel, name);
    if (rights !== undefined) return { isAllowed: neededRights[change].test(rights.letters), reply: rights.reply };
  }
  const { lines, verdict } = await askImap(channel, `SELECT ${name}`);
  if (!isOk(verdict)) throw refuse(verdict);
  if (responseCode(verdict) === "READ-ONLY") return { isAllowed: false, reply: verdict };
  const flagsLine = lines.find((line) => /\[PERMANENTFLAGS /i.test(line));
  const flags = /\[PERMANENTFLAGS \(([^)]{0,4000})\)/i.exec(flagsLine ?? "")?.[1];
  // Without MOVE a message is taken away by the flag \Deleted; a server that does not list its flags allows all.
  const mayDelete = flags === undefined || capabilityWords.includes("MOVE") || /\\Deleted\b/i.test(flags);
  return change === "insert" || mayDelete
    ? { isAllowed: true, reply: verdict }
    : { isAllowed: false, reply: flagsLine ?? verdict };
}

/** Insert is "i"; to take away is "t" with "e", or "d" as older servers have it (RFC 4314, section 2.1.1). */
const neededRights: Readonly<Record<Change, RegExp>> = { insert: /i/, remove: /d|^(?=.*t)(?=.*e)/ };

/** Undefined where the server does not tell, although it says that it knows rights. */
async function readRights(channel: LineChannel, name: string): Promise<{ letters: string; reply: string } | undefined> {
  const { lines, verdict } = await askImap(channel, `MYRIGHTS ${name}`);
  const reply = lines.find((line) => /^\* MYRIGHTS /i.test(line));
  return isOk(verdict) && reply !== undefined ? { letters: readLetters(reply), reply } : undefined;
}

/** The last word of the answer, in quotation marks or not; a right is a letter, so what is longer than all of them is none. */
function readLetters(reply: string): string {
  const word = reply.trimEnd().split(" ").at(-1) ?? "";
  return /^"?([A-Za-z0-9]{0,64})"?$/.exec(word)?.[1] ?? "";
}
