import { z } from "zod";
import { diagnosisProviderSchema, diagnosisStageSchema, maxRawCharacters } from "@/lib/diagnosis/schema";

/** Left open: to be found out from the text. */
const open = z.literal("").transform(() => null);

/** The form of "Diagnose a message": what another program said, and what is known of where it happened. */
export const messageSchema = z.object({
  raw: z
    .string()
    .max(
      maxRawCharacters,
      `Paste at most ${maxRawCharacters.toLocaleString("en")} characters, the newest lines of a long log`,
    )
    .refine((text) => text.trim() !== "", "Paste what the other program said"),
  stage: diagnosisStageSchema.or(open),
  provider: diagnosisProviderSchema.or(open),
  systemEmailId: z.uuid("Choose a System Email, or none").or(open),
});
export type MessageInput = z.infer<typeof messageSchema>;
