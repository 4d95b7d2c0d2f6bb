// POST /api/v1/diagnose
import { otherMethods, workerRoute } from "@/app/_server/worker-route";
import { operations } from "@/lib/mail-worker/contract";
import { diagnoseForWorker } from "@/lib/mail-worker/diagnose-for-worker";

export const POST = workerRoute(operations.diagnose, (context, { body }) => diagnoseForWorker(context, body));

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods("/diagnose");
