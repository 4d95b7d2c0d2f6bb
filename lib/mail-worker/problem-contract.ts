import { z } from "zod";

export const diagnosisSchema = z.strictObject({
  cause: z.string(),
  owner: z.enum(["helpdesk_admin", "idp_admin", "mailbox_owner", "network", "provider", "wait"]),
  step: z.string(),
});

/** Every error of the API: a problem document (RFC 9457) with a stable code. */
export const problemSchema = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.string(),
  retryable: z.boolean(),
  requestId: z.string(),
  diagnosis: diagnosisSchema
    .optional()
    .describe("What is behind it, who can mend it, and the next step; where that is known."),
});
export type Problem = z.infer<typeof problemSchema>;
