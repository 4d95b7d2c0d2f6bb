import type { Failure } from "@/lib/errors";
import { withdrawAuthorizationLink } from "@/lib/grant/withdraw-authorization-link";
import { fail, type Result } from "@/lib/result";
import { rowIdSchema } from "@/lib/system-email/schema";
import type { TenantContext } from "@/lib/tenancy/context";

/** Withdraws an Authorization Link of a mailbox. */
export async function withdrawMailboxLink(
  context: TenantContext,
  ids: { id: string; linkId: string },
): Promise<Result<null, Failure<"not_found" | "conflict">>> {
  const systemEmailId = rowIdSchema.safeParse(ids.id);
  const linkId = rowIdSchema.safeParse(ids.linkId);
  if (!systemEmailId.success || !linkId.success) {
    return fail({ code: "not_found", message: "There is no such authorization link." });
  }
  return withdrawAuthorizationLink(context, { systemEmailId: systemEmailId.data, linkId: linkId.data });
}
