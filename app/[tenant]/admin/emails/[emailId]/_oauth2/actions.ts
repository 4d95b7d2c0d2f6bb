"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { requireSession } from "@/app/_server/require-tenant";
import { readRevision, runAction } from "@/app/_server/run-action";
import type { LinkState, MadeLink } from "@/components/grant/link-state";
import type { FormState } from "@/components/ui/form-state";
import { authorizationLinkFormSchema } from "@/lib/grant/authorization-link-schema";
import { createAuthorizationLink } from "@/lib/grant/create-authorization-link";
import { type AskedRefresh, refreshNow } from "@/lib/grant/refresh-now";
import { revokeGrants } from "@/lib/grant/revoke-grants";
import { type Departure, startAuthorization } from "@/lib/grant/start-authorization";
import { submitIdpConfig } from "@/lib/grant/submit-idp-config";
import { withdrawAuthorizationLink } from "@/lib/grant/withdraw-authorization-link";
import { oauth2InfoSchema, saveOAuth2Info } from "@/lib/idp-config/save-oauth2-info";
import { submittedIdpConfigSchema } from "@/lib/idp-config/schema";
import { succeed } from "@/lib/result";
import { halves, rowIdSchema } from "@/lib/system-email/schema";
import { type DialogPlace, dialogHref, tabHref } from "./dialog-hrefs";

const placeSchema = z.object({ tenant: z.string(), emailId: rowIdSchema, half: z.enum(halves) });
const nothingSchema = z.object({});

/** Submit, and "Save without authorizing", of the IdP Config tab. */
export async function submitIdpConfigTab(place: DialogPlace, _state: FormState, form: FormData): Promise<FormState> {
  const declared = { place: placeSchema, input: submittedIdpConfigSchema, secretFields: ["clientSecret"] };
  return runAction(declared, place, form, async (context, parsed, input) => {
    const { idpConfigId, intent, clientSecret, secretExpiresOn, ...config } = input;
    const outcome = await submitIdpConfig(context, {
      systemEmailId: parsed.emailId,
      half: parsed.half,
      idpConfigId,
      config,
      credential: { clientSecret, secretExpiresOn },
      ...intent,
      revision: readRevision(form),
      sessionId: (await requireSession()).sessionId,
    });
    if (!outcome.ok) return outcome;
    if (outcome.value.kind !== "saved") return leave(parsed, outcome.value);
    revalidatePath(tabHref(parsed), "layout");
    const { idpConfigId: savedId, warnings } = outcome.value;
    if (idpConfigId === null) redirect(`${dialogHref(parsed, "idp-config")}?config=${savedId}&saved=1`);
    return succeed({ message: "Saved", warnings });
  });
}

/** Save on the Info tab. */
export async function saveInfoTab(place: DialogPlace, _state: FormState, form: FormData): Promise<FormState> {
  const input = oauth2InfoSchema.extend({ confirmed: z.string().optional() });
  return runAction({ place: placeSchema, input }, place, form, async (context, parsed, { confirmed, ...info }) => {
    const half = { systemEmailId: parsed.emailId, half: parsed.half };
    const outcome = await saveOAuth2Info(context, half, info, {
      isConfirmed: confirmed === "info",
      revision: readRevision(form),
    });
    if (!outcome.ok) return outcome;
    revalidatePath(tabHref(parsed), "layout");
    return succeed({ message: "Saved" });
  });
}

/** Refresh now, on the Token tab. */
export async function refreshToken(place: DialogPlace, _state: FormState, form: FormData): Promise<FormState> {
  return runAction({ place: placeSchema, input: nothingSchema }, place, form, async (context, parsed) => {
    const outcome = await refreshNow(context, { systemEmailId: parsed.emailId, half: parsed.half });
    revalidatePath(tabHref(parsed), "layout");
    return outcome.ok ? succeed({ message: describeRefresh(outcome.value) }) : outcome;
  });
}

function describeRefresh(asked: AskedRefresh): string {
  if (asked.kind === "refreshed") return "The provider sent a new access token.";
  const age = asked.ageSeconds === 1 ? "1 second" : `${asked.ageSeconds} seconds`;
  return `The access token was issued ${age} ago and is as good as a new one, so the provider was not asked.`;
}

/** Re-authorize, on the Token tab: the same IdP Config once more. */
export async function reauthorize(
  place: DialogPlace & { idpConfigId: string },
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  const declared = { place: placeSchema.extend({ idpConfigId: rowIdSchema }), input: nothingSchema };
  return runAction(declared, place, form, async (context, parsed) => {
    const departure = await startAuthorization(context, {
      systemEmailId: parsed.emailId,
      half: parsed.half,
      idpConfigId: parsed.idpConfigId,
      sessionId: (await requireSession()).sessionId,
    });
    return departure.ok ? leave(parsed, departure.value) : departure;
  });
}

/** Makes an Authorization Link, on the Info tab. The link is in this one answer to the browser and nowhere else. */
export async function makeLink(
  place: DialogPlace & { idpConfigId: string },
  _state: LinkState,
  form: FormData,
): Promise<LinkState> {
  const answer: { made?: MadeLink } = {};
  const declared = { place: placeSchema.extend({ idpConfigId: rowIdSchema }), input: authorizationLinkFormSchema };
  const state = await runAction(declared, place, form, async (context, { emailId, half, idpConfigId }, input) => {
    const request = { systemEmailId: emailId, half, idpConfigId, ...input };
    const created = await createAuthorizationLink(context, request);
    if (!created.ok) return created;
    const { url, expiresAt, olderLinks } = created.value;
    answer.made = { url: url.reveal(), expiresAt, olderLinks };
    // The list of links that still work has one more.
    revalidatePath(dialogHref({ tenant: context.slug, emailId, half }, "info"));
    return succeed({ message: "The link is made." });
  });
  return answer.made === undefined ? { step: "form", form: state } : { step: "made", made: answer.made };
}

/** Withdraws an Authorization Link, confirmed on the Info tab. */
export async function withdrawLink(
  place: DialogPlace & { linkId: string },
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  const declared = { place: placeSchema.extend({ linkId: rowIdSchema }), input: nothingSchema };
  return runAction(declared, place, form, async (context, { linkId, ...parsed }) => {
    const withdrawn = await withdrawAuthorizationLink(context, { systemEmailId: parsed.emailId, linkId });
    if (!withdrawn.ok) return withdrawn;
    revalidatePath(dialogHref(parsed, "info"));
    redirect(`${dialogHref(parsed, "info")}?withdrawn=1`);
  });
}

/** Revoke and delete, confirmed; what became of the Grant at the provider is told on the IdP Config tab. */
export async function revokeGrant(place: DialogPlace, form: FormData): Promise<void> {
  await runAction({ place: placeSchema, input: nothingSchema }, place, form, async (context, parsed) => {
    const [revoked] = await revokeGrants(context, { systemEmailId: parsed.emailId, half: parsed.half });
    revalidatePath(tabHref(parsed), "layout");
    const query = revoked === undefined ? "" : `?revoked=${revoked.atProvider}`;
    redirect(`${dialogHref(parsed, "idp-config")}${query}`);
  });
}

/** To the provider, or to the dialog that tells why not. */
function leave(place: DialogPlace, departure: Departure): never {
  if (departure.kind === "provider") redirect(departure.providerUrl.href);
  redirect(`${dialogHref(place, "idp-config")}?outcome=${departure.outcomeId}`);
}
