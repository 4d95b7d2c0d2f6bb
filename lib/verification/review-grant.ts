import { systemClock } from "@/lib/clock";
import type { Half } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import { findGrant } from "@/lib/grant/find-grant";
import { accessTokenPlace } from "@/lib/grant/seal-places";
import { judgeStanding } from "@/lib/grant/standing";
import type { TokenReview } from "@/lib/mail/schema";
import { readJwtClaims } from "@/lib/oauth/read-jwt-claims";
import type { MailProtocol } from "@/lib/providers/presets";
import type { TenantContext } from "@/lib/tenancy/context";
import { openVault } from "@/lib/tenancy/open-vault";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { reviewToken } from "./review-token";

/** What makes every mail server refuse a token, whoever it is of and however long it lasts. */
const decisive: ReadonlySet<TokenReview["findings"][number]["subject"]> = new Set([
  "audience",
  "permissions",
  "directory",
]);

/**
 * Why the access token that is stored for a half cannot work, each reason in a sentence: it is for another service, lacks
 * a permission, or is of another directory. Empty where nothing of that is seen, and where there is no Grant that counts.
 * Worked out from the token's own claims at each call, and so right after every refresh and authorization.
 */
export async function reviewGrant(
  context: TenantContext,
  { systemEmailId, half }: { systemEmailId: string; half: Half },
): Promise<string[]> {
  requirePermission(context, "system_email:read");
  return inTenant(context, async (db) => {
    const found = await findGrant(db, systemEmailId, half);
    if (found === null || found.grant === null || !judgeStanding(found.grant, found.now).ok) return [];
    const { grant, now, servingHalf, systemEmail } = found;
    if (now.idpConfig === null) return [];
    const { provider, directoryId } = now.idpConfig;
    const vault = await openVault(db, context);
    const claims = readJwtClaims(vault.open(grant.accessTokenSealed, accessTokenPlace(grant.id)));
    const { scopes, resourceOwner, accessTokenExpiresAt: expiresAt } = grant;
    const halves = await db.systemEmail.findUniqueOrThrow({
      where: { id: systemEmailId },
      select: {
        remoteMailbox: { select: { protocol: true } },
        outgoingSmtp: { select: { authentication: true, status: true } },
      },
    });
    const problems = listProtocols(servingHalf, halves).flatMap((protocol) =>
      reviewToken({
        provider,
        protocol,
        claims,
        username: systemEmail.address,
        mailboxType: systemEmail.mailboxType,
        grant: { scopes, resourceOwner, expiresAt },
        directoryId,
        now: systemClock(),
      }).findings.filter(({ subject, problem }) => decisive.has(subject) && problem !== null),
    );
    // That it is for another service is the same for each protocol; which permission is missing is not.
    const told = problems.filter(
      ({ subject }, index) =>
        subject === "permissions" || problems.findIndex((problem) => problem.subject === subject) === index,
    );
    return told.flatMap(({ problem }) => problem ?? []);
  });
}

/** What the Grant of a half is used for: its own protocol, and to send where that goes by the same Grant. */
function listProtocols(
  serving: Half,
  halves: {
    remoteMailbox: { protocol: "imap" | "pop3" } | null;
    outgoingSmtp: { authentication: string; status: string } | null;
  },
): MailProtocol[] {
  if (serving === "outgoing_smtp") return ["smtp"];
  const { remoteMailbox, outgoingSmtp } = halves;
  const isLent = outgoingSmtp?.authentication === "same_as_remote_mailbox" && outgoingSmtp.status === "enabled";
  return [remoteMailbox?.protocol ?? "imap", ...(isLent ? (["smtp"] as const) : [])];
}
