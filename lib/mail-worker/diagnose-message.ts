import { systemClock } from "@/lib/clock";
import { diagnose } from "@/lib/diagnosis/diagnose";
import type { Diagnosis, DiagnosisRequest } from "@/lib/diagnosis/schema";
import { type Result, succeed } from "@/lib/result";
import type { WorkerContext } from "./authenticate-worker";
import { requireScope } from "./require-scope";

/** Diagnoses any text for whoever has a Worker Key. It touches no data and keeps nothing. */
export async function diagnoseMessage(
  context: WorkerContext,
  request: DiagnosisRequest,
): Promise<Result<Diagnosis, never>> {
  requireScope(context, "mailboxes:read");
  const nowSeconds = request.context?.nowSeconds ?? Math.floor(systemClock().getTime() / 1000);
  return succeed(diagnose({ ...request, context: { ...request.context, nowSeconds } }));
}
