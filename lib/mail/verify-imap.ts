import { imapDialect, leaveImap } from "@/lib/mail/imap-dialect";
import { openImapSession } from "@/lib/mail/imap-session";
import { leavePolitely } from "@/lib/mail/leave-politely";
import { nameTarget } from "@/lib/mail/name-target";
import { openConnection, planStages } from "@/lib/mail/open-connection";
import { type ImapFindings, openImapFolder, refuseMailbox } from "@/lib/mail/open-imap-folder";
import { requireMechanism } from "@/lib/mail/refuse-authentication";
import { reportStages, runStages } from "@/lib/mail/run-stages";
import type { MailCredential, Stage, VerificationReport, VerificationRequest } from "@/lib/mail/schema";

/**
 * Checks stage by stage that `credential` opens `folder` by IMAP and that `archiveFolder` exists. Expected
 * failures are in the report, with the folders that do exist; `onStage` hears of every stage when it is over.
 *
 * Two connections: the first one up to the capabilities is ours, so that each stage has its own time and words;
 * the second one is imapflow's, which signs in at the same address.
 */
export async function verifyImap(
  request: VerificationRequest & {
    credential: Exclude<MailCredential, { mechanism: "NONE" }>;
    folder: string;
    archiveFolder?: string;
  },
  onStage: (stage: Stage) => void,
): Promise<VerificationReport> {
  const { settings, credential, tlsOptions, deadlineMs } = request;
  const target = nameTarget(settings);
  // Kept apart from the outcome: when the folder is missing, the list of those that exist is the answer.
  const found: ImapFindings = {};
  const plan = planStages(settings, ["folder"]);
  const outcome = await runStages(plan, request, onStage, async (run) => {
    const { channel, address, capabilities } = await openConnection(run, request, imapDialect);
    leaveImap(channel);
    const session = await run.pass("authentication", async (notes) => {
      requireMechanism(target, capabilities, usableMechanisms[credential.mechanism]);
      const access = { settings, address, credential, deadlineMs, signal: run.signal };
      const opened = await openImapSession({ ...access, ...(tlsOptions ? { tlsOptions } : {}) }, notes);
      notes.summary = `Signed in as ${credential.username}`;
      return opened;
    });
    await run.pass("folder", async (notes) => {
      if (session.mailboxRefusal !== undefined) {
        notes.replies.push(session.mailboxRefusal);
        throw refuseMailbox(target, credential.username, session.mailboxRefusal);
      }
      const wanted = { ...request, target, username: credential.username };
      await Promise.race([openImapFolder(session.client, wanted, notes, found), session.tooMuch]);
      await leavePolitely(session.client.logout());
    });
  });
  return reportStages("imap", outcome, found);
}

const usableMechanisms = { XOAUTH2: ["XOAUTH2"], PLAIN: ["PLAIN", "LOGIN"] };
