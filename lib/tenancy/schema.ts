import { z } from "zod";
import { readAddress } from "./read-address";

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

/** One email address, alone or as `Name <address>`; it comes out in lower case, its domain in ASCII. */
export const emailAddressSchema = z
  .string("Enter an email address such as support@example.com")
  .transform((typed, { addIssue }) => {
    const read = readAddress(typed);
    if ("address" in read) return read.address;
    addIssue({ code: "custom", message: read.mistake });
    return z.NEVER;
  });

export const newPasswordSchema = z
  .string()
  .min(12, "Use at least 12 characters")
  .max(200, "Use at most 200 characters");

/** What it takes to change one's own password. */
export const changePasswordSchema = z
  .object({
    currentPassword: z.string().min(1, "Enter the password that you signed in with"),
    newPassword: newPasswordSchema,
    newPasswordAgain: z.string(),
  })
  .refine(({ newPassword, newPasswordAgain }) => newPassword === newPasswordAgain, {
    path: ["newPasswordAgain"],
    message: "This is not what stands above. Type the new password again",
  })
  .refine(({ currentPassword, newPassword }) => currentPassword !== newPassword, {
    path: ["newPassword"],
    message: "This is the current password. Choose another one",
  });

/** The settings of a tenant. */
export const tenantSettingsSchema = z.object({
  timeZone: z.string().trim().refine(isTimeZone, "Choose a time zone of the list, such as Europe/Berlin"),
});
export type TenantSettingsInput = z.infer<typeof tenantSettingsSchema>;

/** Whether this is the name of a time zone, such as Europe/Berlin; an offset such as +02:00 is none. */
function isTimeZone(name: string): boolean {
  try {
    return (
      /^[A-Za-z]/.test(name) && new Intl.DateTimeFormat("en-GB", { timeZone: name }).resolvedOptions().timeZone !== ""
    );
  } catch {
    return false;
  }
}

/** What it takes to create a tenant with its first owner. */
export const newTenantSchema = z.object({
  name: z.string().trim().min(1, "Enter the name of your helpdesk").max(80, "Use at most 80 characters"),
  slug: tenantSlugSchema,
  ownerEmail: emailAddressSchema,
  ownerPassword: newPasswordSchema,
});

export type NewTenant = z.infer<typeof newTenantSchema>;
