"use server";

import { revalidatePath } from "next/cache";
import { notFound } from "next/navigation";
import { z } from "zod";
import { requireSystemEmail } from "@/app/_server/require-system-email";
import { runAction } from "@/app/_server/run-action";
import type { FormState } from "@/components/ui/form-state";
import type { VerificationEvent } from "@/components/verification/shown-verification";
import type { Failure } from "@/lib/errors";
import { log } from "@/lib/log";
import { succeed } from "@/lib/result";
import { halves } from "@/lib/system-email/schema";
import { Forbidden } from "@/lib/tenancy/require-permission";
import { verifyHalf } from "@/lib/verification/verify-half";
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
        const outcome = await verifyHalf(context, { systemEmailId, half }, (stage) =>
          tell({ type: "stage", stage: showStage(stage) }),
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

/** What a check throws has no page to end on; it is told where the stages would stand. */
function explainSurprise(error: unknown, requestId: string): Failure {
  if (error instanceof Forbidden) return { code: "forbidden", message: "Ask an owner or an admin of this helpdesk." };
  log.error({ err: error, requestId }, "a verification failed unexpectedly");
  return { code: "internal", message: `The check could not be finished. The log says why, under ${requestId}.` };
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
