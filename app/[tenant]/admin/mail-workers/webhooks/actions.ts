"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { runAction } from "@/app/_server/run-action";
import type { FormState } from "@/components/ui/form-state";
import type { SecretState } from "@/components/webhook/secret-state";
import { succeed } from "@/lib/result";
import { rowIdSchema } from "@/lib/system-email/schema";
import { createWebhookEndpoint } from "@/lib/webhook/create-webhook-endpoint";
import { deleteWebhookEndpoint } from "@/lib/webhook/delete-webhook-endpoint";
import { replayWebhookDelivery } from "@/lib/webhook/replay-webhook-delivery";
import { rotateWebhookSecret } from "@/lib/webhook/rotate-webhook-secret";
import { saveWebhookEndpoint } from "@/lib/webhook/save-webhook-endpoint";
import { webhookEndpointSchema } from "@/lib/webhook/schema";
import { sendTestWebhook } from "@/lib/webhook/send-test-webhook";

const tenantPlace = z.object({ tenant: z.string() });
const endpointPlace = tenantPlace.extend({ endpointId: rowIdSchema });
const deliveryPlace = endpointPlace.extend({ deliveryId: rowIdSchema });
type EndpointPlace = z.infer<typeof endpointPlace>;

const nothing = z.object({});

// Checkboxes send `eventTypes[]`, so that one of them is a list as well.
const named = (fields: unknown) =>
  Object.fromEntries(Object.entries(Object(fields)).map(([name, value]) => [name.replace(/\[\]$/, ""), value]));
const newFormSchema = z.preprocess(named, webhookEndpointSchema);
const editFormSchema = z.preprocess(
  named,
  webhookEndpointSchema.extend({ enabled: z.stringbool().default(false), revision: z.string().optional() }),
);

/** Adds a webhook endpoint. Its signing secret is in this one answer to the browser and nowhere else. */
export async function addEndpoint(
  place: { tenant: string },
  _state: SecretState,
  form: FormData,
): Promise<SecretState> {
  const answer: { created?: { secret: string; endpointId: string } } = {};
  const state = await runAction(
    { place: tenantPlace, input: newFormSchema },
    place,
    form,
    async (context, { tenant }, input) => {
      const created = await createWebhookEndpoint(context, input);
      if (!created.ok) return created;
      answer.created = { secret: created.value.secret.reveal(), endpointId: created.value.id };
      revalidatePath(pathOf(tenant));
      return succeed({ message: "The webhook endpoint is added" });
    },
  );
  if (answer.created === undefined) return { step: "form", form: state };
  return { step: "secret", ...answer.created, message: state.message ?? "" };
}

/** Rotates an endpoint's signing secret. The new one is in this one answer to the browser and nowhere else. */
export async function rotateSecret(place: EndpointPlace, _state: SecretState, form: FormData): Promise<SecretState> {
  const answer: { secret?: string } = {};
  const declared = { place: endpointPlace, input: nothing };
  const state = await runAction(declared, place, form, async (context, { endpointId }) => {
    const rotated = await rotateWebhookSecret(context, endpointId);
    if (!rotated.ok) return rotated;
    answer.secret = rotated.value.secret.reveal();
    return succeed({ message: "The signing secret is rotated" });
  });
  if (answer.secret === undefined) return { step: "form", form: state };
  return { step: "secret", secret: answer.secret, endpointId: place.endpointId, message: state.message ?? "" };
}

/** Saves an endpoint's settings. */
export async function editEndpoint(place: EndpointPlace, _state: FormState, form: FormData): Promise<FormState> {
  const declared = { place: endpointPlace, input: editFormSchema };
  return runAction(declared, place, form, async (context, { tenant, endpointId }, { revision, ...input }) => {
    const saved = await saveWebhookEndpoint(context, endpointId, input, { revision });
    if (!saved.ok) return saved;
    revalidatePath(pathOf(tenant), "layout");
    return succeed({ message: "Saved" });
  });
}

/** Sends a test to an endpoint and tells what it answered. */
export async function sendTest(place: EndpointPlace, _state: FormState, form: FormData): Promise<FormState> {
  const declared = { place: endpointPlace, input: nothing };
  return runAction(declared, place, form, async (context, { tenant, endpointId }) => {
    const sent = await sendTestWebhook(context, endpointId);
    revalidatePath(`${pathOf(tenant)}/${endpointId}`, "layout");
    if (!sent.ok) return sent;
    return succeed({ message: `It arrived: the server answered ${sent.value.status} in ${sent.value.durationMs} ms.` });
  });
}

/** Sends a delivery again. */
export async function replayDelivery(
  place: z.infer<typeof deliveryPlace>,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  const declared = { place: deliveryPlace, input: nothing };
  return runAction(declared, place, form, async (context, { tenant, endpointId, deliveryId }) => {
    const replayed = await replayWebhookDelivery(context, { endpointId, deliveryId });
    if (!replayed.ok) return replayed;
    revalidatePath(`${pathOf(tenant)}/${endpointId}`, "layout");
    return succeed({ message: "It is on its way again, within a few seconds." });
  });
}

/** Deletes a webhook endpoint and goes back to the list. */
export async function removeEndpoint(place: EndpointPlace, _state: FormState, form: FormData): Promise<FormState> {
  const declared = { place: endpointPlace, input: nothing };
  return runAction(declared, place, form, async (context, { tenant, endpointId }) => {
    const deleted = await deleteWebhookEndpoint(context, endpointId);
    if (!deleted.ok) return deleted;
    revalidatePath(pathOf(tenant), "layout");
    redirect(`${pathOf(tenant)}?deleted`);
  });
}

function pathOf(tenant: string): string {
  return `/${tenant}/admin/mail-workers/webhooks`;
}
