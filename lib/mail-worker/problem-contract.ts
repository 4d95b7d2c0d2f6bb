import { z } from "zod";

/** Every error of the API: a problem document (RFC 9457) with a stable code. */
export const problemSchema = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.string(),
  retryable: z.boolean(),
  requestId: z.string(),
  diagnosis: z
    .strictObject({ cause: z.string(), owner: z.string(), step: z.string() })
    .optional()
    .describe("What is behind it, who can mend it, and the next step; where that is known."),
});
export type Problem = z.infer<typeof problemSchema>;
