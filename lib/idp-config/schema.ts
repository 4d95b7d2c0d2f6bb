import { z } from "zod";
import { daySchema } from "@/lib/day-and-moment";

export const providers = ["microsoft", "google", "other"] as const;

/** Scopes as people paste them: on lines, with commas or with spaces between. */
const scopesSchema = z
  .string()
  .max(4000, "Use at most 4,000 characters")
  .transform((text) => [...new Set(text.split(/[\s,;]+/).filter(Boolean))]);

const optionalAddressSchema = z
  .string()
  .trim()
  .max(2000, "Use at most 2,000 characters")
  .default("")
  .transform((text) => text || null);

/**
 * An IdP Config as the form sends it. Only its form is judged here: what a provider would refuse is found by
 * lib/oauth, because it depends on the provider and on the egress policy.
 */
export const idpConfigSchema = z.object({
  provider: z.enum(providers, "Choose a provider"),
  name: z.string().trim().min(1, "Enter a name to find it again by").max(120, "Use at most 120 characters"),
  enabled: z.stringbool().default(false),
  notes: z.string().max(10_000, "Use at most 10,000 characters").default(""),
  clientId: z.string().trim().min(1, "Enter the Client ID").max(500, "Use at most 500 characters"),
  directoryId: optionalAddressSchema,
  // Microsoft's "Supported account types"; the guide's default, and ours, is one directory.
  isSingleTenant: z.stringbool().default(true),
  authorizationEndpoint: z
    .string()
    .trim()
    .min(1, "Enter the Authorization Endpoint")
    .max(2000, "Use at most 2,000 characters"),
  tokenEndpoint: z.string().trim().min(1, "Enter the Token Endpoint").max(2000, "Use at most 2,000 characters"),
  issuer: optionalAddressSchema,
  userInfoEndpoint: optionalAddressSchema,
  revocationEndpoint: optionalAddressSchema,
  scopes: scopesSchema,
  emailAttribute: z
    .string()
    .trim()
    .min(1, "Enter the attribute that holds the email address")
    .max(200, "Use at most 200 characters"),
});
export type IdpConfigInput = z.infer<typeof idpConfigSchema>;

/** An IdP Config as a form sends it that does not show all of it: without `enabled` and `notes` those stay as they are. */
export type IdpConfigChange = Omit<IdpConfigInput, "enabled" | "notes"> &
  Partial<Pick<IdpConfigInput, "enabled" | "notes">>;

/** A client secret as it is typed. Empty means that the saved one stays. */
export const clientCredentialSchema = z.object({
  clientSecret: z.string().trim().max(2000, "Use at most 2,000 characters").default(""),
  secretExpiresOn: z
    .union([z.literal(""), daySchema("Enter a date such as 2027-02-03")])
    .default("")
    .transform((text) => (text === "" ? null : new Date(`${text}T00:00:00Z`))),
});
export type ClientCredentialInput = z.infer<typeof clientCredentialSchema>;

/** What was asked for and, after a colon, the questions that were answered with yes: `submit:warnings,idpConfig`. */
const intentSchema = z
  .string()
  .regex(/^(submit|save)(:[A-Za-z,]*)?$/)
  .default("submit")
  .transform((text) => {
    const [act, confirmed = ""] = text.split(":");
    return { act: act === "save" ? ("save" as const) : ("submit" as const), confirmed: confirmed.split(",") };
  });

/** The IdP Config tab of the OAuth2 dialog. Its provider is the half's; enabled and notes are the Info tab's. */
export const submittedIdpConfigSchema = idpConfigSchema
  .omit({ provider: true, enabled: true, notes: true })
  .extend(clientCredentialSchema.shape)
  .extend({
    // Empty registers a new IdP Config.
    idpConfigId: z
      .union([z.literal(""), z.uuid()])
      .default("")
      .transform((id) => id || null),
    intent: intentSchema,
  });

/** The page of one IdP Config under Identity Providers. */
export const editedIdpConfigSchema = idpConfigSchema
  .extend(clientCredentialSchema.shape)
  .extend({ confirmed: z.string().max(20).default("") });
