// GET and POST /api/v1/mailboxes/{id}/authorization-links
import { otherMethods, workerRoute } from "@/app/_server/worker-route";
import { operations } from "@/lib/mail-worker/contract";
import { createMailboxLink } from "@/lib/management/create-mailbox-link";
import { listMailboxLinks } from "@/lib/management/list-mailbox-links";

export const GET = workerRoute(operations.listAuthorizationLinks, (context, { path }) =>
  listMailboxLinks(context, path.id),
);

export const POST = workerRoute(operations.createAuthorizationLink, (context, { path, body }) =>
  createMailboxLink(context, path.id, body),
);

export const { PUT, PATCH, DELETE, OPTIONS } = otherMethods("/mailboxes/{id}/authorization-links");
