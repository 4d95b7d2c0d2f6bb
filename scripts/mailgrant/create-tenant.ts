import { randomUUID } from "node:crypto";
import { succeed } from "@/lib/result";
import { createTenant } from "@/lib/tenancy/create-tenant";
import { newTenantSchema } from "@/lib/tenancy/schema";
import { type Command, parseOptions } from "./command";

/** Creates a tenant and its first owner. */
export const createTenantCommand: Command = {
  name: "tenant create",
  synopsis: "--slug SLUG --name NAME --owner-email ADDRESS --owner-password-stdin [--json]",
  required: ["slug", "name", "owner-email"],
  optional: [],
  passwordFlag: { name: "owner-password-stdin", isRequired: true },
  async run({ options, password }) {
    const tenant = parseOptions(newTenantSchema, {
      slug: options.slug,
      name: options.name,
      ownerEmail: options["owner-email"],
      ownerPassword: password,
    });
    if (!tenant.ok) return tenant;
    const caller = { actorLabel: "operator", requestId: randomUUID(), onlyFirst: false };
    const created = await createTenant(tenant.value, caller);
    if (!created.ok) return created;
    const { tenantId: id, slug, userId: ownerId } = created.value;
    return succeed({ fields: { id, slug, ownerId }, sentence: `Created the tenant ${slug}.` });
  },
};
