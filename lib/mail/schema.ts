import { z } from "zod";
import type { Clock } from "@/lib/clock";
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
  "archive",
  "mailbox",
]);
export type StageName = z.infer<typeof stageNameSchema>;

/** The ways in which speaking to a mail server fails as expected. */
export const mailFailureCodeSchema = z.enum([
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
  "folder_read_only",
  "archive_read_only",
  "mailbox_refused",
  "message_refused",
]);
export type MailFailureCode = z.infer<typeof mailFailureCodeSchema>;
export type MailFailure = Failure<MailFailureCode>;

/** An address of the host: found at DNS; at TCP also how dialling it ended. Errors are the system's codes. */
const hostAddressSchema = z.object({
  address: z.string(),
  family: z.union([z.literal(4), z.literal(6)]),
  outcome: z.enum(["found", "refused_by_policy", "connected", "failed", "not_tried"]),
  error: z.string().optional(),
  durationMs: z.number().int().nonnegative().optional(),
});
export type HostAddress = z.infer<typeof hostAddressSchema>;

/** A certificate as the server showed it; moments are ISO 8601 in UTC. */
const certificateSchema = z.object({
  subject: z.string(),
  issuer: z.string(),
  validFrom: z.string(),
  validUntil: z.string(),
});

/** What is known of the encryption, also where the certificate was refused: then from a look that trusted nothing. */
const tlsFactsSchema = z.object({
  version: z.string().optional(),
  cipher: z.string().optional(),
  /** Whole days until the server's own certificate ends, when it was looked at; negative once it has ended. */
  daysLeft: z.number().int().optional(),
  /** The names and addresses that the server's own certificate is for. */
  names: z.array(z.string()),
  /** The server's own certificate first, then those that vouch for it, as far as the server sent or the system has them. */
  chain: z.array(certificateSchema),
});
export type TlsFacts = z.infer<typeof tlsFactsSchema>;

/** The claims of an access token that may be shown: never the token, never its signature. `exp` is in seconds. */
const tokenClaimsSchema = z.object({
  aud: z.string().optional(),
  scp: z.string().optional(),
  roles: z.array(z.string()).optional(),
  upn: z.string().optional(),
  oid: z.string().optional(),
  tid: z.string().optional(),
  exp: z.number().optional(),
});
export type TokenClaims = z.infer<typeof tokenClaimsSchema>;

/** What a refused token says about itself beside what the protocol and the mailbox need; `problem` says what does not fit. */
export const tokenReviewSchema = z.object({
  /** The token says nothing about itself, so what is known comes from its Grant. */
  isOpaque: z.boolean(),
  claims: tokenClaimsSchema,
  findings: z.array(
    z.object({
      subject: z.enum(["audience", "permissions", "owner", "directory", "expiry"]),
      found: z.string(),
      needed: z.string(),
      problem: z.string().nullable(),
      /** What no token can show, so that it neither fits nor does not. */
      unseen: z.string().optional(),
    }),
  ),
});
export type TokenReview = z.infer<typeof tokenReviewSchema>;

/**
 * One step of a Verification. `replies` is what the server said, with every secret replaced; `challenge` is
 * the JSON by which a server explains a refused token (XOAUTH2), as a flat record. `remarks` are what an admin should
 * know although the stage passed. What is optional is missing in stages that were stored before it was known.
 */
export const stageSchema = z.object({
  name: stageNameSchema,
  status: z.enum(["passed", "failed", "skipped"]),
  durationMs: z.number().int().nonnegative(),
  summary: z.string(),
  replies: z.array(z.string()),
  challenge: z.record(z.string(), z.string()).optional(),
  remarks: z.array(z.string()).optional(),
  addresses: z.array(hostAddressSchema).optional(),
  tls: tlsFactsSchema.optional(),
  token: tokenReviewSchema.optional(),
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
  /** By which the days that a certificate has left are counted; the machine's where it is left out. */
  clock?: Clock;
};

/** Authorities to trust instead of the system's. There is no way to switch the check of certificates off. */
export type MailTlsOptions = { ca: string | string[] };

export type ImapFolder = { path: string; specialUse?: string };

export type VerificationReport = {
  protocol: MailProtocol;
  isHealthy: boolean;
  stages: Stage[];
  failure?: MailFailure;
  folders?: ImapFolder[];
  messageCount?: number;
};
