// POST /api/v1/leases
import { otherMethods, workerRoute } from "@/app/_server/worker-route";
import { operations } from "@/lib/mail-worker/contract";
import { takeLeases } from "@/lib/mail-worker/take-leases";
import { succeed } from "@/lib/result";

export const POST = workerRoute(operations.takeLeases, async (context, { body }) =>
  succeed(await takeLeases(context, body)),
);

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods("/leases");
