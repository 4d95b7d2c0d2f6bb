import { randomUUID } from "node:crypto";
import { z } from "zod";
import { addSeconds, systemClock } from "@/lib/clock";
import { issueWorkerKey } from "@/lib/mail-worker/issue-worker-key";
import { fail, succeed } from "@/lib/result";
import { operateTenant } from "@/lib/tenancy/operate-tenant";
import { type Command, parseOptions } from "./command";

const secondsPerDay = 86_400;

const workerKeySchema = z.object({
  tenant: z.string(),
  name: z.string().trim().min(1, "Enter what the key is for").max(80, "Use at most 80 characters"),
  scopes: z.string().transform((list) => list.split(",").map((scope) => scope.trim())),
  expiresInDays: z.coerce.number("Enter a number of days").int().min(1).max(3650).optional(),
});

/** Issues a Worker Key for all System Emails of a tenant. This is the one time that the key is shown. */
export const issueWorkerKeyCommand: Command = {
  name: "worker-key issue",
  synopsis: "--tenant SLUG --name NAME --scopes SCOPE,SCOPE [--expires-in-days N] [--json]",
  required: ["tenant", "name", "scopes"],
  optional: ["expires-in-days"],
  passwordFlag: null,
  async run({ options }) {
    const typed = parseOptions(workerKeySchema, { ...options, expiresInDays: options["expires-in-days"] });
    if (!typed.ok) return typed;
    const { tenant, name, scopes, expiresInDays } = typed.value;
    const context = await operateTenant(tenant, randomUUID());
    if (context === null) return fail({ code: "not_found", message: `There is no tenant "${tenant}".` });
    const issued = await issueWorkerKey(context, {
      name,
      scopes,
      expiresAt: expiresInDays === undefined ? null : addSeconds(systemClock(), expiresInDays * secondsPerDay),
      systemEmailIds: "all",
    });
    if (!issued.ok) return issued;
    const key = issued.value.key.reveal();
    return succeed({
      fields: { id: issued.value.id, key },
      sentence: `The Worker Key "${name}" of ${context.name}, shown this once:\n${key}`,
    });
  },
};
