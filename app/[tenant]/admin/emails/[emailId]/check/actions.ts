"use server";

import { revalidatePath } from "next/cache";
import { notFound } from "next/navigation";
import { z } from "zod";
import { requireSystemEmail } from "@/app/_server/require-system-email";
import { runAction } from "@/app/_server/run-action";
import type { FormState } from "@/components/ui/form-state";
import type { ShownEverythingEvent } from "@/components/verification/shown-everything";
import { succeed } from "@/lib/result";
import { checkEverything, type EverythingEvent } from "@/lib/verification/check-everything";
import { explainSurprise } from "../explain-surprise";
import { emailPlaceSchema } from "../place";
import { showFailure, showStage } from "../show-verification";

/**
 * Checks everything and tells each step when it is over. A reader who goes away does not end the check: its outcome is
 * kept all the same.
 */
export async function streamEverything(place: unknown): Promise<ReadableStream<ShownEverythingEvent>> {
  const parsed = emailPlaceSchema.safeParse(place);
  if (!parsed.success) notFound();
  const { tenant, emailId } = parsed.data;
  // Once the stream has begun it is too late for the 404.
  const { context } = await requireSystemEmail(tenant, emailId);
  let isLeft = false;
  return new ReadableStream<ShownEverythingEvent>({
    async start(controller) {
      const tell = (event: ShownEverythingEvent) => {
        if (!isLeft) controller.enqueue(event);
      };
      try {
        const outcome = await checkEverything(context, emailId, (event) => tell(showEvent(event)));
        if (!outcome.ok) tell({ type: "failed", failure: showFailure(outcome.failure) });
      } catch (error) {
        tell({ type: "failed", failure: showFailure(explainSurprise(error, context.requestId)) });
      }
      if (!isLeft) controller.close();
    },
    cancel() {
      isLeft = true;
    },
  });
}

function showEvent(event: EverythingEvent): ShownEverythingEvent {
  const { half } = event;
  switch (event.type) {
    case "stage":
      return { type: "stage", half, stage: showStage(event.stage, event.diagnosis) };
    case "config_item":
      return { type: "config_item", half, item: event.item };
    case "half_finished":
      return { type: "ended", kind: "half", half, failure: null };
    case "config_finished":
      return { type: "ended", kind: "config", half, failure: null };
    case "half_failed":
      return { type: "ended", kind: "half", half, failure: showFailure(event.failure) };
    case "config_failed":
      return { type: "ended", kind: "config", half, failure: showFailure(event.failure) };
  }
}

/** Checks everything in one go, for browsers without scripts: the page then shows what was kept. */
export async function checkInOneGo(place: unknown, _state: FormState, form: FormData): Promise<FormState> {
  return runAction(
    { place: emailPlaceSchema, input: z.unknown() },
    place,
    form,
    async (context, { tenant, emailId }) => {
      const outcome = await checkEverything(context, emailId, () => undefined);
      revalidatePath(`/${tenant}/admin/emails`, "layout");
      return outcome.ok ? succeed({ message: "Checked" }) : outcome;
    },
  );
}
