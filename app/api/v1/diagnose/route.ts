// POST /api/v1/diagnose
import { otherMethods, workerRoute } from "@/app/_server/worker-route";
import { operations } from "@/lib/mail-worker/contract";
import { diagnoseMessage } from "@/lib/mail-worker/diagnose-message";

export const POST = workerRoute(operations.diagnose, (context, { body }) => diagnoseMessage(context, body));

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods("/diagnose");
