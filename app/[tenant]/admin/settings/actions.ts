"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { readRevision, runAction } from "@/app/_server/run-action";
import type { FormState } from "@/components/ui/form-state";
import { succeed } from "@/lib/result";
import { saveTenantSettings } from "@/lib/tenancy/save-tenant-settings";
import { tenantSettingsSchema } from "@/lib/tenancy/schema";

const placeSchema = z.object({ tenant: z.string() });

/** Saves what holds for the whole tenant. */
export async function saveSettings(place: unknown, _state: FormState, form: FormData): Promise<FormState> {
  return runAction(
    { place: placeSchema, input: tenantSettingsSchema },
    place,
    form,
    async (context, { tenant }, input) => {
      const saved = await saveTenantSettings(context, input, { revision: readRevision(form) });
      if (!saved.ok) return saved;
      revalidatePath(`/${tenant}/admin`, "layout");
      return succeed({ message: "Saved" });
    },
  );
}
