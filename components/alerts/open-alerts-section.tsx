import Link from "next/link";
import { RelativeTime } from "@/components/ui/relative-time";
import type { AlertView } from "@/lib/alerts/view-alert";
import { AlertStatus } from "./alert-status";

type OpenAlertsSectionProps = {
  /** The first of the open alerts. */
  alerts: readonly AlertView[];
  /** How many are open in all. */
  total: number;
  alertsHref: string;
  /** Whether this installation sends e-mail. */
  isMailSent: boolean;
  timeZone: string;
};

/** The open alerts on a page of other things: what, since when, and whether somebody has taken it on. */
export function OpenAlertsSection({ alerts, total, alertsHref, isMailSent, timeZone }: OpenAlertsSectionProps) {
  return (
    <section aria-labelledby="open-alerts" className="grid content-start gap-3">
      <div className="flex items-baseline justify-between gap-3">
        <h2 id="open-alerts" className="text-base font-semibold">
          Open alerts
        </h2>
        <Link href={alertsHref} className="link text-xs">
          {total > alerts.length ? `All ${total}` : "All alerts"}
        </Link>
      </div>
      {alerts.length === 0 ? (
        <p className="text-ink-muted">
          {isMailSent
            ? "None. Whoever is to be told hears by e-mail and webhook as soon as there is one."
            : "None. As soon as there is one it is shown here and told by webhook; this installation sends no e-mail."}
        </p>
      ) : (
        <ul className="divide-y rounded-md border bg-surface">
          {alerts.map((alert) => (
            <li key={alert.id} className="flex flex-wrap items-start justify-between gap-x-6 gap-y-1 px-4 py-2.5">
              <div className="min-w-0">
                <Link href={`${alertsHref}/${alert.id}`} prefetch={false} className="link font-medium wrap-anywhere">
                  {alert.what}
                </Link>
                <p className="text-xs text-ink-muted wrap-anywhere">
                  {alert.where} · <RelativeTime at={alert.openedAt} timeZone={timeZone} />
                </p>
              </div>
              <AlertStatus alert={alert} timeZone={timeZone} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
