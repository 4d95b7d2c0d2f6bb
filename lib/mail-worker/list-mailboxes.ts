import { inTenant } from "@/lib/db/in-tenant";
import { judgeStanding } from "@/lib/grant/standing";
import { providerOf } from "@/lib/providers/provider-of";
import { viewedFields } from "@/lib/system-email/view";
import type { WorkerContext } from "./authenticate-worker";
import type { ListMailboxesQuery, Mailbox } from "./mailbox-contract";

/** One page of the mailboxes that the key may see, in the order of their ids, and the cursor of the next page. */
export async function listMailboxes(
  context: WorkerContext,
  { cursor, limit }: ListMailboxesQuery,
): Promise<{ data: Mailbox[]; nextCursor: string | null }> {
  const reach = context.systemEmailIds === null ? [] : [{ id: { in: [...context.systemEmailIds] } }];
  const after = cursor === undefined ? [] : [{ id: { gt: cursor } }];
  const emails = await inTenant(context, (db) =>
    db.systemEmail.findMany({
      where: { AND: [...reach, ...after] },
      orderBy: { id: "asc" },
      take: limit + 1,
      include: viewedFields,
    }),
  );
  const page = emails.slice(0, limit);
  const data = page.flatMap(({ remoteMailbox, outgoingSmtp, grants, ...email }): Mailbox[] => {
    if (remoteMailbox === null || outgoingSmtp === null) return [];
    const grant = grants.find(({ half }) => half === "remote_mailbox") ?? null;
    const standing = judgeStanding(grant, { address: email.address, ...remoteMailbox });
    return [
      {
        id: email.id,
        address: email.address,
        type: email.mailboxType,
        incoming: { protocol: remoteMailbox.protocol, status: remoteMailbox.status },
        outgoing: { status: outgoingSmtp.status },
        grant:
          providerOf(remoteMailbox.authentication) === null
            ? null
            : {
                status: standing.ok ? "active" : grant === null ? "needs_authorization" : "needs_reauthorization",
                expiresAt: grant?.accessTokenExpiresAt.toISOString() ?? null,
              },
      },
    ];
  });
  return { data, nextCursor: emails.length > limit ? (page.at(-1)?.id ?? null) : null };
}
