"use server";

import { revalidatePath } from "next/cache";
import { readRevision, runAction } from "@/app/_server/run-action";
import type { FormState } from "@/components/ui/form-state";
import { succeed } from "@/lib/result";
import { saveAccount } from "@/lib/system-email/save-account";
import { accountSchema } from "@/lib/system-email/schema";
import { emailPlaceSchema } from "../place";

/** Saves the Account tab; a new address of an authorized System Email is asked about first. */
export async function saveAccountTab(place: unknown, _state: FormState, form: FormData): Promise<FormState> {
  return runAction(
    { place: emailPlaceSchema, input: accountSchema },
    place,
    form,
    async (context, { tenant, emailId }, input) => {
      const isConfirmed = form.get("confirmed") === "address";
      const saved = await saveAccount(context, emailId, input, { isConfirmed, revision: readRevision(form) });
      if (!saved.ok) return saved;
      revalidatePath(`/${tenant}/admin/emails`, "layout");
      return succeed({ message: "Saved" });
    },
  );
}
