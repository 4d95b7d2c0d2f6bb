import { expect, test } from "vitest";
import { groupTimeZones } from "@/components/tenancy/time-zones";
import { relativeWords, sinceWords } from "@/components/ui/time-words";
import { tenantSettingsSchema } from "@/lib/tenancy/schema";

const now = new Date("2026-11-26T12:00:00Z");
const inSeconds = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const day = 86_400;

test.each([
  [10, "just now"],
  [-180, "3 min ago"],
  [90 * day, "in 90 days"],
  [-60 * day, "60 days ago"],
  [200 * day, "in 6 mo"],
  [2 * 366 * day, "in 2 yr"],
])("%i seconds away is %s", (seconds, words) => {
  expect(relativeWords(inSeconds(seconds), now)).toBe(words);
});

test("since when something is so reads on in a sentence, from the first moment", () => {
  expect(sinceWords(inSeconds(-5), now)).toBe("since a moment ago");
  expect(sinceWords(inSeconds(-180), now)).toBe("since 3 min ago");
});

test("every time zone that is offered is one that may be saved, and the current one is among them", () => {
  const groups = groupTimeZones("Asia/Kolkata");
  const zones = groups.flatMap((group) => group.zones);
  expect(zones).toEqual(expect.arrayContaining(["UTC", "Europe/Berlin", "Asia/Kolkata"]));
  expect(new Set(zones).size).toBe(zones.length);
  for (const timeZone of zones) expect(tenantSettingsSchema.safeParse({ timeZone }).success, timeZone).toBe(true);
  for (const timeZone of ["", "Mars/Olympus", "+02:00", "Europe/Berlin; DROP"])
    expect(tenantSettingsSchema.safeParse({ timeZone }).success, timeZone).toBe(false);
});
