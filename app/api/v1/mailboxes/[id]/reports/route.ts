// POST /api/v1/mailboxes/{id}/reports
import { otherMethods, workerRoute } from "@/app/_server/worker-route";
import { operations } from "@/lib/mail-worker/contract";
import { reportReply } from "@/lib/mail-worker/report-reply";

export const POST = workerRoute(operations.reportReply, (context, { path, body }) =>
  reportReply(context, path.id, body),
);

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods("/mailboxes/{id}/reports");
