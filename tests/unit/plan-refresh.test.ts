import { describe, expect, test } from "vitest";
import { type PlannedGrant, planRefresh } from "@/lib/grant/plan-refresh";

const now = new Date("2026-11-22T09:00:00Z");
const inSeconds = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const hour = 3600;
const day = 24 * hour;
const settings = { marginSeconds: 600, keepAliveDays: 7 };
const fresh: PlannedGrant = {
  status: "active",
  issuedAt: now,
  accessTokenExpiresAt: inSeconds(hour),
  refreshTokenIssuedAt: now,
  refreshTokenExpiresAt: null,
  lastReadAt: null,
  nextAttemptAt: null,
};

const plan = (change: Partial<PlannedGrant> = {}, random = 0.5) =>
  planRefresh({ ...fresh, ...change }, now, settings, () => random);
const secondsUntilDue = (change: Partial<PlannedGrant> = {}, random = 0.5) => {
  const due = plan(change, random);
  return due === null ? null : (due.getTime() - now.getTime()) / 1000;
};

describe("a Grant that workers read", () => {
  test("is due ten minutes before its access token ends", () => {
    expect(secondsUntilDue({ lastReadAt: inSeconds(-hour) })).toBe(hour - 600);
  });

  test("whose tokens are short-lived is due at half of their life, and not all the time", () => {
    expect(secondsUntilDue({ lastReadAt: now, accessTokenExpiresAt: inSeconds(300) })).toBe(150);
  });

  test("is in use for a day after the last read", () => {
    expect(secondsUntilDue({ lastReadAt: inSeconds(-day + 1) })).toBe(hour - 600);
    expect(secondsUntilDue({ lastReadAt: inSeconds(-day) })).toBeGreaterThan(4 * day);
  });

  test("whose clock went wrong, so that its token ended before it was issued, is due now and no sooner", () => {
    expect(secondsUntilDue({ lastReadAt: now, accessTokenExpiresAt: inSeconds(-5) })).toBe(-5);
  });
});

describe("a Grant that nobody reads", () => {
  test("is due within seven days, at a random moment from the fifth on", () => {
    expect(secondsUntilDue({}, 0)).toBeCloseTo(0.6 * 7 * day);
    expect(secondsUntilDue({}, 1)).toBeCloseTo(7 * day);
  });

  test("whose refresh token is said to end is due at half of what remains at the latest", () => {
    const ends = { refreshTokenExpiresAt: inSeconds(day) };
    expect(secondsUntilDue(ends, 0)).toBeCloseTo(0.4 * day);
    expect(secondsUntilDue(ends, 1)).toBeCloseTo(0.5 * day);
  });

  test("whose refresh token should have ended is due at once", () => {
    expect(secondsUntilDue({ refreshTokenExpiresAt: inSeconds(-1) })).toBe(0);
  });
});

test("a Grant that rests after a failure is due when its rest is over", () => {
  expect(plan({ nextAttemptAt: inSeconds(42), lastReadAt: now })).toEqual(inSeconds(42));
});

test("a Grant that needs another authorization is never due", () => {
  expect(plan({ status: "needs_reauthorization", nextAttemptAt: inSeconds(42), lastReadAt: now })).toBeNull();
});
