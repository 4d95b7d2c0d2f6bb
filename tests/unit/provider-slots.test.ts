import { beforeAll, expect, test } from "vitest";
import { countProviderCalls, dismissWaiting, withProviderSlot } from "@/lib/grant/provider-slots";

beforeAll(() => {
  process.env.DATABASE_URL = "postgresql://localhost/none";
  process.env.MAILGRANT_KEYS = `k:${Buffer.alloc(32, 1).toString("base64")}`;
  process.env.MAILGRANT_PROVIDER_PARALLEL = "2";
});

/** Lets everything begin that may. */
const begin = () => new Promise((resolve) => setImmediate(resolve));

/** Work that lasts until it is ended, and notes its name when it begins. */
function newCalls() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const call = (name: string, limits: { isUrgent?: boolean; patienceMs?: number; signal?: AbortSignal } = {}) =>
    withProviderSlot("provider.test", { isUrgent: false, patienceMs: 5000, ...limits }, async () => {
      begun.push(name);
      await new Promise<void>((resolve) => ends.set(name, resolve));
      return name;
    });
  const end = async (name: string) => {
    ends.get(name)?.();
    await begin();
  };
  return { begun, call, end };
}

test("no more calls are under way at one host than are allowed, the others wait their turn, the urgent ones first", async () => {
  const { begun, call, end } = newCalls();
  const calls = [call("one"), call("two"), call("three"), call("four")];
  await begin();
  expect(begun).toEqual(["one", "two"]);
  expect(countProviderCalls().get("provider.test")).toBe(4);
  const urgent = ["u1", "u2", "u3", "u4", "u5", "u6", "u7"].map((name) => call(name, { isUrgent: true }));
  await begin();
  expect(begun).toEqual(["one", "two", "u1", "u2", "u3", "u4", "u5", "u6"]);
  await end("one");
  expect(begun.at(-1)).toBe("u7");
  for (const name of ["two", "u1", "u2", "u3", "u4", "u5", "u6", "u7"]) await end(name);
  expect(begun.slice(-2)).toEqual(["three", "four"]);
  for (const name of ["three", "four"]) await end(name);
  expect(await Promise.all([...calls, ...urgent])).toHaveLength(11);
  expect(countProviderCalls().size).toBe(0);
});

test("who waits gives up when the patience is over, the work is to stop, or the host wants to be left alone", async () => {
  const { begun, call, end } = newCalls();
  expect(await call("too late", { signal: AbortSignal.abort() })).toBeNull();
  expect(begun).toEqual([]);
  const calls = [call("one"), call("two")];
  const stopping = new AbortController();
  const impatient = call("impatient", { patienceMs: 10 });
  const stopped = call("stopped", { signal: stopping.signal });
  const dismissed = call("dismissed");
  expect(await impatient).toBeNull();
  stopping.abort();
  expect(await stopped).toBeNull();
  dismissWaiting("provider.test");
  expect(await dismissed).toBeNull();
  for (const name of ["one", "two"]) await end(name);
  await Promise.all(calls);
  expect(begun).toEqual(["one", "two"]);
  expect(countProviderCalls().size).toBe(0);
});
