import { randomUUID } from "node:crypto";
import { z } from "zod";
import { addSeconds, systemClock } from "@/lib/clock";
import { issueWorkerKey } from "@/lib/mail-worker/issue-worker-key";
import { expiresOnSchema, networksSchema } from "@/lib/mail-worker/schema";
import { fail, succeed } from "@/lib/result";
import { findByAddress } from "@/lib/system-email/find-by-address";
import { operateTenant } from "@/lib/tenancy/operate-tenant";
import { type Command, parseOptions } from "./command";

const secondsPerDay = 86_400;

const listSchema = z.string().transform((list) => list.split(",").flatMap((entry) => entry.trim() || []));

const workerKeySchema = z
  .object({
    tenant: z.string(),
    name: z.string().trim().min(1, "Enter what the key is for").max(80, "Use at most 80 characters"),
    scopes: listSchema,
    mailboxes: listSchema.pipe(z.array(z.string()).min(1, "Name an address, or leave it out for all")).optional(),
    networks: networksSchema,
    expiresInDays: z.coerce.number("Enter a number of days").int().min(1).max(3650).optional(),
    expiresOn: expiresOnSchema,
  })
  .refine(({ expiresInDays, expiresOn }) => expiresInDays === undefined || expiresOn === null, {
    path: ["expiresOn"],
    message: "Enter either a day or a number of days",
  });

/** Issues a Worker Key for System Emails of a tenant, all of them unless some are named. This is the one time that the key is shown. */
export const issueWorkerKeyCommand: Command = {
  name: "worker-key issue",
  synopsis:
    "--tenant SLUG --name NAME --scopes SCOPE,SCOPE [--mailboxes ADDRESS,ADDRESS] [--networks CIDR,CIDR] [--expires-on YYYY-MM-DD | --expires-in-days N] [--json]",
  required: ["tenant", "name", "scopes"],
  optional: ["mailboxes", "networks", "expires-on", "expires-in-days"],
  passwordFlag: null,
  async run({ options }) {
    const { "expires-in-days": expiresInDays, "expires-on": expiresOn, ...others } = options;
    const typed = parseOptions(workerKeySchema, { ...others, expiresInDays, expiresOn });
    if (!typed.ok) return typed;
    const { tenant, name, scopes, networks, mailboxes } = typed.value;
    const context = await operateTenant(tenant, randomUUID());
    if (context === null) return fail({ code: "not_found", message: `There is no tenant "${tenant}".` });
    const found = mailboxes === undefined ? null : await findByAddress(context, mailboxes);
    if (found !== null && !found.ok) return found;
    const issued = await issueWorkerKey(context, {
      name,
      scopes,
      networks,
      expiresAt: chooseExpiry(typed.value),
      systemEmailIds: found === null ? "all" : found.value,
    });
    if (!issued.ok) return issued;
    const key = issued.value.key.reveal();
    return succeed({
      fields: { id: issued.value.id, key },
      sentence: `The Worker Key "${name}" of ${context.name}, shown this once:\n${key}`,
    });
  },
};

function chooseExpiry({ expiresInDays, expiresOn }: z.infer<typeof workerKeySchema>): Date | null {
  return expiresInDays === undefined ? expiresOn : addSeconds(systemClock(), expiresInDays * secondsPerDay);
}
