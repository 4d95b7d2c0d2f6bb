import { succeed } from "@/lib/result";
import { resealDataKeys } from "@/lib/tenancy/reseal-data-keys";
import type { Command } from "./command";

/** Seals every tenant's data key by the first key of MAILGRANT_KEYS, so that older keys can be dropped. */
export const rotateKeysCommand: Command = {
  name: "keys rotate",
  synopsis: "[--json]",
  required: [],
  optional: [],
  passwordFlag: null,
  async run() {
    const { resealed, stillNeeded } = await resealDataKeys();
    const rest =
      stillNeeded.length === 0
        ? "No older key is needed any more."
        : `Still needed: ${stillNeeded.join(", ")}. A tenant was created with it meanwhile: let every server know the new key as the first, and run this again.`;
    return succeed({
      fields: { resealed, stillNeeded },
      sentence: `Sealed ${resealed} data ${resealed === 1 ? "key" : "keys"} anew. ${rest}`,
    });
  },
};
