// GET /api/v1/mailboxes: a Worker Key with the scope mailboxes:read.
import { z } from "zod";
import { workerRoute } from "@/app/_server/worker-route";
import { listMailboxesQuerySchema, mailboxListSchema } from "@/lib/mail-worker/contract";
import { listMailboxes } from "@/lib/mail-worker/list-mailboxes";
import { succeed } from "@/lib/result";

export const GET = workerRoute({
  scope: "mailboxes:read",
  path: z.object({}),
  query: listMailboxesQuerySchema,
  answer: mailboxListSchema,
  handle: async (context, _path, query) => succeed(await listMailboxes(context, query)),
});
