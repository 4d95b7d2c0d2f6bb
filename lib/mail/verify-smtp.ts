import { leavePolitely } from "@/lib/mail/leave-politely";
import { openConnection, planStages } from "@/lib/mail/open-connection";
import { reportStages, runStages } from "@/lib/mail/run-stages";
import type { Stage, VerificationReport, VerificationRequest } from "@/lib/mail/schema";
import { smtpDialect } from "@/lib/mail/smtp-dialect";
import { openSmtpSession, quitSmtp } from "@/lib/mail/smtp-session";

/**
 * Checks stage by stage that `credential` signs in for sending by SMTP, on one connection, and sends nothing.
 * Expected failures are in the report; `onStage` hears of every stage when it is over.
 */
export async function verifySmtp(
  request: VerificationRequest,
  onStage: (stage: Stage) => void,
): Promise<VerificationReport> {
  const { settings, credential } = request;
  const outcome = await runStages(planStages(settings, []), request, onStage, async (run) => {
    const connection = await openConnection(run, request, smtpDialect);
    if (credential.mechanism === "NONE") {
      run.skip("authentication", "No sign-in, as the settings say");
      connection.channel.send("QUIT");
      await leavePolitely(connection.channel.readLine());
      return;
    }
    await run.pass("authentication", async (notes) => {
      const session = await openSmtpSession(connection, credential, notes);
      notes.summary = `Signed in as ${credential.username}`;
      await quitSmtp(session);
    });
  });
  return reportStages("smtp", outcome, {});
}
