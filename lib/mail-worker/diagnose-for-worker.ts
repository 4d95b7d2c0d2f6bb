import { systemClock } from "@/lib/clock";
import { diagnose } from "@/lib/diagnosis/diagnose";
import type { Diagnosis, DiagnosisRequest } from "@/lib/diagnosis/schema";
import type { Failure } from "@/lib/errors";
import { takeDiagnosisTurn } from "@/lib/health/take-diagnosis-turn";
import { fail, type Result, succeed } from "@/lib/result";
import type { WorkerContext } from "./authenticate-worker";
import { requireScope } from "./require-scope";

/**
 * Diagnoses any text for whoever has a Worker Key, with the stage, the provider and the context that they give. It
 * touches no data and keeps nothing. What an admin pastes comes without these: see diagnoseMessage of lib/health.
 */
export async function diagnoseForWorker(
  context: WorkerContext,
  request: DiagnosisRequest,
): Promise<Result<Diagnosis, Failure<"rate_limited">>> {
  requireScope(context, "mailboxes:read");
  const waitSeconds = await takeDiagnosisTurn(context, request.raw);
  if (waitSeconds > 0) {
    const message = `Too much to diagnose at once. Ask again in ${waitSeconds} seconds.`;
    return fail({ code: "rate_limited", message, facts: { retryAfterSeconds: String(waitSeconds) } });
  }
  const nowSeconds = request.context?.nowSeconds ?? Math.floor(systemClock().getTime() / 1000);
  return succeed(diagnose({ ...request, origin: "told", context: { ...request.context, nowSeconds } }));
}
