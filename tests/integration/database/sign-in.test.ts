import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, expect, test, vi } from "vitest";
import { asSystem } from "@/lib/db/as-system";
import { disconnect } from "@/lib/db/client";
import { runAlone } from "@/lib/db/run-alone";
import { Secret } from "@/lib/secret";
import { checkSignIn } from "@/lib/tenancy/check-sign-in";
import { newTenantContext } from "./new-tenant";

afterAll(disconnect);

const right = new Secret("correct horse battery");
const wrong = new Secret("incorrect horse battery");

/** A person who can sign in, at a place where nobody has tried yet. */
async function newPerson(): Promise<{ email: string; userId: string | null; place: string }> {
  const { actor } = await newTenantContext();
  return { email: actor.label, userId: actor.id, place: randomUUID() };
}

test("the right pair signs in, whatever the case of the address and the space around it", async () => {
  const { email, userId, place } = await newPerson();
  for (const typed of [email, email.toUpperCase(), `  ${email} `]) {
    expect(await checkSignIn(typed, right, place)).toEqual({ ok: true, value: { userId } });
  }
});

test("an unknown address and a wrong password get the same answer", async () => {
  const { email, place } = await newPerson();
  const unknown = await checkSignIn(`nobody-${email}`, right, place);
  expect(unknown).toMatchObject({ ok: false, failure: { code: "unauthenticated" } });
  expect(await checkSignIn(email, wrong, place)).toEqual(unknown);
});

test("after ten tries from one place for one address even the right password has to wait", async () => {
  const { email, userId, place } = await newPerson();
  for (let attempt = 1; attempt <= 10; attempt++) {
    expect(await checkSignIn(email, wrong, place)).toMatchObject({ failure: { code: "unauthenticated" } });
  }
  // The other case of the same address is no way around it.
  const refused = await checkSignIn(email.toUpperCase(), right, place);
  expect(refused).toMatchObject({ ok: false, failure: { code: "rate_limited" } });
  expect(refused).toMatchObject({ failure: { message: expect.stringMatching(/^Too many tries\. Wait 15 minutes/) } });
  // Somebody who guesses elsewhere does not lock the person out.
  expect(await checkSignIn(email, right, randomUUID())).toEqual({ ok: true, value: { userId } });
});

test("the addresses of one IPv6 network are one place", async () => {
  const { email } = await newPerson();
  const network = `2001:db8:${randomBytes(2).toString("hex")}:${randomBytes(2).toString("hex")}`;
  for (let attempt = 1; attempt <= 10; attempt++) await checkSignIn(email, wrong, `${network}::${attempt}`);
  const refused = await checkSignIn(email, right, `${network}:ffff::11`);
  expect(refused).toMatchObject({ ok: false, failure: { code: "rate_limited" } });
});

test("a success gives the tries back", async () => {
  const { email, userId, place } = await newPerson();
  for (let round = 1; round <= 2; round++) {
    for (let attempt = 1; attempt <= 9; attempt++) await checkSignIn(email, wrong, place);
    expect(await checkSignIn(email, right, place)).toEqual({ ok: true, value: { userId } });
  }
});

test("counters that have run out are deleted, so that invented addresses do not fill the table for good", async () => {
  vi.resetModules();
  const { checkSignIn: checkInNewProcess } = await import("@/lib/tenancy/check-sign-in");
  const key = `sign-in-here:${randomUUID()}`;
  await runAlone("INSERT INTO rate_limits (key, points, expire) VALUES ($1, 3, $2)", [key, Date.now() - 1000]);
  await checkInNewProcess("nobody@acme.test", wrong, randomUUID());
  expect((await runAlone("SELECT 1 FROM rate_limits WHERE key = $1", [key])).rows).toEqual([]);
});

test("a password is stored as an Argon2id hash with a salt of its own", async () => {
  const people = [await newPerson(), await newPerson()];
  const stored = await Promise.all(
    people.map(({ userId }) =>
      asSystem("look up sign-in", (db) => db.userPassword.findUniqueOrThrow({ where: { userId: userId ?? "" } })),
    ),
  );
  for (const { hash } of stored) {
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(hash).not.toContain(right.reveal());
  }
  expect(new Set(stored.map(({ hash }) => hash)).size).toBe(2);
});
