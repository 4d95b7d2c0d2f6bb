import { RelativeTime } from "@/components/ui/relative-time";
import type { SessionView } from "@/lib/tenancy/list-sessions";

/** Where somebody is signed in. A person belongs to no tenant, so that the times are told in UTC. */
export function SessionList({ sessions }: { sessions: readonly SessionView[] }) {
  return (
    <section aria-labelledby="sessions" className="grid gap-2">
      <h2 id="sessions" className="font-medium">
        {sessions.length === 1 ? "You are signed in here alone" : `You are signed in ${sessions.length} times`}
      </h2>
      <ul className="divide-y rounded-md border">
        {sessions.map(({ startedAt, expiresAt, address, isThis }) => (
          <li key={`${startedAt.toISOString()} ${address} ${isThis}`} className="grid gap-0.5 px-3 py-2">
            <span className="flex flex-wrap items-baseline justify-between gap-x-3">
              <span className="font-mono wrap-anywhere">{address}</span>
              {isThis && <span className="text-xs font-medium">This browser</span>}
            </span>
            <span className="text-xs text-ink-muted">
              Signed in <RelativeTime at={startedAt} timeZone="UTC" />, ends by itself{" "}
              <RelativeTime at={expiresAt} timeZone="UTC" />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
