import { z } from "zod";
import { readAddress } from "@/lib/tenancy/read-address";
import { emailAddressSchema } from "@/lib/tenancy/schema";
import { healthSchema } from "./health-schema";

export const mailboxTypes = ["user", "shared"] as const;
export const halfStatuses = ["enabled", "disabled"] as const;
export const incomingProtocols = ["imap", "pop3"] as const;
export const connectionSecurities = ["tls", "starttls", "none"] as const;
export const incomingAuthentications = ["oauth2_microsoft", "oauth2_google", "oauth2_other", "basic"] as const;
export const outgoingAuthentications = ["same_as_remote_mailbox", ...incomingAuthentications, "none"] as const;
export const afterFetchActions = ["archive", "delete", "nothing"] as const;

/** Which half of a System Email: the incoming or the sending one. */
export const halves = ["remote_mailbox", "outgoing_smtp"] as const;
export type Half = (typeof halves)[number];

const accountFieldsSchema = z.object({
  address: emailAddressSchema,
  name: z
    .string()
    .trim()
    .min(1, "Enter the name that people see, such as Acme Support")
    .max(120, "Use at most 120 characters"),
  mailboxType: z.enum(mailboxTypes, "Choose user or shared"),
  notes: z.string().max(10_000, "Use at most 10,000 characters").default(""),
});

const namelessSchema = z.looseObject({ address: z.string(), name: z.string().trim().max(0).default("") });

/** The Account tab. Of an address that was pasted as `Name <address>` the name is taken too, where none is entered. */
export const accountSchema = z.preprocess((typed) => {
  const nameless = namelessSchema.safeParse(typed);
  if (!nameless.success) return typed;
  const read = readAddress(nameless.data.address);
  return "name" in read ? { ...nameless.data, name: read.name } : typed;
}, accountFieldsSchema);
export type AccountInput = z.infer<typeof accountSchema>;

const hostSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(253, "A host name has at most 253 characters")
  .regex(
    /^$|^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$|^\[?[0-9a-f:.]+\]?$/,
    "Enter a host name such as outlook.office365.com, without https:// and without a port",
  )
  .default("");
const portSchema = z.coerce
  .number("Enter a port number")
  .int("Enter a whole number")
  .min(1, "Port numbers start at 1")
  .max(65535, "Port numbers end at 65535");
const folderSchema = z
  .string()
  .trim()
  .max(250, "Use at most 250 characters")
  .regex(/^[^\r\n]*$/, "A folder name is one line");
const usernameSchema = z
  .string()
  .trim()
  .max(254, "Use at most 254 characters")
  .regex(/^[^\r\n]*$/, "A user name is one line")
  .default("");
// Empty means: keep the one that is saved.
const passwordSchema = z
  .string()
  .max(500, "Use at most 500 characters")
  .regex(/^[^\r\n]*$/, "A password is one line")
  .default("");

const plainTextRefusal = "Mailgrant never signs in over an unencrypted connection; choose TLS or STARTTLS";

/** The Remote Mailbox tab. A disabled half may be incomplete: it is a draft. */
export const remoteMailboxSchema = z
  .object({
    status: z.enum(halfStatuses, "Choose Enabled or Disabled"),
    protocol: z.enum(incomingProtocols, "Choose IMAP or POP3"),
    host: hostSchema,
    port: portSchema,
    security: z.enum(connectionSecurities, "Choose TLS or STARTTLS"),
    folder: folderSchema.default("INBOX").transform((folder) => folder || "INBOX"),
    authentication: z.enum(incomingAuthentications, "Choose how to sign in"),
    fetchEveryMinutes: z.coerce
      .number("Enter the fetch frequency as a number of minutes")
      .int("Enter the fetch frequency in whole minutes")
      .min(1, "The fetch frequency is at least 1 minute")
      .max(1440, "The fetch frequency is at most 1440 minutes, a day"),
    maxPerFetch: z.coerce
      .number("Enter how many emails are fetched at once")
      .int("Enter a whole number of emails per fetch")
      .min(1, "Emails per fetch are at least 1")
      .max(1000, "Emails per fetch are at most 1000"),
    afterFetchAction: z.enum(afterFetchActions, "Choose what happens to fetched emails"),
    archiveFolder: folderSchema.default(""),
    basicUsername: usernameSchema,
    basicPassword: passwordSchema,
  })
  .superRefine((input, context) => {
    const refuse = (field: string, message: string) => context.addIssue({ code: "custom", path: [field], message });
    if (input.status === "enabled" && input.host === "") refuse("host", "Enter the host name of the mail server");
    if (input.security === "none") refuse("security", plainTextRefusal);
    if (input.protocol === "pop3" && input.folder.toUpperCase() !== "INBOX") {
      refuse("folder", "POP3 knows no folders: it only ever reads the inbox. Leave INBOX, or choose IMAP");
    }
    if (input.protocol === "pop3" && input.afterFetchAction === "archive") {
      refuse(
        "afterFetchAction",
        "POP3 knows no folders, so nothing can be archived. Choose delete or do nothing, or choose IMAP",
      );
    }
    if (input.protocol === "imap" && input.afterFetchAction === "archive") {
      if (input.archiveFolder === "") refuse("archiveFolder", "Enter the folder that fetched emails are moved to");
      if (input.archiveFolder === input.folder)
        refuse("archiveFolder", "The archive folder must be another one than the mail folder");
    }
  });
export type RemoteMailboxInput = z.infer<typeof remoteMailboxSchema>;

/** The Outgoing (SMTP) tab. */
export const outgoingSmtpSchema = z
  .object({
    status: z.enum(halfStatuses, "Choose Enabled or Disabled"),
    host: hostSchema,
    port: portSchema,
    security: z.enum(connectionSecurities, "Choose TLS, STARTTLS or none"),
    authentication: z.enum(outgoingAuthentications, "Choose how to sign in"),
    // A checkbox that is not ticked sends nothing.
    headerSpoofing: z.stringbool().default(false),
    basicUsername: usernameSchema,
    basicPassword: passwordSchema,
  })
  .superRefine((input, context) => {
    const refuse = (field: string, message: string) => context.addIssue({ code: "custom", path: [field], message });
    if (input.status === "enabled" && input.host === "") refuse("host", "Enter the host name of the mail server");
    if (input.security === "none" && input.authentication !== "none") refuse("security", plainTextRefusal);
  });
export type OutgoingSmtpInput = z.infer<typeof outgoingSmtpSchema>;

/** The protocols by which a half may be looked for. */
export const halfProtocols = [...incomingProtocols, "smtp"] as const;

/**
 * The query of the list page: what is searched for, in which state, and which page, from 1. With a protocol the state is
 * that of the half which speaks it, without one the System Email's as a whole. A cause key is one of `half_states`.
 */
export const systemEmailListSchema = z.object({
  state: healthSchema.optional().catch(undefined),
  protocol: z.enum(halfProtocols).optional().catch(undefined),
  cause: z
    .string()
    .max(500)
    .refine((text) => !text.includes("\u0000"))
    .optional()
    .catch(undefined),
  // No text of PostgreSQL's can hold a NUL, so nothing is found by one.
  search: z
    .string()
    .trim()
    .max(254)
    .refine((text) => !text.includes("\u0000"))
    .catch("")
    .default(""),
  page: z.coerce.number().int().min(1).max(1_000_000).catch(1).default(1),
});
export type SystemEmailListQuery = z.infer<typeof systemEmailListSchema>;

/** An id as it comes from a URL; anything else cannot name a row. */
export const rowIdSchema = z.uuid();
