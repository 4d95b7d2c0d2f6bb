import type { WorkerScope } from "@/lib/mail-worker/contract";

/** What each scope of a Worker Key allows, in a sentence. */
export const scopeWords: Record<WorkerScope, string> = {
  "mailboxes:read": "List the System Emails: address, protocol, and whether they are authorized. No secrets.",
  "credentials:read":
    "Read what it takes to sign in to a System Email: servers, user name, and a fresh access token or the stored password.",
};
