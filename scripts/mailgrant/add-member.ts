import { randomUUID } from "node:crypto";
import { z } from "zod";
import { Role } from "@/lib/db/generated/enums";
import { fail, succeed } from "@/lib/result";
import { Secret } from "@/lib/secret";
import { addMember } from "@/lib/tenancy/add-member";
import { operateTenant } from "@/lib/tenancy/operate-tenant";
import { emailAddressSchema, newPasswordSchema } from "@/lib/tenancy/schema";
import { type Command, parseOptions } from "./command";

const memberSchema = z.object({
  tenant: z.string(),
  email: emailAddressSchema,
  role: z.enum(Role, { error: `Choose one of ${Object.values(Role).join(", ")}` }),
  password: newPasswordSchema.optional(),
});

/** Makes a person a member of a tenant, or changes the role of one who is. */
export const addMemberCommand: Command = {
  name: "member add",
  synopsis: "--tenant SLUG --email ADDRESS --role owner|admin|viewer [--password-stdin] [--json]",
  required: ["tenant", "email", "role"],
  optional: [],
  passwordFlag: { name: "password-stdin", isRequired: false },
  async run({ options, password: typedPassword }) {
    const member = parseOptions(memberSchema, { ...options, password: typedPassword });
    if (!member.ok) return member;
    const { tenant, email, role, password } = member.value;
    const context = await operateTenant(tenant, randomUUID());
    if (context === null) return fail({ code: "not_found", message: `There is no tenant "${tenant}".` });
    const added = await addMember(context, {
      email,
      role,
      password: password === undefined ? null : new Secret(password),
    });
    if (!added.ok) return added;
    return succeed({
      fields: { userId: added.value.userId, email, role },
      sentence: `${email} is ${role} of ${context.name} now.`,
    });
  },
};
