import Link from "next/link";
import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status-badge";
import type { HalfView } from "@/lib/system-email/view";

type HalfCellProps = {
  half: HalfView;
  protocol: string;
  /** Why it stands so, in a line. */
  causeTitle: string | null;
  /** The half's tab. */
  href: string;
  mayVerify: boolean;
  timeZone: string;
};

/** How one half stands, since when and why, when that was last looked at, and what to do where something is. */
export function HalfCell({ half, protocol, causeTitle, href, mayVerify, timeZone }: HalfCellProps) {
  const { health, lastVerification, since, failedAuthorizationId } = half;
  const isFailing = health === "broken" || health === "degraded";
  const isTold = isFailing || health === "needs_reauthorization" || failedAuthorizationId !== null;
  const isToVerify = health === "not_verified" && mayVerify && failedAuthorizationId === null;
  const next = isFailing ? "Fix" : isToVerify ? "Verify" : null;
  return (
    <div className="grid gap-0.5">
      <span className="flex flex-wrap items-center gap-x-2.5">
        <StatusBadge status={health} />
        <span className="text-xs text-ink-muted">
          <RelativeTime isSince at={since} timeZone={timeZone} />
        </span>
        {next && (
          <Link href={`${href}#verification`} prefetch={false} className="link text-xs">
            {next}
          </Link>
        )}
      </span>
      {isTold && causeTitle && <span className="text-xs text-balance">{causeTitle}</span>}
      <span className="text-xs text-ink-muted">
        {protocol} ·{" "}
        {lastVerification === null ? (
          "never checked"
        ) : (
          <>
            {lastVerification.isCurrent ? "checked " : "changed since the check "}
            <RelativeTime at={lastVerification.finishedAt} timeZone={timeZone} />
          </>
        )}
      </span>
    </div>
  );
}
