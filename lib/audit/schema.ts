import { z } from "zod";

/** The query of the Audit page: which page, from 1. */
export const auditListSchema = z.object({ page: z.coerce.number().int().min(1).max(1_000_000).catch(1).default(1) });
