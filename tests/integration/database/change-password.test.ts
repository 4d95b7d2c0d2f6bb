import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, test } from "vitest";
import { asSystem } from "@/lib/db/as-system";
import { disconnect } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { Secret } from "@/lib/secret";
import { addMember } from "@/lib/tenancy/add-member";
import { changePassword } from "@/lib/tenancy/change-password";
import { checkSignIn } from "@/lib/tenancy/check-sign-in";
import { endSession } from "@/lib/tenancy/end-session";
import { isSessionLive } from "@/lib/tenancy/is-session-live";
import { startSession } from "@/lib/tenancy/start-session";
import { newTenantContext } from "./new-tenant";

afterAll(disconnect);

const old = new Secret("correct horse battery");
const next = new Secret("a stapler that is quite new");

/** Somebody with two sessions, at a place where nobody has tried yet. */
async function newPerson() {
  const context = await newTenantContext();
  const { id: userId, label: email } = context.actor;
  const place = randomUUID();
  const session = { userId, sessionId: await startSession(userId, { clientAddress: place }) };
  const other = { userId, sessionId: await startSession(userId, { clientAddress: "192.0.2.9" }) };
  const change = (currentPassword: Secret, from = session, newPassword = next) =>
    changePassword(from, { currentPassword, newPassword }, { clientAddress: place, requestId: "req-1" });
  return { context, userId, email, place, session, other, change };
}

const audited = (context: { tenantId: string }) =>
  inTenant(context, (db) => db.auditEvent.findMany({ where: { action: "password.changed" } }));

describe("one's own password", () => {
  test("is changed by whoever knows it: the new one signs in and the old one does not", async () => {
    const { userId, email, change } = await newPerson();
    expect(await change(old)).toEqual({ ok: true, value: { endedSessions: 1 } });
    expect(await checkSignIn(email, next, randomUUID())).toEqual({ ok: true, value: { userId } });
    expect(await checkSignIn(email, old, randomUUID())).toMatchObject({ failure: { code: "unauthenticated" } });
    const { hash } = await asSystem("look up sign-in", (db) =>
      db.userPassword.findUniqueOrThrow({ where: { userId } }),
    );
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  test("ends all other sessions of the person, not this one and nobody else's", async () => {
    const [mine, theirs] = [await newPerson(), await newPerson()];
    expect(await mine.change(old)).toMatchObject({ ok: true });
    expect(await isSessionLive(mine.session)).toBe(true);
    expect(await isSessionLive(mine.other)).toBe(false);
    expect(await isSessionLive(theirs.other)).toBe(true);
  });

  test("stands in the audit of every tenant that the person is a member of, without a secret", async () => {
    const { context, userId, email, change } = await newPerson();
    const second = await newTenantContext();
    await addMember(second, { email, role: "viewer", password: null });
    expect(await change(old)).toMatchObject({ ok: true });
    for (const tenant of [context, second]) {
      const [event, ...more] = await audited(tenant);
      expect(event).toMatchObject({
        actorId: userId,
        actorLabel: email,
        subjectLabel: email,
        requestId: "req-1",
        details: { endedSessions: 1 },
      });
      expect(more).toEqual([]);
      expect(JSON.stringify(event)).not.toContain(next.reveal());
    }
  });

  test("stays as it is where the current one is wrong, which is told beside its field", async () => {
    const { context, email, userId, other, change } = await newPerson();
    expect(await change(next)).toMatchObject({
      ok: false,
      failure: { code: "invalid_request", facts: { field: "currentPassword" } },
    });
    expect(await checkSignIn(email, old, randomUUID())).toEqual({ ok: true, value: { userId } });
    expect(await isSessionLive(other)).toBe(true);
    expect(await audited(context)).toEqual([]);
  });

  test("is guessed here no more often than at signing in: the tries count together", async () => {
    const { email, place, change } = await newPerson();
    for (let attempt = 1; attempt <= 5; attempt++) await checkSignIn(email, next, place);
    for (let attempt = 1; attempt <= 5; attempt++) await change(next);
    expect(await change(old)).toMatchObject({ ok: false, failure: { code: "rate_limited" } });
    expect(await checkSignIn(email, old, place)).toMatchObject({ ok: false, failure: { code: "rate_limited" } });
  });

  test("is not changed by a session that has ended, nor by one with another person's id", async () => {
    const [mine, theirs] = [await newPerson(), await newPerson()];
    await endSession(mine.session);
    expect(await mine.change(old)).toMatchObject({ ok: false, failure: { code: "unauthenticated" } });
    const crossed = { userId: theirs.userId, sessionId: mine.other.sessionId };
    expect(await theirs.change(old, crossed)).toMatchObject({ ok: false, failure: { code: "unauthenticated" } });
    expect(await checkSignIn(theirs.email, old, randomUUID())).toMatchObject({ ok: true });
  });

  test("of two changes at once from two sessions one counts, and ends the other's session", async () => {
    const { email, session, other, change } = await newPerson();
    const third = new Secret("a third one, from elsewhere");
    const outcomes = await Promise.all([change(old, session, next), change(old, other, third)]);
    const [won, lost] = outcomes[0]?.ok ? [next, third] : [third, next];
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await checkSignIn(email, won, randomUUID())).toMatchObject({ ok: true });
    expect(await checkSignIn(email, lost, randomUUID())).toMatchObject({ ok: false });
    expect([await isSessionLive(session), await isSessionLive(other)].filter(Boolean)).toHaveLength(1);
  });
});
