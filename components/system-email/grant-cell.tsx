import { Countdown } from "@/components/ui/countdown";
import type { HalfView } from "@/lib/system-email/view";

type GrantCellProps = { incoming: HalfView; outgoing: HalfView; timeZone: string };

/** Who authorized the System Email, and what that needs; the sending half is told apart only where it has its own. */
export function GrantCell({ incoming, outgoing, timeZone }: GrantCellProps) {
  if (!incoming.needsGrant && !outgoing.needsGrant) return <span className="text-ink-muted">none needed</span>;
  return (
    <div className="grid gap-1.5">
      {incoming.needsGrant && <GrantLine grant={incoming.grant} timeZone={timeZone} />}
      {outgoing.needsGrant && !isSameGrant(incoming, outgoing) && (
        <GrantLine grant={outgoing.grant} timeZone={timeZone} half="Outgoing (SMTP)" />
      )}
    </div>
  );
}

function GrantLine({ grant, timeZone, half }: { grant: HalfView["grant"]; timeZone: string; half?: string }) {
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
            <span className="text-xs text-attention">needs re-authorization: {grant.problem}</span>
          )}
        </>
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
