"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { requireSystemEmail } from "@/app/_server/require-system-email";
import { runAction } from "@/app/_server/run-action";
import type { FormState } from "@/components/ui/form-state";
import { fail } from "@/lib/result";
import { deleteSystemEmail } from "@/lib/system-email/delete-system-email";
import { emailPlaceSchema } from "../../place";

const confirmationSchema = z.object({ confirmation: z.string().trim() });

/** Deletes the System Email whose address was typed, and goes to the list, which tells what became of its Grants. */
export async function deleteEmail(place: unknown, _state: FormState, form: FormData): Promise<FormState> {
  return runAction(
    { place: emailPlaceSchema, input: confirmationSchema },
    place,
    form,
    async (context, { tenant, emailId }, { confirmation }) => {
      const { email } = await requireSystemEmail(tenant, emailId);
      if (confirmation !== email.address) {
        const message = `Type ${email.address} exactly. Nothing was deleted.`;
        return fail({ code: "invalid_request", message, facts: { field: "confirmation" } });
      }
      const deleted = await deleteSystemEmail(context, emailId);
      if (!deleted.ok) return deleted;
      revalidatePath(`/${tenant}/admin/emails`, "layout");
      redirect(`/${tenant}/admin/emails?deleted=${emailId}`);
    },
  );
}
