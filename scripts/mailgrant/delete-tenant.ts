import { randomUUID } from "node:crypto";
import { fail, succeed } from "@/lib/result";
import { deleteTenant } from "@/lib/system-email/delete-tenant";
import { operateTenant } from "@/lib/tenancy/operate-tenant";
import type { Command } from "./command";

/** Deletes a tenant for good, after revoking its Grants at their providers; the slug is typed twice. */
export const deleteTenantCommand: Command = {
  name: "tenant delete",
  synopsis: "--slug SLUG --confirm SLUG [--json]",
  required: ["slug", "confirm"],
  optional: [],
  passwordFlag: null,
  async run({ options: { slug = "", confirm } }) {
    if (slug !== confirm) {
      return fail({ code: "invalid_request", message: "--confirm: Type the slug of the tenant again." });
    }
    const context = await operateTenant(slug, randomUUID());
    if (context === null) return fail({ code: "not_found", message: `There is no tenant "${slug}".` });
    const { systemEmailCount, revoked } = await deleteTenant(context);
    const alive = revoked.filter(({ atProvider }) => atProvider !== "revoked");
    const told = alive.map(
      ({ address, resourceOwner, reason }) =>
        `${address} (signed in as ${resourceOwner}): ${reason ?? "the provider offers no revocation"}`,
    );
    const warning = alive.length === 0 ? "" : `\nStill alive at the provider, to be removed there:\n${told.join("\n")}`;
    return succeed({
      fields: {
        slug,
        systemEmails: systemEmailCount,
        revoked: revoked.length - alive.length,
        notRevoked: told,
      },
      sentence: `Deleted the tenant ${slug} with ${systemEmailCount} System Emails.${warning}`,
    });
  },
};
