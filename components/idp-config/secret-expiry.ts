import type { SavedSecret } from "@/components/idp-config/idp-config-fields";

const warningDays = 60;
const dayMs = 86_400_000;

export type SecretExpiry = { words: string; isWarning: boolean };

/** What is told of the newest client secret in place of itself. */
export function describeSecret(credentials: readonly { expiresOn: Date | null }[], now = new Date()): SavedSecret {
  const [newest] = credentials;
  if (newest === undefined) return { isSaved: false, note: undefined };
  return { isSaved: true, note: newest.expiresOn === null ? undefined : judgeExpiry(newest.expiresOn, now).words };
}

/** When a client secret ends, and whether that is within 60 days or over. The day itself still counts. */
export function judgeExpiry(expiresOn: Date, now = new Date()): SecretExpiry {
  const day = dayWords(expiresOn);
  const daysLeft = Math.floor((expiresOn.getTime() - now.getTime()) / dayMs) + 1;
  if (daysLeft < 0) return { words: `expired ${day}`, isWarning: true };
  return { words: `expires ${day}`, isWarning: daysLeft <= warningDays };
}

/** A day as people write it: "3 Feb 2027". It was typed as a day, so it has no zone. */
export function dayWords(day: Date): string {
  const format = { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat("en-GB", format).format(day);
}
