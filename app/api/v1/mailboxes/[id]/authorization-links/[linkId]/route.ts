// DELETE /api/v1/mailboxes/{id}/authorization-links/{linkId}
import { otherMethods, workerRoute } from "@/app/_server/worker-route";
import { operations } from "@/lib/mail-worker/contract";
import { withdrawMailboxLink } from "@/lib/management/withdraw-mailbox-link";

export const DELETE = workerRoute(operations.withdrawAuthorizationLink, (context, { path }) =>
  withdrawMailboxLink(context, path),
);

export const { GET, POST, PUT, PATCH, OPTIONS } = otherMethods("/mailboxes/{id}/authorization-links/{linkId}");
