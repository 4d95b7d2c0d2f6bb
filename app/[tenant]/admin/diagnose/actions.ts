"use server";

import { notFound } from "next/navigation";
import { z } from "zod";
import { requireTenant } from "@/app/_server/require-tenant";
import { describeMistakes, keepTyped, readForm } from "@/app/_server/run-action";
import { confidenceWords } from "@/components/health/confidence-words";
import type { DiagnoseState } from "@/components/health/diagnose-form";
import { exampleMessages } from "@/components/health/message-words";
import { diagnoseMessage } from "@/lib/health/diagnose-message";
import { messageSchema } from "@/lib/health/message-schema";

const placeSchema = z.object({ tenant: z.string() });

/** Explains what was pasted, or one of the examples. Keeps nothing. */
export async function diagnoseText(place: unknown, _state: DiagnoseState, form: FormData): Promise<DiagnoseState> {
  const parsedPlace = placeSchema.safeParse(place);
  if (!parsedPlace.success) notFound();
  const context = await requireTenant(parsedPlace.data.tenant);
  const example = exampleMessages[Number(form.get("example") ?? Number.NaN)];
  if (example !== undefined) form.set("raw", example.raw);
  const values = keepTyped(form, []);
  const input = messageSchema.safeParse({ stage: "", provider: "", systemEmailId: "", ...readForm(form) });
  if (!input.success) {
    const { fieldErrors = {} } = describeMistakes(input.error, values);
    return { message: "Please check the fields below.", fieldErrors, values };
  }
  const diagnosed = await diagnoseMessage(context, input.data);
  if (!diagnosed.ok) return { message: diagnosed.failure.message, values };
  return { values, answer: { ...diagnosed.value, howSure: confidenceWords(diagnosed.value.diagnosis) } };
}
