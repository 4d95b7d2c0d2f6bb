import { expect, test } from "vitest";
import { daySchema, momentSchema } from "@/lib/day-and-moment";

test.each(["2027-02-03", "0001-01-01", "9999-12-31"])("%s is a day", (day) => {
  expect(daySchema("no day").safeParse(day).success).toBe(true);
});

test.each(["0000-01-01", "2027-02-30", "2027-2-3", "tomorrow"])("%s is none that can be kept", (day) => {
  expect(daySchema("no day").safeParse(day).error?.issues).toMatchObject([{ message: "no day" }]);
});

test.each(["2026-11-22T10:00:00Z", "2026-11-22T10:00:00.5+23:59", "0001-01-01T00:00:00Z"])(
  "%s is a moment",
  (moment) => {
    expect(momentSchema("no moment").safeParse(moment).success).toBe(true);
  },
);

test.each(["0000-01-01T00:00:00Z", "0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-23:59", "2026-11-22T10:00:00"])(
  "%s is none that can be kept",
  (moment) => {
    expect(momentSchema("no moment").safeParse(moment).error?.issues).toMatchObject([{ message: "no moment" }]);
  },
);
