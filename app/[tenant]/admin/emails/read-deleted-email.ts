import "server-only";
import { z } from "zod";
import type { DeletedEmail } from "@/components/system-email/deleted-banner";
import { listAuditEvents } from "@/lib/audit/list-audit-events";
import { rowIdSchema } from "@/lib/system-email/schema";
import type { UserContext } from "@/lib/tenancy/context";

/**
 * What the audit says about the System Email that the list's URL calls deleted, or null. Read there, so that a link
 * cannot make the page claim a deletion.
 */
export async function readDeletedEmail(context: UserContext, deleted: unknown): Promise<DeletedEmail | null> {
  const id = rowIdSchema.safeParse(deleted);
  if (!id.success) return null;
  const { events } = await listAuditEvents(context, { page: 1, subjectId: id.data });
  const deletion = events.find(({ action }) => action === "system_email.deleted");
  if (deletion === undefined) return null;
  const { grantsStillAliveAtProvider: count } = deletionSchema.parse(deletion.details);
  // Newest first, so those that the deletion revoked come before any revoked earlier.
  const alive = events
    .filter(({ action }) => action === "grant.revoked")
    .flatMap(({ details }) => {
      const revoked = revokedSchema.safeParse(details);
      return revoked.success && revoked.data.atProvider !== "revoked" ? [revoked.data] : [];
    })
    .slice(0, count);
  return {
    address: deletion.subjectLabel,
    alive: alive.map(({ resourceOwner, atProvider, reason }) => ({
      resourceOwner,
      isOffered: atProvider !== "not_offered",
      reason,
    })),
  };
}

const deletionSchema = z.object({ grantsStillAliveAtProvider: z.number().default(0) });
const revokedSchema = z.object({
  resourceOwner: z.string(),
  atProvider: z.enum(["revoked", "not_offered", "failed"]),
  reason: z.string().nullable().default(null),
});
