import type { Failure } from "@/lib/errors";
import type { DeletedMailbox } from "@/lib/mail-worker/manage-mailbox-contract";
import { fail, type Result, succeed } from "@/lib/result";
import { deleteSystemEmail } from "@/lib/system-email/delete-system-email";
import { rowIdSchema } from "@/lib/system-email/schema";
import type { TenantContext } from "@/lib/tenancy/context";

/** Deletes a System Email after revoking its Grants, and tells what became of each of them at its provider. */
export async function deleteMailbox(
  context: TenantContext,
  systemEmailId: string,
): Promise<Result<DeletedMailbox, Failure<"not_found">>> {
  const id = rowIdSchema.safeParse(systemEmailId);
  const deleted = id.success ? await deleteSystemEmail(context, id.data) : null;
  if (!id.success || deleted?.ok !== true) return fail({ code: "not_found", message: "There is no such mailbox." });
  return succeed({ id: id.data, ...deleted.value });
}
