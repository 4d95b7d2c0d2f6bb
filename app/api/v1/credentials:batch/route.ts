// POST /api/v1/credentials:batch
import { otherMethods, workerRoute } from "@/app/_server/worker-route";
import { operations } from "@/lib/mail-worker/contract";
import { readCredentialsBatch } from "@/lib/mail-worker/read-credentials-batch";

export const POST = workerRoute(operations.readCredentialsBatch, (context, { body }) =>
  readCredentialsBatch(context, body),
);

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods("/credentials:batch");
