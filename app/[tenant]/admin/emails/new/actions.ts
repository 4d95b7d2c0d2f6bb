"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { runAction } from "@/app/_server/run-action";
import type { FormState } from "@/components/ui/form-state";
import { createSystemEmail } from "@/lib/system-email/create-system-email";
import { accountSchema } from "@/lib/system-email/schema";

const placeSchema = z.object({ tenant: z.string() });

/** Adds a System Email and goes on to its Remote Mailbox. */
export async function createEmail(place: unknown, _state: FormState, form: FormData): Promise<FormState> {
  return runAction({ place: placeSchema, input: accountSchema }, place, form, async (context, { tenant }, input) => {
    const created = await createSystemEmail(context, input);
    if (!created.ok) return created;
    revalidatePath(`/${tenant}/admin/emails`);
    redirect(`/${tenant}/admin/emails/${created.value.id}/remote-mailbox`);
  });
}
