import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import {
  causeSlugSchema,
  diagnosisContextSchema,
  diagnosisProviderSchema,
  diagnosisStageSchema,
} from "@/lib/diagnosis/schema";

/** `settled`: whether an expert who has the text, the stage and the provider alone can name the cause. */
const textSchema = z.strictObject({
  id: z.string(),
  stage: diagnosisStageSchema,
  provider: diagnosisProviderSchema,
  raw: z.string(),
  context: diagnosisContextSchema.optional(),
  cause: causeSlugSchema,
  alternatives: z.array(causeSlugSchema),
  transient: z.boolean(),
  settled: z.boolean(),
  source: z.string(),
});

export type LabelledText = z.infer<typeof textSchema>;

/** The labelled texts of a folder beside this file, by the file that they stand in. */
export function readTexts(part: "building" | "measuring"): Map<string, LabelledText[]> {
  const folder = path.join(import.meta.dirname, part);
  const files = readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
  return new Map(
    files.map((name) => {
      const lines = readFileSync(path.join(folder, name), "utf8").split("\n").filter(Boolean);
      return [name, lines.map((line) => textSchema.parse(JSON.parse(line)))];
    }),
  );
}
