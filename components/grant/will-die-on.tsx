import Link from "next/link";
import { forecastWords, judgeNearness } from "@/components/grant/forecast-words";
import { dayWords } from "@/components/idp-config/secret-expiry";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Forecast } from "@/lib/grant/forecast-death";

type WillDieOnProps = {
  forecast: Forecast | null;
  /** The page of the IdP Config. */
  idpConfigHref: string;
  timeZone: string;
};

/** When a Grant ends by itself if nothing is done, why, and what prevents it. */
export function WillDieOn({ forecast, idpConfigHref, timeZone }: WillDieOnProps) {
  if (forecast === null) return "No end is known";
  const { at, reason } = forecast;
  const { why, prevention } = forecastWords[reason];
  const isWarning = judgeNearness(forecast, new Date()) === "imminent" && reason !== "idle";
  return (
    <>
      <span className={isWarning ? "font-medium text-warning" : undefined}>
        {reason === "credential_expires" ? (
          <time dateTime={at.toISOString().slice(0, 10)}>{dayWords(at)}</time>
        ) : (
          <RelativeTime at={at} timeZone={timeZone} isExactShown />
        )}
      </span>
      <span className="mt-0.5 block text-xs text-ink-muted">
        {why} {prevention}
        {reason === "credential_expires" && (
          <>
            {" "}
            <Link href={idpConfigHref} className="link">
              Open the IdP Config
            </Link>
          </>
        )}
      </span>
    </>
  );
}
