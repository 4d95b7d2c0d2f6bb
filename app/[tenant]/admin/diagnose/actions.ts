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
    return { status: "failed", message: "Please check the fields below.", fieldErrors, values };
  }
  const diagnosed = await diagnoseMessage(context, input.data);
  if (!diagnosed.ok) return { status: "failed", message: diagnosed.failure.message, values };
  const { raw, leftOutCharacters } = input.data;
  const howSure = confidenceWords(diagnosed.value.diagnosis);
  // What was read is shown again, with the ends of lines as a browser has them.
  return { status: "saved", values: { ...values, raw }, answer: { ...diagnosed.value, howSure, leftOutCharacters } };
}
