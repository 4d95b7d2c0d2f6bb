import { z } from "zod";

import { MailError } from "@/lib/mail/mail-error";
import type { StageNotes } from "@/lib/mail/run-stages";

/** As much as the folders of a very large mailbox take. */
const maxReceivedBytes = 4 * 1024 * 1024;

/** More than any answer to a sign-in has; it is shortened further where it is shown. */
const maxReplyCharacters = 20_000;

/**
 * Hears what a server says through imapflow's log, the one place where imapflow tells all of it. Writes the answers
 * to the sign-in into `notes`. imapflow caps one response and not how many there are, so when a server does not stop
 * `tooMuch` rejects with a MailError; `receivedBytes` says how much has come.
 */
export function createImapListener(target: string, notes: StageNotes, receivedBytes: () => number) {
  let signInTag: string | undefined;
  let cutOff: (reason: MailError) => void = () => {};
  const tooMuch = new Promise<never>((_, reject) => {
    cutOff = reject;
  });
  // It may well come when nobody waits for it.
  tooMuch.catch(() => {});
  const hear = (entry: unknown) => {
    const { src, msg = "" } = entrySchema.safeParse(entry).data ?? {};
    const [tag = "", verb = ""] = msg.slice(0, 200).split(" ");
    if (src === "c" && /^(AUTHENTICATE|LOGIN)$/.test(verb)) signInTag = tag;
    if (src !== "s") return;
    if (receivedBytes() > maxReceivedBytes) {
      cutOff(
        new MailError("protocol_violation", `${target} sends more data than any mail server needs to. It was cut off.`),
      );
    }
    if (signInTag !== undefined && (tag === "+" || tag === signInTag || (tag === "*" && verb === "BYE"))) {
      notes.replies.push(msg.slice(0, maxReplyCharacters).replace(/\[CAPABILITY [^\]]*\] ?/i, ""));
    }
  };
  const ignore = () => {};
  return { logger: { trace: hear, debug: hear, info: ignore, warn: ignore, error: hear, fatal: ignore }, tooMuch };
}

const entrySchema = z.object({ src: z.enum(["c", "s"]), msg: z.string() });
