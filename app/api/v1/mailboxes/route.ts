// GET /api/v1/mailboxes
import { workerRoute } from "@/app/_server/worker-route";
import { operations } from "@/lib/mail-worker/contract";
import { listMailboxes } from "@/lib/mail-worker/list-mailboxes";
import { succeed } from "@/lib/result";

export const GET = workerRoute(operations.listMailboxes, async (context, { query }) =>
  succeed(await listMailboxes(context, query)),
);
