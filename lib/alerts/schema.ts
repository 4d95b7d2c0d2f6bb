import { z } from "zod";
import { halves } from "@/lib/system-email/schema";
import { emailAddressSchema } from "@/lib/tenancy/schema";

export const alertKinds = [
  "mailbox_broken",
  "mailbox_trouble",
  "idp_config_refused",
  "credential_expiring",
  "certificate_expiring",
  "grant_ending",
] as const;
export const alertKindSchema = z.enum(alertKinds);
export type AlertKind = z.infer<typeof alertKindSchema>;

/** What each kind is called where it is chosen or filtered by. */
export const alertKindLabels: Readonly<Record<AlertKind, string>> = {
  mailbox_broken: "A mailbox stopped working",
  mailbox_trouble: "Trouble that has lasted for 30 minutes",
  idp_config_refused: "An IdP Config is refused by its provider",
  credential_expiring: "A Client Credential expires soon",
  certificate_expiring: "A mail server's certificate expires soon",
  grant_ending: "An authorization ends soon",
};

/** What an alert's words are made from beside its columns; never a secret. */
export const alertFactsSchema = z.object({
  /** The IdP Config's name. */
  name: z.string().optional(),
  /** The mail server, as `host:port`, that mailboxes with one cause have in common. */
  server: z.string().optional(),
  /** Our sentence with the provider's own words. */
  detail: z.string().optional(),
  /** When it ends, of what ends. */
  endsAt: z.iso.datetime().optional(),
  /** That moment has passed. */
  hasEnded: z.boolean().optional(),
  /** Which rule of half_states decided, or by what a Grant ends. */
  reason: z.string().optional(),
  /** Our own code of the failure that `cause` explains. */
  failureCode: z.string().optional(),
  /** The IdP Config by which a mailbox of it signs in, where the alert is not about one. */
  usedConfigId: z.string().optional(),
  /** The half by which that mailbox signs in. */
  serving: z.enum(halves).optional(),
});
export type AlertFacts = z.infer<typeof alertFactsSchema>;

export const snoozeChoices = ["1h", "4h", "1d", "1w", "until_change", "end"] as const;

/** How long an alert is to be quiet; `end` makes it speak again. */
export const snoozeSchema = z.object({ snooze: z.enum(snoozeChoices, "Choose for how long") });
export type SnoozeChoice = (typeof snoozeChoices)[number];

/** The query of the page of alerts. What is no filter and no page counts as the first of each. */
export const alertsQuerySchema = z.object({
  filter: z.enum(["open", "resolved"]).catch("open").default("open"),
  page: z.coerce.number().int().min(1).max(1_000_000).catch(1).default(1),
});

const maxRecipients = 20;

/** Addresses as somebody types them: one a line, or with commas between; none is the owners and admins. */
const recipientsSchema = z.string().transform((text, { addIssue }) => {
  const addresses = new Set<string>();
  for (const typed of new Set(text.split(/[\s,;]+/).filter(Boolean))) {
    const read = emailAddressSchema.safeParse(typed);
    if (read.success) addresses.add(read.data);
    else for (const { message } of read.error.issues) addIssue({ code: "custom", message });
  }
  if (addresses.size > maxRecipients) addIssue({ code: "custom", message: `Use at most ${maxRecipients} addresses` });
  return [...addresses];
});

/** Who is told by e-mail, of what, and whether there is a digest. */
export const alertSettingsSchema = z
  .object({
    sendTo: z.enum(["admins", "list"], "Choose who is told"),
    recipients: recipientsSchema.default([]),
    kinds: z.array(alertKindSchema).default([]),
    digestEnabled: z.stringbool().default(false),
    digestHour: z.coerce.number("Choose an hour").int().min(0, "Choose an hour").max(23, "Choose an hour"),
    digestWhenWell: z.stringbool().default(false),
  })
  .superRefine(({ sendTo, recipients }, context) => {
    if (sendTo === "list" && recipients.length === 0)
      context.addIssue({ code: "custom", path: ["recipients"], message: "Enter at least one email address" });
  });
export type AlertSettingsInput = z.infer<typeof alertSettingsSchema>;
