import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { causeLabels } from "@/lib/diagnosis/cause-words";
import { causes } from "@/lib/diagnosis/causes/causes";
import { causeSlugSchema } from "@/lib/diagnosis/schema";

test("the table of causes in docs/diagnosis.md is the truth", () => {
  const page = readFileSync(path.resolve(import.meta.dirname, "../../docs/diagnosis.md"), "utf8");
  const rows = page.split("\n").filter((line) => line.startsWith("| `"));
  const wanted = causeSlugSchema.options.map((slug) => {
    const { owner, isTransient } = causes[slug];
    return `| \`${slug}\` | ${causeLabels[slug]} | \`${owner}\` | ${isTransient ? "yes" : "no"} |`;
  });
  expect(rows).toEqual(wanted);
});
