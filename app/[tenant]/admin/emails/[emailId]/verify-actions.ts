"use server";

import { revalidatePath } from "next/cache";
import { notFound } from "next/navigation";
import { z } from "zod";
import { requireSystemEmail } from "@/app/_server/require-system-email";
import { runAction } from "@/app/_server/run-action";
import type { FormState } from "@/components/ui/form-state";
import type { VerificationEvent } from "@/components/verification/shown-verification";
import { succeed } from "@/lib/result";
import { halves } from "@/lib/system-email/schema";
import { verifyHalf } from "@/lib/verification/verify-half";
import { explainSurprise } from "./explain-surprise";
import { emailPlaceSchema } from "./place";
import { showFailure, showStage } from "./show-verification";

const halfPlaceSchema = emailPlaceSchema.extend({ half: z.enum(halves) });

/**
 * Checks one half and tells each stage when it is over. A reader who goes away does not end the check: its outcome
 * is kept all the same.
 */
export async function streamVerification(place: unknown): Promise<ReadableStream<VerificationEvent>> {
  const parsed = halfPlaceSchema.safeParse(place);
  if (!parsed.success) notFound();
  const { tenant, emailId: systemEmailId, half } = parsed.data;
  // Once the stream has begun it is too late for the 404.
  const { context } = await requireSystemEmail(tenant, systemEmailId);
  let isLeft = false;
  return new ReadableStream<VerificationEvent>({
    async start(controller) {
      const tell = (event: VerificationEvent) => {
        if (!isLeft) controller.enqueue(event);
      };
      try {
        const outcome = await verifyHalf(context, { systemEmailId, half }, (stage, diagnosis) =>
          tell({ type: "stage", stage: showStage(stage, diagnosis) }),
        );
        if (outcome.ok) {
          const folders = outcome.value.folders?.map(({ path }) => path) ?? [];
          tell({ type: "finished", isHealthy: outcome.value.isHealthy, folders });
        } else tell({ type: "failed", failure: showFailure(outcome.failure) });
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

/** Checks one half in one go, for browsers without scripts: the page then shows what was kept. */
export async function verifyInOneGo(place: unknown, _state: FormState, form: FormData): Promise<FormState> {
  let reason: string | null = null;
  const state = await runAction(
    { place: halfPlaceSchema, input: z.unknown() },
    place,
    form,
    async (context, { tenant, emailId: systemEmailId, half }) => {
      const outcome = await verifyHalf(context, { systemEmailId, half }, () => undefined);
      revalidatePath(`/${tenant}/admin/emails`, "layout");
      if (outcome.ok) return succeed({ message: "Checked" });
      reason = showFailure(outcome.failure).title;
      return outcome;
    },
  );
  return reason === null ? state : { ...state, message: reason, warnings: [state.message ?? ""] };
}
