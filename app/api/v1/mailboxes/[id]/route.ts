// GET, PATCH and DELETE /api/v1/mailboxes/{id}
import { otherMethods, workerRoute } from "@/app/_server/worker-route";
import { changeMailbox } from "@/lib/mail-worker/change-mailbox";
import { operations } from "@/lib/mail-worker/contract";
import { deleteMailbox } from "@/lib/mail-worker/delete-mailbox";
import { getMailbox } from "@/lib/mail-worker/get-mailbox";

export const GET = workerRoute(operations.getMailbox, (context, { path }) => getMailbox(context, path.id));

export const PATCH = workerRoute(operations.changeMailbox, (context, { path, body }) =>
  changeMailbox(context, path.id, body),
);

export const DELETE = workerRoute(operations.deleteMailbox, (context, { path }) => deleteMailbox(context, path.id));

export const { POST, PUT, OPTIONS } = otherMethods("/mailboxes/{id}");
