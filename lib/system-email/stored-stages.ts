import { z } from "zod";
import { type Stage, stageNameSchema, stageSchema } from "@/lib/mail/schema";

/** "dns 12, tcp 31": a stage that passed with its milliseconds, one that was skipped with a dash. */
const stageTimePattern = /^([a-z]+) (\d+|-)$/;

const stageTimesSchema = z.string().transform((text, context): Stage[] =>
  text.split(", ").map((entry) => {
    const [, word, took = "-"] = stageTimePattern.exec(entry) ?? [];
    const name = stageNameSchema.safeParse(word);
    if (name.success) {
      const isSkipped = took === "-";
      const status = isSkipped ? "skipped" : "passed";
      return { name: name.data, status, durationMs: isSkipped ? 0 : Number(took), summary: "", replies: [] };
    }
    context.addIssue({ code: "custom", message: `"${entry}" is no stage` });
    return z.NEVER;
  }),
);

/**
 * The stages of a Verification as its row has them: whole, or, of a scheduled one that passed, their times alone, since
 * there are many of those.
 */
export const storedStagesSchema = z.union([z.array(stageSchema), stageTimesSchema]);

/** The times of stages of which none failed, as storedStagesSchema reads them. */
export function writeStageTimes(stages: readonly Stage[]): string {
  return stages.map(({ name, status, durationMs }) => `${name} ${status === "skipped" ? "-" : durationMs}`).join(", ");
}
