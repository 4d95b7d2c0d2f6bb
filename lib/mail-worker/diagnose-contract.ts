import { z } from "zod";
import { diagnosisRequestSchema, diagnosisSchema } from "@/lib/diagnosis/schema";
import { defineOperation } from "./operation";

/** POST /diagnose */
export const diagnoseOperations = {
  diagnose: defineOperation({
    method: "POST",
    path: "/diagnose",
    scope: "mailboxes:read",
    summary: "Find the cause of an error message",
    description:
      "Takes whatever a mail server, an identity provider or a program around them said, and answers the cause, who can mend it and the next steps. Nothing is kept, and secrets in the text are not repeated.",
    pathParameters: z.strictObject({}),
    query: z.strictObject({}),
    body: diagnosisRequestSchema,
    answer: diagnosisSchema,
    status: 200,
    isRead: true,
  }),
};
