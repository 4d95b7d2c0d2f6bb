import { z } from "zod";
import { momentSchema } from "@/lib/day-and-moment";
import { stageNameSchema } from "@/lib/mail/schema";
import { mailboxPathSchema } from "./mailbox-contract";
import { defineOperation } from "./operation";
import { problemDiagnosisSchema } from "./problem-contract";

const timeMessage = "it must be a time such as 2026-11-22T10:00:00Z";

/** POST /mailboxes/{id}/reports */
export const reportSchema = z
  .strictObject({
    protocol: z.enum(["imap", "pop3", "smtp"]),
    stage: stageNameSchema.describe(
      "The step that failed or, when all is well, the last one. mailbox: POP3's STAT, SMTP's MAIL, RCPT and DATA.",
    ),
    outcome: z.enum(["ok", "failed"]),
    raw: z
      .string()
      .max(16_384, "at most 16384 characters")
      .default("")
      .describe(
        "What the server said, word for word, or what the connection broke with. Needed where the outcome is failed. Secrets in it are not kept.",
      ),
    at: momentSchema(timeMessage)
      .optional()
      .describe(
        "When it happened; now, where it is left out. A token that was issued after it was not refused, and is not refreshed.",
      ),
    tokenExpiresAt: momentSchema(timeMessage)
      .optional()
      .describe(
        "The token.expiresAt of the credentials that were used. Send it: by it the refused token is known from a newer one, which is then named at once and not refreshed again. Without it only a token that was issued after the refusal counts as newer.",
      ),
  })
  .refine(({ outcome, raw }) => outcome === "ok" || raw.trim() !== "", {
    path: ["raw"],
    message: "it must say what the server said, or what the connection broke with, where the outcome is failed",
  });
export type Report = z.infer<typeof reportSchema>;

export const reportAnswerSchema = z.strictObject({
  diagnosis: problemDiagnosisSchema.nullable().describe("Null when all is well or nothing is known about it."),
  health: z
    .enum(["healthy", "degraded", "broken", "needs_reauthorization", "not_verified", "disabled"])
    .describe("How that half of the mailbox stands now."),
  refreshed: z
    .boolean()
    .describe(
      "There is a newer token than the refused one: read the credentials and try again. Where it is false, that would bring the same token.",
    ),
});
export type ReportAnswer = z.infer<typeof reportAnswerSchema>;

export const reportOperations = {
  reportReply: defineOperation({
    method: "POST",
    path: "/mailboxes/{id}/reports",
    scope: "reports:write",
    summary: "Report what a mail server said",
    description:
      "Feeds the mailbox's health and answers a diagnosis. A refused sign-in by OAuth2 has the token refreshed once, however many workers report it.",
    pathParameters: mailboxPathSchema,
    query: z.strictObject({}),
    body: reportSchema,
    answer: reportAnswerSchema,
    status: 200,
  }),
};
