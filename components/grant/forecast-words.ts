import type { Forecast } from "@/lib/grant/forecast-death";

type ForecastWords = {
  /** A few words for a list. */
  brief: string;
  /** Why the Grant ends then. */
  why: string;
  /** What keeps it from ending. */
  prevention: string;
};

/** Why a Grant ends by itself, and what prevents it. */
export const forecastWords: Record<Forecast["reason"], ForecastWords> = {
  idle: {
    brief: "if it is not refreshed",
    why: "The provider drops a refresh token that has not been used for that long.",
    prevention: "Nothing is to be done: Mailgrant refreshes it by itself long before, and each time the day moves on.",
  },
  short_lived: {
    brief: "app in Testing at Google",
    why: "The app's publishing status at Google is Testing, which ends every authorization after seven days.",
    prevention:
      "Publish the app in the Google Cloud console (Google Auth Platform, Audience, Publish app) and authorize again: what is given from then on lasts.",
  },
  credential_expires: {
    brief: "client secret expires",
    why: "The client secret of the IdP Config expires on that day, and no token is renewed without it.",
    prevention:
      "Make a new secret at the provider and save it in the IdP Config before that day. Nobody has to consent again.",
  },
  refresh_token_expires: {
    brief: "refresh token expires",
    why: "The provider said that the refresh token ends then.",
    prevention: "A refresh may bring a newer one. If the day does not move on, authorize again before it comes.",
  },
};

const msPerDay = 86_400_000;
const quietDays = 30;
const warningDays = 7;

/** Whether the end is near enough to be told in a list: within 30 days quietly, within 7 as a warning. */
export function judgeNearness({ at }: Forecast, now: Date): "far" | "near" | "imminent" {
  const days = (at.getTime() - now.getTime()) / msPerDay;
  if (days > quietDays) return "far";
  return days > warningDays ? "near" : "imminent";
}
