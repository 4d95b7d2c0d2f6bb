import { z } from "zod";
import { diagnosisProviderSchema, diagnosisStageSchema, maxRawCharacters } from "@/lib/diagnosis/schema";

/** Left open: to be found out from the text. */
const open = z.literal("").transform(() => null);

const mostCharacters = 1_000_000_000;

/**
 * The form of "Diagnose a message": what another program said, and what is known of where it happened. Of a text that is
 * too long the newest part is kept; `leftOutCharacters` says how much is not. `rawCharacters` is how long the text was
 * where the browser has left out some of it already.
 */
export const messageSchema = z
  .object({
    raw: z
      .string()
      .refine((text) => text.trim() !== "", "Paste what the other program said")
      .transform(normalizeLines),
    rawCharacters: z.coerce.number().int().min(0).max(mostCharacters).catch(0).default(0),
    stage: diagnosisStageSchema.or(open),
    provider: diagnosisProviderSchema.or(open),
    systemEmailId: z.uuid("Choose a System Email, or none").or(open),
  })
  .transform(({ raw: text, rawCharacters, ...place }) => {
    const raw = keepNewest(text);
    return { ...place, raw, leftOutCharacters: Math.max(rawCharacters, text.length) - raw.length };
  });
export type MessageInput = z.infer<typeof messageSchema>;

/** Browsers send each end of a line as two characters, whatever was pasted. */
function normalizeLines(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}

/** The newest lines; a log grows at its end. */
function keepNewest(text: string): string {
  if (text.length <= maxRawCharacters) return text;
  const newest = text.slice(-maxRawCharacters);
  const firstEnd = newest.indexOf("\n");
  // A line of which the beginning is gone says little, unless it is all there is.
  return firstEnd >= 0 && firstEnd < 2000 ? newest.slice(firstEnd + 1) : newest;
}
