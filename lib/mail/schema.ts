import { z } from "zod";
import type { EgressPolicy } from "@/lib/egress/policy";
import type { HostLookup } from "@/lib/egress/resolve-host";
import type { Failure } from "@/lib/errors";
import type { Secret } from "@/lib/secret";

/** Where a mail server listens, and how the connection to it is protected. */
export type ConnectionSettings = { host: string; port: number; security: "tls" | "starttls" | "none" };

/** What to sign in with. `username` is the mailbox's address, for a shared mailbox too. */
export type MailCredential =
  | { mechanism: "XOAUTH2"; username: string; accessToken: Secret }
  | { mechanism: "PLAIN"; username: string; password: Secret }
  | { mechanism: "NONE" };

export type MailProtocol = "imap" | "pop3" | "smtp";

export const stageNameSchema = z.enum([
  "dns",
  "tcp",
  "tls",
  "greeting",
  "capabilities",
  "authentication",
  "folder",
  "mailbox",
]);
export type StageName = z.infer<typeof stageNameSchema>;

/** The ways in which speaking to a mail server fails as expected. */
const mailFailureCodeSchema = z.enum([
  "host_unknown",
  "egress_refused",
  "connection_refused",
  "connection_lost",
  "deadline_passed",
  "tls_failed",
  "starttls_missing",
  "protocol_violation",
  "mechanism_missing",
  "authentication_failed",
  "server_unavailable",
  "folder_missing",
  "mailbox_refused",
  "message_refused",
]);
export type MailFailureCode = z.infer<typeof mailFailureCodeSchema>;
export type MailFailure = Failure<MailFailureCode>;

/**
 * One step of a Verification. `replies` is what the server said, with every secret replaced; `challenge` is
 * the JSON by which a server explains a refused token (XOAUTH2), as a flat record.
 */
export const stageSchema = z.object({
  name: stageNameSchema,
  status: z.enum(["passed", "failed", "skipped"]),
  durationMs: z.number().int().nonnegative(),
  summary: z.string(),
  replies: z.array(z.string()),
  challenge: z.record(z.string(), z.string()).optional(),
  failure: z
    .object({
      code: mailFailureCodeSchema,
      message: z.string(),
      facts: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
});
export type Stage = z.infer<typeof stageSchema>;

/** What every Verification needs to know; `deadlineMs` is for all of it together. */
export type VerificationRequest = {
  settings: ConnectionSettings;
  credential: MailCredential;
  policy: EgressPolicy;
  deadlineMs: number;
  tlsOptions?: MailTlsOptions;
  lookup?: HostLookup;
};

/** Authorities to trust instead of the system's. There is no way to switch the check of certificates off. */
export type MailTlsOptions = { ca: string | string[] };

type ImapFolder = { path: string; specialUse?: string };

export type VerificationReport = {
  protocol: MailProtocol;
  isHealthy: boolean;
  stages: Stage[];
  failure?: MailFailure;
  folders?: ImapFolder[];
  messageCount?: number;
};
