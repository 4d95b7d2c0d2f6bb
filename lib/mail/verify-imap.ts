import { askImap, isOk, quoteImap } from "@/lib/mail/imap-conversation";
import { imapDialect, readCapabilityWords } from "@/lib/mail/imap-dialect";
import { keepFolders } from "@/lib/mail/keep-folders";
import type { LineChannel } from "@/lib/mail/line-channel";
import { listImapFolders } from "@/lib/mail/list-imap-folders";
import { leaveConnection, openConnection, planStages } from "@/lib/mail/open-connection";
import { type ImapMailbox, openImapFolder, refuseMailbox, requireWriteAccess } from "@/lib/mail/open-imap-folder";
import { reportStages, runStages, type StageNotes } from "@/lib/mail/run-stages";
import type { MailCredential, Stage, VerificationReport, VerificationRequest } from "@/lib/mail/schema";
import { signInImap } from "@/lib/mail/sign-in-imap";

export type ImapRequest = VerificationRequest & {
  credential: Exclude<MailCredential, { mechanism: "NONE" }>;
  folder: string;
  /** Where fetched messages are moved to; then the folder has to be there and to take messages. */
  archiveFolder?: string;
  /** Fetched messages are moved or deleted, so that the folder itself has to allow that. */
  isEmptied?: boolean;
};

/**
 * Checks stage by stage, on one connection, that `credential` opens `folder` by IMAP and may do there what Mail Workers
 * are to do. Nothing is changed on the server. Expected failures are in the report, with the folders that do exist;
 * `onStage` hears of every stage when it is over.
 */
export async function verifyImap(request: ImapRequest, onStage: (stage: Stage) => void): Promise<VerificationReport> {
  const { settings, credential, archiveFolder } = request;
  const { username } = credential;
  // Kept apart from the outcome: when the folder is missing, the list of those that exist is the answer.
  const found: Pick<VerificationReport, "folders" | "messageCount"> = {};
  const plan = planStages(settings, archiveFolder === undefined ? ["folder"] : ["folder", "archive"]);
  const outcome = await runStages(plan, request, onStage, async (run) => {
    const { channel, capabilities } = await openConnection(run, request, imapDialect);
    try {
      const { mailboxRefusal } = await run.pass("authentication", async (notes) => {
        const signedIn = await signInImap(channel, credential, capabilities, notes);
        notes.summary = `Signed in as ${username}`;
        return signedIn;
      });
      const mailbox = await run.pass("folder", async (notes) => {
        if (mailboxRefusal !== undefined) {
          notes.replies.push(mailboxRefusal);
          throw refuseMailbox({ channel, username })(mailboxRefusal);
        }
        const opened = await openMailbox(channel, username, notes);
        found.folders = keepFolders(opened.folders, run.redact);
        const { path, messageCount } = await openImapFolder(opened, request.folder, notes);
        found.messageCount = messageCount;
        notes.summary = `${path} has ${messageCount} ${messageCount === 1 ? "message" : "messages"}`;
        if (request.isEmptied) {
          await requireWriteAccess(opened, request.folder, "remove", notes);
          notes.summary += ", which may be taken away";
        }
        return opened;
      });
      if (archiveFolder !== undefined) {
        await run.pass("archive", async (notes) => {
          const path = await requireWriteAccess(mailbox, archiveFolder, "insert", notes);
          notes.summary = `${path} takes messages`;
        });
      }
    } finally {
      await leaveConnection(channel, imapDialect);
    }
  });
  return reportStages("imap", outcome, found);
}

/** What is known of a mailbox once somebody has signed in: the capabilities may be others by then, and the folders. */
async function openMailbox(channel: LineChannel, username: string, notes: StageNotes): Promise<ImapMailbox> {
  const refuse = (verdict: string) => {
    notes.replies.push(verdict);
    return refuseMailbox({ channel, username })(verdict);
  };
  const { lines, verdict } = await askImap(channel, "CAPABILITY");
  if (!isOk(verdict)) throw refuse(verdict);
  const capabilityWords = readCapabilityWords(lines);
  // Some servers, NetEase's among them, open no mailbox for a client that has not said who it is (RFC 2971).
  if (capabilityWords.includes("ID")) await askImap(channel, `ID (${quoteImap("name")} ${quoteImap("Mailgrant")})`);
  const { folders, prefix } = await listImapFolders(channel, capabilityWords, refuse);
  return { channel, username, capabilityWords, folders, prefix };
}
