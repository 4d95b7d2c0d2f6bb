import { leaveConnection, openConnection, planStages } from "@/lib/mail/open-connection";
import { reportStages, runStages } from "@/lib/mail/run-stages";
import type { Stage, VerificationReport, VerificationRequest } from "@/lib/mail/schema";
import { signInSmtp } from "@/lib/mail/sign-in-smtp";
import { smtpDialect } from "@/lib/mail/smtp-dialect";
import { trySender } from "@/lib/mail/try-sender";

/**
 * Checks stage by stage that `credential` signs in for sending by SMTP and that the server takes `sender` as the
 * sender, on one connection, and sends nothing. Expected failures are in the report; `onStage` hears of every stage
 * when it is over.
 */
export async function verifySmtp(
  request: VerificationRequest & { sender: string },
  onStage: (stage: Stage) => void,
): Promise<VerificationReport> {
  const { settings, credential, sender } = request;
  const outcome = await runStages(planStages(settings, ["mailbox"]), request, onStage, async (run) => {
    const { channel, capabilities } = await openConnection(run, request, smtpDialect);
    try {
      if (credential.mechanism === "NONE") run.skip("authentication", "No sign-in, as the settings say");
      else {
        await run.pass("authentication", async (notes) => {
          await signInSmtp(channel, credential, capabilities, notes);
          notes.summary = `Signed in as ${credential.username}`;
        });
      }
      await run.pass("mailbox", (notes) => trySender(channel, sender, notes));
    } finally {
      await leaveConnection(channel, smtpDialect);
    }
  });
  return reportStages("smtp", outcome, {});
}
