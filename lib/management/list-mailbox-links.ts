import type { z } from "zod";
import type { Failure } from "@/lib/errors";
import { listAuthorizationLinks } from "@/lib/grant/list-authorization-links";
import type { authorizationLinkSchema } from "@/lib/mail-worker/authorization-link-contract";
import { fail, type Result, succeed } from "@/lib/result";
import { rowIdSchema } from "@/lib/system-email/schema";
import type { TenantContext } from "@/lib/tenancy/context";

/** The Authorization Links of a mailbox that still work, as the API tells them. */
export async function listMailboxLinks(
  context: TenantContext,
  mailboxId: string,
): Promise<Result<{ data: z.infer<typeof authorizationLinkSchema>[] }, Failure<"not_found">>> {
  const id = rowIdSchema.safeParse(mailboxId);
  const links = id.success ? await listAuthorizationLinks(context, { systemEmailId: id.data }) : null;
  if (links === null) return fail({ code: "not_found", message: "There is no such System Email." });
  return succeed({
    data: links.map(({ id: linkId, half, idpConfig, createdByLabel, createdAt, expiresAt, openedAt }) => ({
      id: linkId,
      half,
      idpConfigId: idpConfig.id,
      createdBy: createdByLabel,
      createdAt: createdAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
      openedAt: openedAt?.toISOString() ?? null,
    })),
  });
}
