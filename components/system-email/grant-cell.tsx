import { TriangleAlert } from "lucide-react";
import Link from "next/link";
import { forecastWords, judgeNearness } from "@/components/grant/forecast-words";
import { RelativeTime } from "@/components/ui/relative-time";
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
      {incoming.needsGrant && (
        <GrantLine
          grant={incoming.grant}
          hasFailed={incoming.failedAuthorizationId !== null}
          href={authorizeHrefs?.incoming}
          timeZone={timeZone}
        />
      )}
      {outgoing.needsGrant && !isSameGrant(incoming, outgoing) && (
        <GrantLine
          grant={outgoing.grant}
          hasFailed={outgoing.failedAuthorizationId !== null}
          href={authorizeHrefs?.outgoing}
          timeZone={timeZone}
          half="Outgoing (SMTP)"
        />
      )}
    </div>
  );
}

type GrantLineProps = {
  grant: HalfView["grant"];
  /** The last authorization failed, and nothing has been mended since. */
  hasFailed: boolean;
  href: string | undefined;
  timeZone: string;
  half?: string;
};

function GrantLine({ grant, hasFailed, href, timeZone, half }: GrantLineProps) {
  return (
    <div className="grid gap-0.5">
      {half && <span className="text-xs text-ink-muted">{half}</span>}
      {grant === null ? (
        <span className="text-attention">
          {hasFailed ? "The last authorization failed" : "Nobody has authorized it yet"}
        </span>
      ) : (
        <>
          <span className="font-mono text-xs">{grant.resourceOwner}</span>
          {grant.problem === null && grant.isConfigRefused ? (
            <span className="text-xs text-warning">not renewed: the provider refuses the IdP Config</span>
          ) : grant.problem === null ? (
            <span className="text-xs text-ink-muted">renews by itself</span>
          ) : (
            <span className="text-xs text-attention">{grant.problem}</span>
          )}
          {grant.willDieOn && <End forecast={grant.willDieOn} timeZone={timeZone} />}
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

type EndProps = { forecast: NonNullable<NonNullable<HalfView["grant"]>["willDieOn"]>; timeZone: string };

/** When the Grant ends by itself, if that is near. */
function End({ forecast, timeZone }: EndProps) {
  const now = new Date();
  const nearness = judgeNearness(forecast, now);
  if (nearness === "far") return null;
  const words = (
    <>
      {forecast.at > now ? "ends " : "was to end "}
      <RelativeTime at={forecast.at} timeZone={timeZone} now={now} />: {forecastWords[forecast.reason].brief}
    </>
  );
  if (nearness === "near") return <span className="text-xs text-ink-muted">{words}</span>;
  return (
    <span className="flex items-start gap-1 text-xs font-medium text-warning">
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span>{words}</span>
    </span>
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
