import type { z } from "zod";
import type { Failure } from "@/lib/errors";
import { createAuthorizationLink } from "@/lib/grant/create-authorization-link";
import type { createAuthorizationLinkSchema } from "@/lib/mail-worker/authorization-link-contract";
import { fail, type Result, succeed } from "@/lib/result";
import { rowIdSchema } from "@/lib/system-email/schema";
import type { TenantContext } from "@/lib/tenancy/context";

/** Makes an Authorization Link for a mailbox; the answer is the one place where the link is. */
export async function createMailboxLink(
  context: TenantContext,
  mailboxId: string,
  input: z.infer<typeof createAuthorizationLinkSchema>,
): Promise<
  Result<{ id: string; url: string; expiresAt: string; olderLinks: number }, Failure<"not_found" | "conflict">>
> {
  const id = rowIdSchema.safeParse(mailboxId);
  if (!id.success) return fail({ code: "not_found", message: "There is no such System Email." });
  const created = await createAuthorizationLink(context, { ...input, systemEmailId: id.data });
  if (!created.ok) return created;
  const { url, expiresAt, ...link } = created.value;
  return succeed({ ...link, url: url.reveal(), expiresAt: expiresAt.toISOString() });
}
