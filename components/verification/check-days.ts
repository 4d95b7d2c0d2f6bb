import { causeLabels } from "@/lib/diagnosis/cause-words";
import { causeSlugSchema } from "@/lib/diagnosis/schema";
import type { CheckDay } from "@/lib/verification/read-check-days";

/** How a day went: nothing failed, less than half did, half or more did, everything did, or nothing was checked. */
export type DayKind = "well" | "some" | "most" | "all" | "none";

/** From the best to the worst, and at the end those of which nothing is known. */
export const dayKinds = ["well", "some", "most", "all", "none"] as const;

export const dayWords: Readonly<Record<DayKind, string>> = {
  well: "every check passed",
  some: "some checks failed",
  most: "half or more of the checks failed",
  all: "every check failed",
  none: "nothing was checked",
};

/** How a day went. */
export function kindOfDay({ passed, transient, failed }: CheckDay): DayKind {
  const bad = transient + failed;
  if (passed + bad === 0) return "none";
  if (bad === 0) return "well";
  if (passed === 0) return "all";
  return bad * 2 < passed + bad ? "some" : "most";
}

/** "25 Nov" for `2026-11-25`. */
export function shortDay(day: string): string {
  return shortDays.format(new Date(`${day}T00:00:00Z`));
}

const shortDays = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

/** What a cause that was kept is called; as it stands where this release does not know it. */
export function causeLabel(cause: string): string {
  const slug = causeSlugSchema.safeParse(cause);
  return slug.success ? causeLabels[slug.data] : cause.replaceAll("_", " ");
}
