import { expect, test } from "vitest";
import { deliverySlots, type Line, type Pace, type Slot, shareSlots } from "@/lib/jobs/share-slots";

const count = 1_000;

function line(tenantId: string, endpointId: string, more: Partial<Line> = {}): Line {
  return { tenantId, endpointId, count, dueSinceMs: 0, ...more };
}

function linesOf(tenantId: string, endpoints: number): Line[] {
  return Array.from({ length: endpoints }, (_, at) => line(tenantId, `${tenantId}-${at}`));
}

function share(waiting: readonly Line[], running: readonly Slot[] = [], paces: Record<string, Pace> = {}) {
  const room = deliverySlots - running.length;
  const given = shareSlots(waiting, { room, running, paceOf: (endpointId) => paces[endpointId] ?? "unknown" });
  return Object.fromEntries(given);
}

const total = (given: Record<string, number>) => Object.values(given).reduce((sum, one) => sum + one, 0);
const allOf = (lines: readonly Line[], pace: Pace) =>
  Object.fromEntries(lines.map(({ endpointId }) => [endpointId, pace]));

test("a tenant gets five slots and an endpoint two, of an endpoint whose server is slow one", () => {
  expect(share([line("a", "a-0")])).toEqual({ "a-0": 2 });
  expect(share([line("a", "a-0")], [], { "a-0": "slow" })).toEqual({ "a-0": 1 });
  expect(total(share(linesOf("a", 20)))).toBe(5);
  expect(share(linesOf("a", 3), [line("a", "a-0"), line("a", "a-0")])).toEqual({ "a-1": 2, "a-2": 1 });
  expect(share([line("a", "a-0", { count: 1 })])).toEqual({ "a-0": 1 });
});

test("what is free goes to whoever holds the fewest, and then to what has been due for the longest", () => {
  const nineteen = ["a", "b", "c"].flatMap((tenant) => linesOf(tenant, 5)).concat(linesOf("d", 4));
  const late = { dueSinceMs: 9 };
  expect(share([line("d", "d-9"), line("e", "e-0", late)], nineteen)).toEqual({ "e-0": 1 });
  expect(share([line("f", "f-0", late), line("e", "e-0")], nineteen)).toEqual({ "e-0": 1 });
  expect(share([line("d", "d-0"), line("d", "d-9", late)], nineteen)).toEqual({ "d-9": 1 });
});

test("slow servers get half of the slots together, however many tenants have them, and others the rest", () => {
  const slow = ["a", "b", "c", "d", "e"].flatMap((tenant) => linesOf(tenant, 20));
  const paces = allOf(slow, "slow");
  expect(total(share(slow, [], paces))).toBe(10);
  const running = slow.filter(({ endpointId }) => /-[01]$/.test(endpointId));
  expect(share([...slow, line("f", "f-0")], running, paces)).toEqual({ "f-0": 2 });
});

test("a tenant that is alone gets most of the slots where its servers are quick, and gives them up to others", () => {
  const waiting = linesOf("a", 1);
  expect(share(waiting, [], { "a-0": "quick" })).toEqual({ "a-0": 15 });
  const running = Array.from({ length: 15 }, () => line("a", "a-0"));
  expect(share([...waiting, line("b", "b-0")], running, { "a-0": "quick", "b-0": "quick" })).toEqual({ "b-0": 2 });
  expect(share(linesOf("a", 1), [], { "a-0": "unknown" })).toEqual({ "a-0": 2 });
  const two = [...linesOf("a", 5), ...linesOf("b", 5)];
  const given = Object.entries(share(two, [], allOf(two, "quick")));
  const ofOne = given.filter(([endpointId]) => endpointId.startsWith("a"));
  expect([given, ofOne].map((slots) => total(Object.fromEntries(slots)))).toEqual([15, 8]);
});

test("nothing waits, nothing is free: nobody gets a slot", () => {
  expect(share([])).toEqual({});
  expect(
    share(
      linesOf("a", 1),
      Array.from({ length: deliverySlots }, () => line("b", "b-0")),
    ),
  ).toEqual({});
});
