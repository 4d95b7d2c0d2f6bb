import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status-badge";
import type { HalfView } from "@/lib/system-email/view";

type HalfCellProps = { half: HalfView; protocol: string; timeZone: string };

/** How one half stands, and when that was last looked at. */
export function HalfCell({ half, protocol, timeZone }: HalfCellProps) {
  const { health, lastVerification } = half;
  return (
    <div className="grid gap-0.5">
      <StatusBadge status={health} />
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
