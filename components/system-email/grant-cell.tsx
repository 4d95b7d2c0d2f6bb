import Link from "next/link";
import { Countdown } from "@/components/ui/countdown";
import type { HalfView } from "@/lib/system-email/view";

type GrantCellProps = {
  incoming: HalfView;
  outgoing: HalfView;
  /** Where each half is authorized; null for those who may not. */
  authorizeHrefs: { incoming: string; outgoing: string } | null;
  timeZone: string;
};

/** Who authorized the System Email, and what that needs; the sending half is told apart only where it has its own. */
export function GrantCell({ incoming, outgoing, authorizeHrefs, timeZone }: GrantCellProps) {
  if (!incoming.needsGrant && !outgoing.needsGrant) return <span className="text-ink-muted">none needed</span>;
  return (
    <div className="grid gap-1.5">
      {incoming.needsGrant && <GrantLine grant={incoming.grant} href={authorizeHrefs?.incoming} timeZone={timeZone} />}
      {outgoing.needsGrant && !isSameGrant(incoming, outgoing) && (
        <GrantLine grant={outgoing.grant} href={authorizeHrefs?.outgoing} timeZone={timeZone} half="Outgoing (SMTP)" />
      )}
    </div>
  );
}

type GrantLineProps = { grant: HalfView["grant"]; href: string | undefined; timeZone: string; half?: string };

function GrantLine({ grant, href, timeZone, half }: GrantLineProps) {
  return (
    <div className="grid gap-0.5">
      {half && <span className="text-xs text-ink-muted">{half}</span>}
      {grant === null ? (
        <span className="text-attention">Nobody has authorized it yet</span>
      ) : (
        <>
          <span className="font-mono text-xs">{grant.resourceOwner}</span>
          {grant.problem === null ? (
            <span className="text-xs text-ink-muted">
              renews <Countdown to={grant.expiresAt} timeZone={timeZone} elapsed="at the next use" />
            </span>
          ) : (
            <span className="text-xs text-attention">{grant.problem}</span>
          )}
        </>
      )}
      {href && grant?.problem !== null && (
        <Link href={href} prefetch={false} className="link justify-self-start text-xs">
          {grant === null ? "Authorize" : "Authorize again"}
        </Link>
      )}
    </div>
  );
}

function isSameGrant(incoming: HalfView, outgoing: HalfView): boolean {
  if (!incoming.needsGrant) return false;
  if (incoming.grant === null || outgoing.grant === null) return incoming.grant === outgoing.grant;
  return (
    incoming.grant.resourceOwner === outgoing.grant.resourceOwner &&
    incoming.grant.authorizedAt.getTime() === outgoing.grant.authorizedAt.getTime()
  );
}
