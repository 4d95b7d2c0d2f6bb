import { systemClock } from "@/lib/clock";
import type { Half } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import type { ProviderName } from "@/lib/providers/presets";
import { fail, type Result, succeed } from "@/lib/result";
import type { Secret } from "@/lib/secret";
import { placeOf } from "@/lib/tenancy/place-of";
import { type Limit, takePoints } from "@/lib/tenancy/rate-limit";
import { type ExplainedAuthorization, explainAuthorization } from "./explain-authorization";
import { type FoundLink, findAuthorizationLink } from "./find-authorization-link";

/** Nobody guesses 256 bits, but nobody gets to try with our database either. */
const perAddress: Limit = { name: "authorization-link", points: 60, perSeconds: 60 };

export type LinkFailure = Failure<"rate_limited" | "link_unusable">;

/** What somebody who was sent an Authorization Link is told. */
export type OpenedLink = {
  /** The helpdesk that asks. */
  tenantName: string;
  timeZone: string;
  address: string;
  half: Half;
  provider: ProviderName;
  /** The mailbox itself has to sign in, or somebody who may open it. */
  isOwnerNeeded: boolean;
  expiresAt: Date;
  /** False when it has ended, and only how it ended is left to tell. */
  isUsable: boolean;
  ended: ExplainedAuthorization | null;
  /** When it was withdrawn, and by whom; null for a link that was not. */
  withdrawn: { at: Date; byLabel: string } | null;
};

/**
 * Opens an Authorization Link, with how an authorization by it ended where `outcomeId` names one. A link that is
 * unknown, was used or has expired gets the same answer; one that was withdrawn says so, because whoever was sent it
 * would else wonder what they did wrong. The first opening of one that works is noted.
 */
export async function openAuthorizationLink(
  token: Secret,
  { outcomeId, isReplay, clientAddress, requestId }: LinkVisit & { outcomeId: string | null; isReplay: boolean },
): Promise<Result<OpenedLink, LinkFailure>> {
  const found = await findVisitedLink(token, { clientAddress, requestId });
  if (!found.ok) return found;
  const { link, isUsable } = found.value;
  const { context, systemEmailId, half, expiresAt, withdrawn } = link;
  const question = { systemEmailId, half, isReplay };
  const ended = outcomeId === null ? null : await explainAuthorization(context, { ...question, outcomeId });
  const asked = await readAsked(link, { isNoted: isUsable });
  if (asked === null || (!isUsable && ended === null && withdrawn === null)) return fail(unusable);
  const { name: tenantName, timeZone } = context;
  return succeed({ tenantName, timeZone, half, expiresAt, isUsable, ended, withdrawn, ...asked });
}

/** Where a request for a link comes from, for the limit and the audit. */
export type LinkVisit = { clientAddress: string; requestId: string };

/** The answer to every link that is not good any more, or never was. */
export const unusable: LinkFailure = {
  code: "link_unusable",
  message: "The link is not known, has been used, or has expired.",
};

/** Finds a link for somebody who is not signed in, as often as the limit allows from one address. */
export async function findVisitedLink(
  token: Secret,
  { clientAddress, requestId }: LinkVisit,
): Promise<Result<{ link: FoundLink; isUsable: boolean }, LinkFailure>> {
  const waitSeconds = await takePoints([{ limit: perAddress, subject: placeOf(clientAddress) }]);
  if (waitSeconds > 0) {
    return fail({
      code: "rate_limited",
      message: `Too many tries from this address. Wait ${waitSeconds} seconds.`,
      facts: { retryAfterSeconds: String(waitSeconds) },
    });
  }
  const link = await findAuthorizationLink({ token }, requestId);
  if (link === null) return fail(unusable);
  return succeed({ link, isUsable: !link.isUsed && !link.isExpired && link.withdrawn === null });
}

async function readAsked(
  { context, id, systemEmailId, half, idpConfigId }: FoundLink,
  { isNoted }: { isNoted: boolean },
) {
  return inTenant(context, async (db) => {
    if (isNoted) {
      await db.authorizationLink.updateMany({ where: { id, openedAt: null }, data: { openedAt: systemClock() } });
    }
    const own = { select: { strictMatching: true } };
    const email = await db.systemEmail.findUnique({
      where: { id: systemEmailId },
      select: { address: true, mailboxType: true, remoteMailbox: own, outgoingSmtp: own },
    });
    const config = await db.idpConfig.findUnique({ where: { id: idpConfigId }, select: { provider: true } });
    const asked = half === "remote_mailbox" ? email?.remoteMailbox : email?.outgoingSmtp;
    if (email === null || config === null || asked === null || asked === undefined) return null;
    return {
      address: email.address,
      provider: config.provider,
      isOwnerNeeded: asked.strictMatching && email.mailboxType === "user",
    };
  });
}
