import { z } from "zod";

/** What a Worker Key may be allowed to do. `manage` does what the Admin Panel's forms do, and needs all mailboxes; it reads them, too. */
export const workerScopes = [
  "mailboxes:read",
  "credentials:read",
  "leases:write",
  "reports:write",
  "events:read",
  "manage",
] as const;
export const workerScopeSchema = z.enum(workerScopes);
export type WorkerScope = z.infer<typeof workerScopeSchema>;
