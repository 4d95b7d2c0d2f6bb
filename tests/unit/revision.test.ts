import { describe, expect, test } from "vitest";
import { compareRevision, composeRevision, fingerprint } from "@/lib/revision/revision";

const filled = { host: "mail.acme.test", port: "993", scopes: ["mail", "offline"], notes: "one\ntwo" };
const revision = composeRevision(filled);

describe("a form that is saved over what others saved", () => {
  test.each([
    ["nothing was saved", {}, { host: "mine" }, [], []],
    ["the same was saved", { host: "mine" }, { host: "mine" }, [], []],
    ["another text was saved", { host: "theirs" }, { host: "mine" }, ["host"], []],
    ["another field was saved", { port: "143" }, { host: "mine" }, [], ["port"]],
    ["both happened", { host: "theirs", port: "143" }, { host: "mine" }, ["host"], ["port"]],
    ["a list is in another order", { scopes: ["offline", "mail"] }, { host: "mine" }, [], []],
    ["a list lacks a member", { scopes: ["mail"] }, {}, [], ["scopes"]],
    ["a line break is a browser's", {}, { notes: "one\r\ntwo" }, [], []],
    ["it was emptied", { notes: "" }, { notes: "three" }, ["notes"], []],
  ])("%s", (_what, theirs, mine, kept, untouched) => {
    const compared = compareRevision(revision, { stored: { ...filled, ...theirs }, typed: { ...filled, ...mine } });
    expect(compared).toEqual({ kept, untouched });
  });

  test("compares the fields that it shows, and those that its Revision knows", () => {
    const stored = { ...filled, host: "theirs", added: "theirs" };
    expect(compareRevision(revision, { stored, typed: { port: "993", added: "mine" } })).toEqual({
      kept: [],
      untouched: [],
    });
    expect(compareRevision("", { stored, typed: filled })).toEqual({ kept: [], untouched: [] });
    expect(compareRevision("host: nonsense ::", { stored, typed: filled })).toEqual({ kept: ["host"], untouched: [] });
  });
});

test("a Revision is short whatever the fields hold, and tells nothing of them", () => {
  const long = composeRevision({ notes: "secret ".repeat(1500), password: fingerprint("sealed text") });
  expect(long.length).toBeLessThan(60);
  expect(long).not.toMatch(/secret|sealed/);
  expect(fingerprint(null)).toBe("");
});
