import { leaveConnection, openConnection, planStages } from "@/lib/mail/open-connection";
import { authenticatePop3, countPop3Messages, hasPop3Uidl, pop3Dialect } from "@/lib/mail/pop3-client";
import { reportStages, runStages } from "@/lib/mail/run-stages";
import type { MailCredential, Stage, VerificationReport, VerificationRequest } from "@/lib/mail/schema";

/**
 * Checks stage by stage that `credential` opens the mailbox by POP3, on one connection, and whether the server numbers
 * its messages. Expected failures are in the report; `onStage` hears of every stage when it is over.
 */
export async function verifyPop3(
  request: VerificationRequest & { credential: Exclude<MailCredential, { mechanism: "NONE" }> },
  onStage: (stage: Stage) => void,
): Promise<VerificationReport> {
  const { settings, credential } = request;
  const plan = planStages(settings, ["mailbox"]);
  const outcome = await runStages(plan, request, onStage, async (run) => {
    const { channel, capabilities } = await openConnection(run, request, pop3Dialect);
    try {
      await run.pass("authentication", async (notes) => {
        await authenticatePop3(channel, credential, capabilities, notes);
        notes.summary = `Signed in as ${credential.username}`;
      });
      return await run.pass("mailbox", async (notes) => {
        const messageCount = await countPop3Messages(channel, notes);
        notes.summary = `${messageCount} ${messageCount === 1 ? "message" : "messages"}`;
        if (!(await hasPop3Uidl(channel, messageCount, notes))) notes.remarks.push(withoutUidl);
        return { messageCount };
      });
    } finally {
      await leaveConnection(channel, pop3Dialect);
    }
  });
  return reportStages("pop3", outcome, outcome.value ?? {});
}

const withoutUidl =
  "The server does not know UIDL, so a Mail Worker cannot tell which messages it has fetched before. Have messages " +
  "deleted once they are fetched, or fetch by IMAP.";
