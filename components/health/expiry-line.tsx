import { scaleTime } from "d3-scale";
import { CalendarX2, KeyRound, ShieldAlert } from "lucide-react";
import Link from "next/link";
import { forecastWords } from "@/components/grant/forecast-words";
import { countMailboxes } from "@/components/health/health-words";
import { classNames } from "@/components/ui/class-names";
import { RelativeTime } from "@/components/ui/relative-time";
import { exactWords } from "@/components/ui/time-words";
import type { Expiry } from "@/lib/health/read-expiries";

type ExpiryLineProps = {
  expiries: readonly Expiry[];
  now: Date;
  /** How many days the axis is long. */
  days: number;
  timeZone: string;
  configHref: (idpConfigId: string) => string;
};

const msPerDay = 86_400_000;

const kinds = [
  { kind: "access_tokens", name: "Access tokens that are not renewed", icon: ShieldAlert },
  { kind: "grants", name: "Grants that end by themselves", icon: CalendarX2 },
  { kind: "client_credential", name: "Client Credentials", icon: KeyRound },
] as const;

const soonDays = 14;

/** What ends within the next months, each kind a row of marks on one axis, and in words below it. */
export function ExpiryLine({ expiries, now, days, timeZone, configHref }: ExpiryLineProps) {
  return (
    <div className="grid gap-3 rounded-md border bg-surface p-4">
      {expiries.length === 0 ? (
        <p className="text-ink-muted">Nothing ends within {days} days, as far as it is known.</p>
      ) : (
        <>
          <Axis expiries={expiries} now={now} days={days} timeZone={timeZone} />
          <ol className="divide-y text-xs">
            {expiries.map((expiry) => (
              <li key={keyOf(expiry)} className="flex flex-wrap items-baseline gap-x-4 gap-y-0.5 py-1.5">
                <span className="w-24 shrink-0 font-medium">
                  <Until at={expiry.at} now={now} timeZone={timeZone} />
                </span>
                <span className="min-w-0 grow basis-56">
                  {nameExpiry(expiry)} ·{" "}
                  <Link href={configHref(expiry.idpConfigId)} className="link" prefetch={false}>
                    {expiry.idpConfigName}
                  </Link>
                </span>
                <span className="text-ink-muted">{exactWords(expiry.at, timeZone)}</span>
              </li>
            ))}
          </ol>
        </>
      )}
    </div>
  );
}

/** Counted in days, because a month is too coarse for what is to be done in time. */
function Until({ at, now, timeZone }: { at: Date; now: Date; timeZone: string }) {
  const days = Math.floor((at.getTime() - now.getTime()) / msPerDay);
  return days > 1 ? `in ${days} days` : <RelativeTime at={at} timeZone={timeZone} now={now} />;
}

function keyOf({ kind, at, idpConfigId, reason }: Expiry): string {
  return [kind, at.getTime(), idpConfigId, reason].join(" ");
}

function nameExpiry({ kind, grantCount, reason }: Expiry): string {
  if (kind === "access_tokens") {
    return `${grantCount === 1 ? "An access token of" : "The access tokens of"} ${countMailboxes(grantCount)}, not renewed`;
  }
  if (kind === "client_credential") {
    return grantCount === 0
      ? "The Client Secret, by which nothing is authorized yet"
      : `The Client Secret that ${countMailboxes(grantCount)} ${grantCount === 1 ? "depends" : "depend"} on`;
  }
  const why = reason === null ? "" : ` (${forecastWords[reason].brief})`;
  return `${grantCount === 1 ? "The Grant of" : "The Grants of"} ${countMailboxes(grantCount)}${why}`;
}

/** Seen, not heard: the list below tells the same. A row a kind, on which each mark stands where its day is; a mark of the next two weeks is filled. */
function Axis({ expiries, now, days, timeZone }: Omit<ExpiryLineProps, "configHref">) {
  const end = new Date(now.getTime() + days * msPerDay);
  const percent = scaleTime().domain([now, end]).range([0, 100]).clamp(true);
  const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone });
  return (
    <div aria-hidden className="grid gap-1 pb-1">
      {kinds
        .filter(({ kind }) => expiries.some((expiry) => expiry.kind === kind))
        .map(({ kind, name, icon: Icon }) => (
          <div key={kind} className="grid gap-1">
            <span className="flex items-center gap-1.5 text-xs text-ink-muted">
              <Icon aria-hidden className="size-4 shrink-0" /> {name}
            </span>
            <div className="relative mx-2 h-5 border-x border-line-strong/40">
              <span className="absolute inset-x-0 top-1/2 border-t border-line-strong/40" />
              {expiries
                .filter((expiry) => expiry.kind === kind)
                .map((expiry) => {
                  const isSoon = expiry.at.getTime() - now.getTime() < soonDays * msPerDay;
                  return (
                    <span
                      key={keyOf(expiry)}
                      title={`${nameExpiry(expiry)} · ${expiry.idpConfigName}: ${exactWords(expiry.at, timeZone)}`}
                      style={{ left: `${percent(expiry.at)}%` }}
                      className={classNames(
                        "absolute top-1/2 size-3.5 -translate-1/2 border-2",
                        kind === "client_credential" ? "rotate-45" : kind === "grants" ? "rounded-full" : "",
                        isSoon ? "border-warning bg-warning" : "border-ink-muted bg-surface",
                      )}
                    />
                  );
                })}
            </div>
          </div>
        ))}
      <div className="relative mx-2 h-5 text-xs text-ink-muted">
        <span className="absolute left-0">now</span>
        {marks.map((share) => (
          <span
            key={share}
            style={{ left: `${share * 100}%` }}
            className="absolute -translate-x-1/2 max-sm:even:hidden"
          >
            {day.format(percent.invert(share * 100))}
          </span>
        ))}
        <span className="absolute right-0">{day.format(end)}</span>
      </div>
    </div>
  );
}

/** Where a day is written below the axis, as shares of its length. */
const marks = [1 / 6, 2 / 6, 3 / 6, 4 / 6, 5 / 6];
