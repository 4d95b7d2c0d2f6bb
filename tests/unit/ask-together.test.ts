import { expect, test } from "vitest";
import { together } from "@/lib/db/ask-together";

/** Notes what each call was asked, and answers each question by itself in capitals. */
function recorder(act: (asked: readonly string[]) => Promise<void> = async () => undefined) {
  const calls: string[][] = [];
  const ask = async (asked: readonly string[]) => {
    calls.push([...asked].toSorted());
    await act(asked);
    return asked.map((question) => question.toUpperCase());
  };
  return { calls, ask };
}

test("what is asked at the same moment is one call, and each gets its own answer", async () => {
  const askFor = together<string, string>(10);
  const { calls, ask } = recorder();
  expect(await Promise.all(["a", "b", "c"].map((question) => askFor("one", question, ask)))).toEqual(["A", "B", "C"]);
  expect(calls).toEqual([["a", "b", "c"]]);
});

test("what comes while a call is under way waits for the next one, and is never answered by that one", async () => {
  const askFor = together<string, string>(10);
  const late: Promise<string>[] = [];
  const { calls, ask } = recorder(async (asked) => {
    if (asked.includes("a")) late.push(...["b", "c"].map((question) => askFor("one", question, ask)));
  });
  expect(await askFor("one", "a", ask)).toBe("A");
  expect(await Promise.all(late)).toEqual(["B", "C"]);
  expect(calls).toEqual([["a"], ["b", "c"]]);
});

test("no call has more questions than it may, and subjects do not wait for each other", async () => {
  const askFor = together<string, string>(2);
  const { calls, ask } = recorder();
  const first = ["a", "b", "c", "d", "e"].map((question) => askFor("one", question, ask));
  expect(await Promise.all([...first, askFor("two", "z", ask)])).toEqual(["A", "B", "C", "D", "E", "Z"]);
  expect(calls.map(({ length }) => length).toSorted()).toEqual([1, 1, 2, 2]);
  expect(calls).toContainEqual(["z"]);
});

test("one that makes the call fail fails alone", async () => {
  const askFor = together<string, string>(10);
  const { calls, ask } = recorder(async (asked) => {
    if (asked.includes("bad")) throw new Error("bad");
  });
  const outcomes = await Promise.allSettled(["a", "bad", "b"].map((question) => askFor("one", question, ask)));
  expect(outcomes).toMatchObject([{ value: "A" }, { reason: { message: "bad" } }, { value: "B" }]);
  expect(calls.length).toBe(4);
});

test("a database that is away fails all of them at once, and the next question is asked anew", async () => {
  const askFor = together<string, string>(10);
  let isAway = true;
  const { calls, ask } = recorder(async () => {
    if (isAway) throw Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  });
  const outcomes = await Promise.allSettled(["a", "b"].map((question) => askFor("one", question, ask)));
  expect(outcomes).toMatchObject([{ reason: { code: "ECONNREFUSED" } }, { reason: { code: "ECONNREFUSED" } }]);
  expect(calls.length).toBe(1);
  isAway = false;
  expect(await askFor("one", "a", ask)).toBe("A");
});

test("an answer that is still to come, and fails, fails its own question alone", async () => {
  const askFor = together<string, string>(10);
  const ask = async (asked: readonly string[]) =>
    asked.map((question) => (question === "bad" ? Promise.reject(new Error("bad")) : question));
  const outcomes = await Promise.allSettled(["a", "bad"].map((question) => askFor("one", question, ask)));
  expect(outcomes).toMatchObject([{ value: "a" }, { reason: { message: "bad" } }]);
});
