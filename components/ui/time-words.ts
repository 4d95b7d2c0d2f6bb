const locale = "en-GB";
const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "short" });

// Up to four months days are told: "in 2 months" of something that ends in 90 days would lose a month.
const units = [
  { unit: "year", seconds: 31_557_600, from: 31_557_600 },
  { unit: "month", seconds: 2_629_800, from: 120 * 86_400 },
  { unit: "day", seconds: 86_400, from: 86_400 },
  { unit: "hour", seconds: 3_600, from: 3_600 },
  { unit: "minute", seconds: 60, from: 60 },
  { unit: "second", seconds: 1, from: 1 },
] as const;

const justNowSeconds = 45;

/** How far `at` is from `now`: "3 min ago", "in 41 min", "just now". With `isCounting`, seconds are told as well. */
export function relativeWords(at: Date, now: Date, isCounting = false): string {
  const seconds = Math.round((at.getTime() - now.getTime()) / 1000);
  const distance = Math.abs(seconds);
  if (!isCounting && distance < justNowSeconds) return "just now";
  const { unit, seconds: size } = units.find((candidate) => distance >= candidate.from * 0.95) ?? units[5];
  // Truncated as a clock does: an hour and fifty minutes ago is "1 h ago", not two hours.
  const count = Math.trunc(seconds / size) || Math.sign(seconds);
  return relative.format(count, unit).replaceAll(".", "");
}

/** Since when something has been so: "since 3 min ago", and at first "since a moment ago". */
export function sinceWords(at: Date, now: Date): string {
  const words = relativeWords(at, now);
  return `since ${words === "just now" ? "a moment ago" : words}`;
}

/** The exact time with its zone: "12 Nov 2026, 10:04 CET". `timeZone` is an IANA name. */
export function exactWords(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat(locale, {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone,
    timeZoneName: "short",
  }).format(at);
}
