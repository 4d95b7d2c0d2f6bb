"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { readRevision, runAction } from "@/app/_server/run-action";
import type { FormState } from "@/components/ui/form-state";
import { deleteIdpConfig } from "@/lib/idp-config/delete-idp-config";
import { removeClientCredential } from "@/lib/idp-config/remove-client-credential";
import { saveCheckedIdpConfig } from "@/lib/idp-config/save-checked-idp-config";
import { editedIdpConfigSchema } from "@/lib/idp-config/schema";
import { succeed } from "@/lib/result";
import { rowIdSchema } from "@/lib/system-email/schema";

const placeSchema = z.object({ tenant: z.string(), idpConfigId: rowIdSchema });
const secretPlaceSchema = placeSchema.extend({ clientCredentialId: rowIdSchema });
type IdpConfigPlace = z.infer<typeof placeSchema>;

/** Saves an IdP Config without authorizing anything with it. */
export async function editIdpConfig(place: IdpConfigPlace, _state: FormState, form: FormData): Promise<FormState> {
  const declared = { place: placeSchema, input: editedIdpConfigSchema, secretFields: ["clientSecret"] };
  return runAction(declared, place, form, async (context, { tenant, idpConfigId }, input) => {
    const { confirmed, clientSecret, secretExpiresOn, ...config } = input;
    const credential = { clientSecret, secretExpiresOn };
    const saving = { isDraft: true, confirmed: [confirmed], revision: readRevision(form) };
    const saved = await saveCheckedIdpConfig(context, idpConfigId, config, credential, saving);
    if (!saved.ok) return saved;
    revalidatePath(`/${tenant}/admin`, "layout");
    return succeed({ message: "Saved", warnings: saved.value.warnings });
  });
}

/** Deletes an IdP Config that nothing uses. */
export async function removeIdpConfig(place: IdpConfigPlace, _state: FormState, form: FormData): Promise<FormState> {
  return runAction({ place: placeSchema, input: z.object({}) }, place, form, async (context, parsed) => {
    const outcome = await deleteIdpConfig(context, parsed.idpConfigId);
    if (!outcome.ok) return outcome;
    redirect(`/${parsed.tenant}/admin/identity-providers?deleted`);
  });
}

/** Forgets one client secret of an IdP Config. */
export async function removeSecret(
  place: z.infer<typeof secretPlaceSchema>,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return runAction({ place: secretPlaceSchema, input: z.object({}) }, place, form, async (context, parsed) => {
    const { tenant, ...credential } = parsed;
    const outcome = await removeClientCredential(context, credential);
    if (!outcome.ok) return outcome;
    revalidatePath(`/${tenant}/admin`, "layout");
    redirect(`/${tenant}/admin/identity-providers/${credential.idpConfigId}`);
  });
}
