import { z } from "zod";
import { commandSchema, ownerSchema } from "@/lib/diagnosis/schema";

export const problemDiagnosisSchema = z.strictObject({
  cause: z.string().describe("A stable word for the cause, as POST /diagnose gives it, or the code of the failure."),
  owner: ownerSchema.describe("Who can mend it."),
  transient: z.boolean().describe("It may pass by itself, without anybody mending anything."),
  confidence: z.number().min(0).max(1).describe("0.8 or more: sure."),
  title: z.string(),
  explanation: z.string(),
  steps: z.array(z.string()).describe("What to do, in this order."),
  commands: z.array(commandSchema).describe("Lines that an administrator may run instead."),
});
export type ProblemDiagnosis = z.infer<typeof problemDiagnosisSchema>;

/** Every error of the API: a problem document (RFC 9457) with a stable code. */
export const problemSchema = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.string(),
  retryable: z.boolean(),
  requestId: z.string(),
  diagnosis: problemDiagnosisSchema
    .optional()
    .describe("What is behind it, who can mend it, and the next steps; where that is known."),
  errors: z
    .array(
      z.strictObject({
        pointer: z
          .string()
          .describe("Where: a JSON Pointer into the body such as `#/incoming/port`, or the name of a parameter."),
        detail: z.string().describe("What is wrong there. It never holds a password, a secret or a token."),
      }),
    )
    .optional()
    .describe("The mistakes that `detail` tells, one by one, where they are in the request."),
  confirm: z
    .array(z.string())
    .optional()
    .describe("The words to send in `confirm` with the same request, to go ahead although something stops working."),
});
export type Problem = z.infer<typeof problemSchema>;

/** What the API tells of a diagnosis: what it is read from and its alternatives are for the Admin Panel. */
export function toProblemDiagnosis(diagnosis: ProblemDiagnosis): ProblemDiagnosis {
  const { cause, owner, transient, confidence, title, explanation, steps, commands } = diagnosis;
  return { cause, owner, transient, confidence, title, explanation, steps, commands };
}
