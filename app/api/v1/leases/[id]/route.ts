// PUT and DELETE /api/v1/leases/{id}
import { otherMethods, workerRoute } from "@/app/_server/worker-route";
import { operations } from "@/lib/mail-worker/contract";
import { endLease } from "@/lib/mail-worker/end-lease";
import { renewLease } from "@/lib/mail-worker/renew-lease";

export const PUT = workerRoute(operations.renewLease, (context, { path, body }) => renewLease(context, path.id, body));

export const DELETE = workerRoute(operations.endLease, (context, { path, body }) => endLease(context, path.id, body));

export const { GET, POST, PATCH, OPTIONS } = otherMethods("/leases/{id}");
