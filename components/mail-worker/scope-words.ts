import type { WorkerScope } from "@/lib/mail-worker/scope-schema";

/** What each scope of a Worker Key allows, in a sentence. */
export const scopeWords: Record<WorkerScope, string> = {
  "mailboxes:read": "List the System Emails: address, protocol, settings, and whether they are authorized. No secrets.",
  "credentials:read":
    "Read what it takes to sign in to a System Email: servers, user name, and a fresh access token or the stored password.",
  "leases:write":
    "Be handed the System Emails that are due to be fetched, without another worker getting the same ones.",
  "reports:write": "Tell what a mail server said, which feeds the health of the System Email.",
  "events:read": "Read the feed of what happened to the System Emails.",
  manage:
    "Do what the forms of the Admin Panel do: add, change and delete System Emails and IdP Configs, and make authorization links. It may read the settings of System Emails, as mailboxes:read may. To move a mailbox that is authorized to another server it takes credentials:read as well. For keys of all System Emails only.",
};

/** What a worker that fetches and sends needs, and no more; ticked in the form until somebody chooses otherwise. */
export const usualScopes: ReadonlySet<string> = new Set<WorkerScope>([
  "mailboxes:read",
  "credentials:read",
  "leases:write",
  "reports:write",
]);
