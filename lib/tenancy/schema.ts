import { z } from "zod";

// First parts of paths that the application itself uses, so that a tenant's pages cannot hide behind them.
const reservedSlugs = new Set([
  "account",
  "api",
  "admin",
  "sign-in",
  "sign-up",
  "first-run",
  "tenants",
  "authorization-ended",
  "authorize",
  "docs",
  "_next",
  "icon.svg",
]);

export const tenantSlugSchema = z
  .string()
  .trim()
  .toLowerCase()
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/,
    "Use 1 to 40 lower-case letters, digits and hyphens, not starting or ending with a hyphen",
  )
  .refine((slug) => !reservedSlugs.has(slug), "This address is used by Mailgrant itself; choose another");

export const emailAddressSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, "An email address has at most 254 characters")
  .pipe(z.email("Enter an email address such as support@example.com"));

export const newPasswordSchema = z
  .string()
  .min(12, "Use at least 12 characters")
  .max(200, "Use at most 200 characters");

/** What it takes to create a tenant with its first owner. */
export const newTenantSchema = z.object({
  name: z.string().trim().min(1, "Enter the name of your helpdesk").max(80, "Use at most 80 characters"),
  slug: tenantSlugSchema,
  ownerEmail: emailAddressSchema,
  ownerPassword: newPasswordSchema,
});

export type NewTenant = z.infer<typeof newTenantSchema>;
