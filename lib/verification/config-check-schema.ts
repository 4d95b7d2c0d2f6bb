import { z } from "zod";
import { diagnosisSchema } from "@/lib/diagnosis/schema";

/** What is looked at of an IdP Config, in the order in which it is shown. */
export const configItemNames = [
  "discovery",
  "authorization_endpoint",
  "token_endpoint",
  "client_credential",
  "scopes",
  "callback",
] as const;
export type ConfigItemName = (typeof configItemNames)[number];

/**
 * One item of the check of an IdP Config. `unknown` where it cannot be known from here, which the summary says why.
 * `said` is what the provider answered, without secrets.
 */
export const configItemSchema = z.object({
  name: z.enum(configItemNames),
  status: z.enum(["passed", "failed", "unknown"]),
  durationMs: z.number().int().nonnegative(),
  summary: z.string(),
  details: z.array(z.string()),
  said: z.array(z.string()),
  diagnosis: diagnosisSchema.nullable(),
});
export type ConfigItem = z.infer<typeof configItemSchema>;
