import { z } from "zod";
import { rowIdSchema } from "@/lib/system-email/schema";

/** What the pages of a System Email bind to their actions. */
export const emailPlaceSchema = z.object({ tenant: z.string(), emailId: rowIdSchema });

/** As it stands in the URL. */
export type EmailParams = Promise<{ tenant: string; emailId: string }>;
