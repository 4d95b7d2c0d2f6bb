import { openConnection, planStages } from "@/lib/mail/open-connection";
import { authenticatePop3, countPop3Messages, pop3Dialect, quitPop3 } from "@/lib/mail/pop3-client";
import { reportStages, runStages } from "@/lib/mail/run-stages";
import type { MailCredential, Stage, VerificationReport, VerificationRequest } from "@/lib/mail/schema";

/**
 * Checks stage by stage that `credential` opens the mailbox by POP3, on one connection. Expected failures are in
 * the report; `onStage` hears of every stage when it is over.
 */
export async function verifyPop3(
  request: VerificationRequest & { credential: Exclude<MailCredential, { mechanism: "NONE" }> },
  onStage: (stage: Stage) => void,
): Promise<VerificationReport> {
  const { settings, credential } = request;
  const plan = planStages(settings, ["mailbox"]);
  const outcome = await runStages(plan, request, onStage, async (run) => {
    const { channel, capabilities } = await openConnection(run, request, pop3Dialect);
    await run.pass("authentication", async (notes) => {
      await authenticatePop3(channel, credential, capabilities, notes);
      notes.summary = `Signed in as ${credential.username}`;
    });
    return run.pass("mailbox", async (notes) => {
      const messageCount = await countPop3Messages(channel, notes);
      notes.summary = `${messageCount} ${messageCount === 1 ? "message" : "messages"}`;
      await quitPop3(channel);
      return { messageCount };
    });
  });
  return reportStages("pop3", outcome, outcome.value ?? {});
}
