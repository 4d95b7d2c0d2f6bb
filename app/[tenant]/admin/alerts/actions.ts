"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { readRevision, runAction } from "@/app/_server/run-action";
import type { FormState } from "@/components/ui/form-state";
import { acknowledgeAlert } from "@/lib/alerts/acknowledge-alert";
import { saveAlertSettings } from "@/lib/alerts/save-alert-settings";
import { alertSettingsSchema, snoozeSchema } from "@/lib/alerts/schema";
import { sendTestAlert } from "@/lib/alerts/send-test-alert";
import { snoozeAlert } from "@/lib/alerts/snooze-alert";
import { unacknowledgeAlert } from "@/lib/alerts/unacknowledge-alert";
import { systemClock } from "@/lib/clock";
import { succeed } from "@/lib/result";
import { rowIdSchema } from "@/lib/system-email/schema";

const tenantPlace = z.object({ tenant: z.string() });
const alertPlace = tenantPlace.extend({ alertId: rowIdSchema });
const nothing = z.object({});

// Checkboxes send `kinds[]`, so that one of them is a list as well.
const settingsFormSchema = z.preprocess(
  (fields) =>
    Object.fromEntries(Object.entries(Object(fields)).map(([name, value]) => [name.replace(/\[\]$/, ""), value])),
  alertSettingsSchema,
);

/** Takes an alert on. */
export async function acknowledge(
  place: z.infer<typeof alertPlace>,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return runAction({ place: alertPlace, input: nothing }, place, form, async (context, { tenant, alertId }) => {
    const acknowledged = await acknowledgeAlert(context, alertId);
    revalidatePath(pathOf(tenant), "layout");
    return acknowledged.ok ? succeed({ message: "You have taken it on" }) : acknowledged;
  });
}

/** Takes back that somebody has taken an alert on. */
export async function unacknowledge(
  place: z.infer<typeof alertPlace>,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return runAction({ place: alertPlace, input: nothing }, place, form, async (context, { tenant, alertId }) => {
    const undone = await unacknowledgeAlert(context, alertId);
    revalidatePath(pathOf(tenant), "layout");
    return undone.ok ? succeed({ message: "Nobody has taken it on now" }) : undone;
  });
}

/** Has an alert be quiet for a while, or speak again. */
export async function snooze(place: z.infer<typeof alertPlace>, _state: FormState, form: FormData): Promise<FormState> {
  const declared = { place: alertPlace, input: snoozeSchema };
  return runAction(declared, place, form, async (context, { tenant, alertId }, { snooze: choice }) => {
    const snoozed = await snoozeAlert(context, alertId, choice);
    revalidatePath(pathOf(tenant), "layout");
    if (!snoozed.ok) return snoozed;
    return succeed({ message: choice === "end" ? "The snooze is over" : "It is quiet now" });
  });
}

/** Saves who is told of alerts. */
export async function saveSettings(
  place: z.infer<typeof tenantPlace>,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  const declared = { place: tenantPlace, input: settingsFormSchema };
  return runAction(declared, place, form, async (context, { tenant }, input) => {
    const saved = await saveAlertSettings(context, input, systemClock(), { revision: readRevision(form) });
    if (!saved.ok) return saved;
    revalidatePath(`${pathOf(tenant)}/settings`);
    return succeed({ message: "Saved" });
  });
}

/** Sends a test alert and tells to whom it went, or why it did not. */
export async function sendTest(
  place: z.infer<typeof tenantPlace>,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return runAction({ place: tenantPlace, input: nothing }, place, form, async (context) => {
    const sent = await sendTestAlert(context);
    return sent.ok ? succeed({ message: `The test alert was sent to ${sent.value.recipients.join(", ")}.` }) : sent;
  });
}

function pathOf(tenant: string): string {
  return `/${tenant}/admin/alerts`;
}
