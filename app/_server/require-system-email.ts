import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import { getSystemEmail, type SystemEmailView } from "@/lib/system-email/get-system-email";
import { rowIdSchema } from "@/lib/system-email/schema";
import type { UserContext } from "@/lib/tenancy/context";
import { requireTenant } from "./require-tenant";

/**
 * The System Email of the URL for the signed-in user, read once a request. What is no id, what does not exist and
 * what belongs to another tenant end in the same 404.
 */
export const requireSystemEmail = cache(
  async (tenant: string, emailId: string): Promise<{ context: UserContext; email: SystemEmailView }> => {
    const context = await requireTenant(tenant);
    const id = rowIdSchema.safeParse(emailId);
    const email = id.success ? await getSystemEmail(context, id.data) : null;
    return email === null ? notFound() : { context, email };
  },
);
