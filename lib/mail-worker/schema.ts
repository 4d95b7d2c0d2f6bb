import { z } from "zod";
import { daySchema } from "@/lib/day-and-moment";
import { normalizeNetwork } from "./key-networks";
import { workerScopeSchema } from "./scope-schema";

const mostNetworks = 50;

/** Why a line of networks is refused, naming it as it was typed. */
export function explainWrongNetwork(typed: string): string {
  return `“${typed}” is neither a network nor an address. Write one such as 10.1.0.0/16, 203.0.113.7 or 2001:db8::/32`;
}

/** Networks as they are typed, one a line or with commas between; each comes out in CIDR form, once. */
export const networksSchema = z
  .string()
  .default("")
  .transform((text, { addIssue }) => {
    const lines = text.split(/[\n\r,]+/).flatMap((line) => line.trim() || []);
    const networks = new Set<string>();
    for (const line of lines) {
      const network = normalizeNetwork(line);
      if (network === null) addIssue({ code: "custom", message: explainWrongNetwork(line.slice(0, 60)) });
      else networks.add(network);
    }
    if (networks.size > mostNetworks) addIssue({ code: "custom", message: `Enter at most ${mostNetworks} networks` });
    return [...networks];
  });

/** The last day of a key, as a date field sends it; it ends at 23:59:59 UTC. Empty for a key without an end. */
export const expiresOnSchema = z
  .union([z.literal(""), daySchema("Enter a date such as 2027-02-03")])
  .default("")
  .transform((text) => (text === "" ? null : new Date(`${text}T23:59:59Z`)));

/** From where and until when a key may be used, as the form that changes it sends it. */
export const workerKeyLimitsSchema = z.object({ networks: networksSchema, expiresOn: expiresOnSchema });

/** A Worker Key as the form sends it. */
export const workerKeySchema = z
  .object({
    name: z
      .string()
      .trim()
      .min(1, "Enter a name, such as the program that will use it")
      .max(80, "Use at most 80 characters"),
    scopes: z.array(workerScopeSchema, "Choose what the key may do").min(1, "Choose at least one scope"),
    networks: networksSchema,
    expiresOn: expiresOnSchema,
    reach: z.enum(["all", "chosen"], "Choose all System Emails or some").default("all"),
    systemEmailIds: z.array(z.uuid()).default([]),
  })
  .refine(({ reach, systemEmailIds }) => reach === "all" || systemEmailIds.length > 0, {
    path: ["systemEmailIds"],
    message: "Choose at least one System Email, or all",
  });

const cursorSchema = z.string().regex(/^\d{1,18}$/);

/** The query of a list of credentials reads: a search among the addresses, and the read before which it goes on. */
export const credentialReadsSchema = z.object({
  mailbox: z.string().trim().max(320).catch("").default(""),
  before: cursorSchema.optional().catch(undefined),
});
