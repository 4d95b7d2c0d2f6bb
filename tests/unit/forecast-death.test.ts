import { describe, expect, test } from "vitest";
import { type ForecastFacts, forecastDeath } from "@/lib/grant/forecast-death";
import { judgeShortLived } from "@/lib/idp-config/note-short-lived";

const now = new Date("2026-11-22T09:00:00Z");
const daysFromNow = (days: number) => new Date(now.getTime() + days * 86_400_000);
const microsoft: ForecastFacts["idpConfig"] = { provider: "microsoft", shortLivedSince: null, clientCredentials: [] };
const google: ForecastFacts["idpConfig"] = { ...microsoft, provider: "google" };
const facts: ForecastFacts = {
  status: "active",
  authorizedAt: daysFromNow(-20),
  lastRefreshedAt: daysFromNow(-2),
  refreshTokenIssuedAt: daysFromNow(-10),
  refreshTokenExpiresAt: null,
  idpConfig: microsoft,
};
const forecast = (change: Partial<ForecastFacts> = {}) => forecastDeath({ ...facts, ...change }, now);
const credential = (createdDaysAgo: number, endsInDays: number | null, isRefused = false) => ({
  createdAt: daysFromNow(-createdDaysAgo),
  expiresOn: endsInDays === null ? null : daysFromNow(endsInDays),
  refusedAt: isRefused ? now : null,
});

describe("a Grant ends", () => {
  test("at Microsoft 90 days after its refresh token was used last", () => {
    expect(forecast()).toEqual({ reason: "idle", at: daysFromNow(88) });
    expect(forecast({ lastRefreshedAt: null })).toEqual({ reason: "idle", at: daysFromNow(80) });
  });

  test("at Google six months after that, also where the sixth month is shorter", () => {
    expect(forecast({ idpConfig: google })).toEqual({ reason: "idle", at: new Date("2027-05-20T09:00:00Z") });
    const august = { lastRefreshedAt: new Date("2026-08-31T09:00:00Z"), refreshTokenIssuedAt: daysFromNow(-100) };
    expect(forecast({ idpConfig: google, ...august })).toEqual({
      reason: "idle",
      at: new Date("2027-02-28T09:00:00Z"),
    });
  });

  test("when the provider said that its refresh token ends", () => {
    expect(forecast({ refreshTokenExpiresAt: daysFromNow(1) })).toEqual({
      reason: "refresh_token_expires",
      at: daysFromNow(1),
    });
  });

  test("at Google seven days after the authorization, where others of the IdP Config did", () => {
    const testing = { ...google, shortLivedSince: daysFromNow(-30) };
    expect(forecast({ idpConfig: testing, authorizedAt: daysFromNow(-3) })).toEqual({
      reason: "short_lived",
      at: daysFromNow(4),
    });
    expect(forecast({ idpConfig: testing, authorizedAt: daysFromNow(-9) })?.reason).toBe("idle");
    expect(forecast({ idpConfig: { ...microsoft, shortLivedSince: now }, authorizedAt: now })?.reason).toBe("idle");
  });

  test("with the newest Client Credential that the provider does not refuse", () => {
    const withCredentials = (...clientCredentials: ForecastFacts["idpConfig"]["clientCredentials"]) =>
      forecast({ idpConfig: { ...microsoft, clientCredentials } });
    expect(withCredentials(credential(400, 3), credential(5, 40))).toEqual({
      reason: "credential_expires",
      at: daysFromNow(40),
    });
    expect(withCredentials(credential(400, 3), credential(5, 40, true))?.at).toEqual(daysFromNow(3));
    expect(withCredentials(credential(400, 3), credential(5, null))?.reason).toBe("idle");
    expect(withCredentials(credential(1, 500))?.reason).toBe("idle");
  });

  test("at an unknown time at another provider that tells nothing", () => {
    expect(forecast({ idpConfig: { ...microsoft, provider: "other" } })).toBeNull();
  });
});

test("nothing is forecast of a Grant that needs another authorization already", () => {
  expect(forecast({ status: "needs_reauthorization" })).toBeNull();
});

describe("Google's seven days", () => {
  const judge = (ageDays: number, isEnded: boolean, refreshTokenExpiresInSeconds: number | null = null) =>
    judgeShortLived({ authorizedAt: daysFromNow(-ageDays), isEnded, refreshTokenExpiresInSeconds }, now);

  test("show when a Grant ended after them, or when its refresh token is said to", () => {
    expect(judge(7, true)).toBe(true);
    expect(judge(0, false, 604_799)).toBe(true);
    expect(judge(3, false, 4 * 86_400)).toBe(true);
  });

  test("are disproved by a Grant that lives longer, and by nothing else", () => {
    expect(judge(9, false)).toBe(false);
    expect(judge(5, false)).toBeNull();
    expect(judge(3, true)).toBeNull();
    expect(judge(200, true)).toBeNull();
    expect(judge(0, false, 86_400)).toBeNull();
  });
});
