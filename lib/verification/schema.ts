import { z } from "zod";

/** The query of the list of Verifications: which page, from 1, and whether only those that failed. */
export const verificationListSchema = z.object({
  page: z.coerce.number().int().min(1).max(1_000_000).catch(1).default(1),
  failed: z
    .string()
    .optional()
    .catch(undefined)
    .transform((text) => text === "1"),
});
