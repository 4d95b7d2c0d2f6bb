// GET, PATCH and DELETE /api/v1/mailboxes/{id}
import { otherMethods, workerRoute } from "@/app/_server/worker-route";
import { operations } from "@/lib/mail-worker/contract";
import { getMailbox } from "@/lib/mail-worker/get-mailbox";
import { changeMailbox } from "@/lib/management/change-mailbox";
import { deleteMailbox } from "@/lib/management/delete-mailbox";

export const GET = workerRoute(operations.getMailbox, (context, { path }) => getMailbox(context, path.id));

export const PATCH = workerRoute(operations.changeMailbox, (context, { path, body }) =>
  changeMailbox(context, path.id, body),
);

export const DELETE = workerRoute(operations.deleteMailbox, (context, { path }) => deleteMailbox(context, path.id));

export const { POST, PUT, OPTIONS } = otherMethods("/mailboxes/{id}");
