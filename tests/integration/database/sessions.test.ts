import { fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { afterAll, describe, expect, test } from "vitest";
import { asSystem } from "@/lib/db/as-system";
import { disconnect } from "@/lib/db/client";
import { endAllSessions, endSession } from "@/lib/tenancy/end-session";
import { enterTenant } from "@/lib/tenancy/enter-tenant";
import { isSessionLive } from "@/lib/tenancy/is-session-live";
import { listSessions } from "@/lib/tenancy/list-sessions";
import { removeEndedSessions } from "@/lib/tenancy/remove-ended-sessions";
import { startSession } from "@/lib/tenancy/start-session";
import { newTenantContext } from "./new-tenant";

afterAll(disconnect);

const ended = { ok: false, failure: { code: "unauthenticated" } };

/** Somebody who is signed in to a tenant of theirs. */
async function newSession(clientAddress = "192.0.2.7") {
  const context = await newTenantContext();
  const userId = context.actor.id;
  return { context, userId, sessionId: await startSession(userId, { clientAddress }) };
}

describe("a session", () => {
  test("lets into the person's own tenants, and tells foreign ones from none by nothing", async () => {
    const { context, ...session } = await newSession();
    const foreign = await newTenantContext();
    expect(await enterTenant(session, context.slug, "test")).toEqual({ ok: true, value: context });
    const missing = await enterTenant(session, "no-such-tenant", "test");
    expect(missing).toMatchObject({ failure: { code: "not_found" } });
    expect(await enterTenant(session, foreign.slug, "test")).toEqual(missing);
  });

  test("that was signed out is ended for whoever has a copy of its cookie, and no other one is", async () => {
    const { context, ...session } = await newSession();
    const elsewhere = { ...session, sessionId: await startSession(session.userId, { clientAddress: "192.0.2.8" }) };
    await endSession(session);
    expect(await isSessionLive(session)).toBe(false);
    expect(await enterTenant(session, context.slug, "test")).toMatchObject(ended);
    expect(await enterTenant(elsewhere, context.slug, "test")).toMatchObject({ ok: true });
    // Ending it once more changes nothing.
    await endSession(session);
    expect(await isSessionLive(elsewhere)).toBe(true);
  });

  test("that another process ends is ended here at the next request", async () => {
    const { context, ...session } = await newSession();
    const other = fork("tests/integration/database/end-session.ts", [session.userId, session.sessionId], {
      execArgv: ["--import", "tsx"],
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    const [isLiveThere] = await once(other, "message");
    expect(isLiveThere).toBe(true);
    expect(await enterTenant(session, context.slug, "test")).toMatchObject({ ok: true });
    const said = once(other, "message");
    other.send("end");
    const [isStillLiveThere] = await said;
    expect(isStillLiveThere).toBe(false);
    expect(await enterTenant(session, context.slug, "test")).toMatchObject(ended);
  });

  test("is of no use with another person's id, invented, or when it has run out", async () => {
    const [mine, theirs] = [await newSession(), await newSession()];
    const crossed = { userId: theirs.userId, sessionId: mine.sessionId };
    const invented = { userId: mine.userId, sessionId: randomUUID() };
    for (const session of [crossed, invented]) {
      expect(await isSessionLive(session)).toBe(false);
      expect(await enterTenant(session, theirs.context.slug, "test")).toMatchObject(ended);
      await endSession(session);
    }
    expect(await isSessionLive(mine)).toBe(true);
    await asSystem("keep session", (db) =>
      db.userSession.update({ where: { id: mine.sessionId }, data: { expiresAt: new Date(Date.now() - 1000) } }),
    );
    expect(await enterTenant(mine, mine.context.slug, "test")).toMatchObject(ended);
    expect(await removeEndedSessions(new AbortController().signal)).toBeGreaterThan(0);
    expect(await asSystem("keep session", (db) => db.userSession.count({ where: { userId: mine.userId } }))).toBe(0);
    expect(await isSessionLive(theirs)).toBe(true);
  });

  test("ends with all others of the person when they sign out everywhere, and with none of anybody else's", async () => {
    const [mine, theirs] = [await newSession("192.0.2.1"), await newSession()];
    const other = { userId: mine.userId, sessionId: await startSession(mine.userId, { clientAddress: "192.0.2.2" }) };
    expect(await listSessions(mine)).toMatchObject([
      { address: "192.0.2.1", isThis: true },
      { address: "192.0.2.2", isThis: false },
    ]);
    await endAllSessions(mine.userId);
    expect(await listSessions(mine)).toEqual([]);
    for (const session of [mine, other]) {
      expect(await enterTenant(session, mine.context.slug, "test")).toMatchObject(ended);
    }
    expect(await isSessionLive(theirs)).toBe(true);
  });

  test("goes with the person", async () => {
    const { userId, sessionId } = await newSession();
    await asSystem("keep session", (db) => db.user.delete({ where: { id: userId } }));
    expect(await isSessionLive({ userId, sessionId })).toBe(false);
  });
});
