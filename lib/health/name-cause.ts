import { causeLabels } from "@/lib/diagnosis/cause-words";
import { causeSlugSchema } from "@/lib/diagnosis/schema";
import { failures, isFailureCode } from "@/lib/errors";
import type { HalfState } from "@/lib/system-email/read-half-states";
import { settingReasons } from "./setting-reasons";

/** Why a half stands as it does, in a line; null where there is nothing to say about it. */
export function nameCause({ reason, cause }: Pick<HalfState, "reason" | "cause">): string | null {
  const told = settingReasons[reason];
  if (told !== undefined) return told.title;
  if (cause === null) return null;
  const slug = causeSlugSchema.safeParse(cause);
  if (slug.success) return causeLabels[slug.data];
  return isFailureCode(cause) ? failures[cause].title : null;
}
