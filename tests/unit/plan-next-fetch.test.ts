import { expect, test } from "vitest";
import { planNextFetch } from "@/lib/mail-worker/plan-next-fetch";

const minutes = (
  outcome: "fetched" | "failed" | "released",
  everyMinutes: number,
  failureCount: number,
  random = 0.5,
) => planNextFetch(outcome, { everyMinutes, failureCount }, random) / 60;

test("after a fetch a mailbox is due at its frequency, give or take a twentieth", () => {
  expect(minutes("fetched", 20, 3)).toBe(20);
  expect(minutes("fetched", 20, 0, 0)).toBe(19);
  expect(minutes("fetched", 20, 0, 1)).toBe(21);
});

test("after failures it waits twice as long each time, up to an hour, and never less than its frequency", () => {
  expect([0, 1, 2, 3, 4, 60].map((count) => minutes("failed", 5, count))).toEqual([5, 10, 20, 40, 60, 60]);
  expect(minutes("failed", 1440, 7)).toBe(1440);
});

test("released, it is due at once", () => {
  expect(minutes("released", 1440, 7)).toBe(0);
});
