import { z } from "zod";

/** How long an Authorization Link is good for, in hours, where nothing else is said. */
export const defaultLinkHours = 24;
export const maxLinkHours = 168;

/** The form that makes an Authorization Link. */
export const authorizationLinkFormSchema = z.object({
  expiresInHours: z.coerce
    .number("Choose how long the link is good for")
    .int()
    .min(1)
    .max(maxLinkHours)
    .default(defaultLinkHours),
});
