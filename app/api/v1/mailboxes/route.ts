// GET and POST /api/v1/mailboxes
import { otherMethods, workerRoute } from "@/app/_server/worker-route";
import { operations } from "@/lib/mail-worker/contract";
import { listMailboxes } from "@/lib/mail-worker/list-mailboxes";
import { createMailbox } from "@/lib/management/create-mailbox";
import { succeed } from "@/lib/result";

export const GET = workerRoute(operations.listMailboxes, async (context, { query }) =>
  succeed(await listMailboxes(context, query)),
);

export const POST = workerRoute(operations.createMailbox, (context, { body }) => createMailbox(context, body));

export const { PUT, PATCH, DELETE, OPTIONS } = otherMethods("/mailboxes");
