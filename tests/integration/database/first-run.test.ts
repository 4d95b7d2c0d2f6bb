import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asSystem } from "@/lib/db/as-system";
import { createTenant } from "@/lib/tenancy/create-tenant";
import { firstRunCode, isFirstRun, isFirstRunCode } from "@/lib/tenancy/first-run";
import { signUp } from "@/lib/tenancy/sign-up";
import { useEmptyDatabase } from "./empty-database";

let stop: () => Promise<void>;
beforeAll(async () => {
  stop = await useEmptyDatabase();
});
afterAll(() => stop());

function newTenant(slug: string) {
  return { slug, name: slug, ownerEmail: `owner@${slug}.test`, ownerPassword: "correct horse battery" };
}

test("the console's code is the same at every start and right in any case, with space around it", async () => {
  expect(firstRunCode()).toMatch(/^([0-9A-F]{5}-){3}[0-9A-F]{5}$/);
  const code = firstRunCode();
  for (const typed of [code, code.toLowerCase(), ` ${code}\n`]) {
    expect(await isFirstRunCode(typed, randomUUID())).toBe(true);
  }
});

test("any other code is wrong, and after ten tries from one place even the right one", async () => {
  const place = randomUUID();
  for (const typed of ["", firstRunCode().slice(0, -1), `${firstRunCode()}0`, "00000-00000-00000-00000"]) {
    expect(await isFirstRunCode(typed, place)).toBe(false);
  }
  for (let attempt = 5; attempt <= 10; attempt++) await isFirstRunCode("guess", place);
  expect(await isFirstRunCode(firstRunCode(), place)).toBe(false);
  expect(await isFirstRunCode(firstRunCode(), randomUUID())).toBe(true);
});

test("of several who create the first tenant at once exactly one does, and the others leave nothing behind", async () => {
  expect(await isFirstRun()).toBe(true);
  const attempts = await Promise.all(
    ["acme", "globex", "initech", "hooli"].map((slug) =>
      createTenant(newTenant(slug), { actorLabel: "test", requestId: "test", onlyFirst: true }),
    ),
  );
  expect(attempts.filter(({ ok }) => ok)).toHaveLength(1);
  for (const attempt of attempts) if (!attempt.ok) expect(attempt.failure.code).toBe("not_found");
  const stored = await asSystem("first run", async (db) => ({
    tenants: await db.tenant.count(),
    users: await db.user.count(),
    memberships: await db.membership.findMany({ select: { role: true } }),
  }));
  expect(stored).toEqual({ tenants: 1, users: 1, memberships: [{ role: "owner" }] });
  expect(await isFirstRun()).toBe(false);
});

test("a stranger who signs up takes neither an account nor an address that somebody has, and tries five times an hour at most", async () => {
  const caller = { clientAddress: randomUUID(), requestId: "test" };
  expect(await signUp(newTenant("umbrella"), caller)).toMatchObject({ ok: true });
  const taken = { ...newTenant("wayne"), ownerEmail: "owner@umbrella.test" };
  expect(await signUp(taken, caller)).toMatchObject({ failure: { code: "conflict", facts: { field: "ownerEmail" } } });
  expect(await signUp(newTenant("umbrella"), caller)).toMatchObject({
    failure: { code: "conflict", facts: { field: "slug" } },
  });
  for (const slug of ["stark", "wonka"]) expect(await signUp(newTenant(slug), caller)).toMatchObject({ ok: true });
  expect(await signUp(newTenant("tyrell"), caller)).toMatchObject({ failure: { code: "rate_limited" } });
});
