import { z } from "zod";
import { workerScopeSchema } from "./scope-schema";

/** A Worker Key as the form sends it. */
export const workerKeySchema = z
  .object({
    name: z
      .string()
      .trim()
      .min(1, "Enter a name, such as the program that will use it")
      .max(80, "Use at most 80 characters"),
    scopes: z.array(workerScopeSchema, "Choose what the key may do").min(1, "Choose at least one scope"),
    expiresOn: z
      .union([z.literal(""), z.iso.date("Enter a date such as 2027-02-03")])
      .default("")
      .transform((text) => (text === "" ? null : new Date(`${text}T23:59:59Z`))),
    reach: z.enum(["all", "chosen"], "Choose all System Emails or some").default("all"),
    systemEmailIds: z.array(z.uuid()).default([]),
  })
  .refine(({ reach, systemEmailIds }) => reach === "all" || systemEmailIds.length > 0, {
    path: ["systemEmailIds"],
    message: "Choose at least one System Email, or all",
  });
