import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { asSystem } from "@/lib/db/as-system";
import { disconnect } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { recordEvent } from "@/lib/event/record-event";
import type { EventType } from "@/lib/event/schema";
import type { WorkerContext } from "@/lib/mail-worker/authenticate-worker";
import { eventListSchema, listEventsQuerySchema } from "@/lib/mail-worker/event-contract";
import { listEvents } from "@/lib/mail-worker/list-events";
import type { UserContext } from "@/lib/tenancy/context";
import { asWorker } from "./as-worker";
import { expectSuccess } from "./authorized-email";
import { addDueMailboxes } from "./due-mailboxes";
import { newTenantContext } from "./new-tenant";

let context: UserContext;
let worker: WorkerContext;
beforeEach(async () => {
  context = await newTenantContext();
  worker = await asWorker(context);
});
afterAll(disconnect);

const read = async (query: object = {}, by = worker) =>
  eventListSchema.parse(expectSuccess(await listEvents(by, listEventsQuerySchema.parse(query))));
const record = (type: EventType, about: { systemEmailId?: string; idpConfigId?: string } = {}) =>
  inTenant(context, (db) => recordEvent(db, context, { type, ...about }));

describe("nothing is missed", () => {
  test("a reader that pages while many write sees every position once and in order, whatever is rolled back", async () => {
    const mailboxes = await addDueMailboxes(context, 4);
    const writers = 8;
    const each = 10;
    let running = writers;
    const write = async (writer: number) => {
      for (let count = 0; count < each; count++) {
        const systemEmailId = mailboxes[(writer + count) % mailboxes.length] ?? "";
        const isUndone = count % 5 === 4;
        const written = inTenant(context, async (db) => {
          // Rows that others want as well are locked before, as the acts do that record events.
          await db.systemEmail.update({ where: { id: systemEmailId }, data: { configVersion: { increment: 1 } } });
          await recordEvent(db, context, { type: "mailbox.settings_changed", systemEmailId, data: { writer, count } });
          if (writer % 2 === 0) await recordEvent(db, context, { type: "mailbox.recovered", systemEmailId });
          await db.$executeRaw`SELECT pg_sleep(random() * 0.004)`;
          if (isUndone) throw new Error("undone");
        });
        if (isUndone) await expect(written).rejects.toThrow("undone");
        else await written;
      }
      running -= 1;
    };
    const seen: number[] = [];
    const follow = async () => {
      let cursor = "0";
      for (;;) {
        const wasRunning = running > 0;
        const page = await read({ cursor, limit: 7 });
        seen.push(...page.data.map(({ position }) => position));
        if (page.data.length === 0 && !wasRunning) return;
        cursor = page.nextCursor;
      }
    };
    await Promise.all([follow(), ...Array.from({ length: writers }, (_, writer) => write(writer))]);
    const kept = (each * 4) / 5;
    const expected = writers * kept + (writers / 2) * kept;
    expect(seen).toEqual(Array.from({ length: expected }, (_, index) => index + 1));
    const { data } = await read({ limit: 1000 });
    const times = data.map(({ at }) => at);
    expect(times, "times are in the order of positions").toEqual(times.toSorted());
  }, 90_000);

  test("an empty page has the same cursor, and latest begins with what comes next", async () => {
    expect(await read()).toEqual({ data: [], nextCursor: "0" });
    const { nextCursor } = await read({ cursor: "latest" });
    await record("mailbox.created");
    const page = await read({ cursor: nextCursor });
    expect(page.data).toMatchObject([{ type: "mailbox.created", position: 1 }]);
    expect(await read({ cursor: page.nextCursor })).toEqual({ data: [], nextCursor: page.nextCursor });
    expect(await read({ cursor: "latest" })).toEqual({ data: [], nextCursor: page.nextCursor });
  });

  test("a cursor whose next events were removed is told so, and so is one that the feed has not reached", async () => {
    for (let count = 0; count < 3; count++) await record("mailbox.created");
    await asSystem("remove leftovers", (db) =>
      db.event.deleteMany({ where: { tenantId: context.tenantId, position: { lte: 2 } } }),
    );
    const code = async (cursor: string) => {
      const page = await listEvents(worker, listEventsQuerySchema.parse({ cursor }));
      return page.ok ? page.value.data.map(({ position }) => position) : page.failure.code;
    };
    expect(await code("1")).toBe("cursor_expired");
    expect(await code("2")).toEqual([3]);
    expect(await code("3")).toEqual([]);
    expect(await listEvents(worker, listEventsQuerySchema.parse({ cursor: "4" }))).toMatchObject({
      ok: false,
      failure: { code: "cursor_expired", message: expect.stringMatching(/restored since.*read the mailboxes anew/) },
    });
    expect((await read()).data, "from the oldest on that there is").toMatchObject([{ position: 3 }]);
    await asSystem("remove leftovers", (db) => db.event.deleteMany({ where: { tenantId: context.tenantId } }));
    expect(await code("2")).toBe("cursor_expired");
    expect(await code("3")).toEqual([]);
  });
});

describe("what a key sees", () => {
  test("a key of some mailboxes sees their events alone, and its cursor passes the others", async () => {
    const [seen = "", hidden = ""] = await addDueMailboxes(context, 2);
    await record("mailbox.authorized", { systemEmailId: seen });
    await record("mailbox.authorized", { systemEmailId: hidden });
    await record("idp_config.refused", { idpConfigId: randomUUID() });
    const limited = { ...worker, systemEmailIds: [seen] };
    const page = await read({}, limited);
    expect(page.data).toMatchObject([{ position: 1, mailboxId: seen }]);
    expect(page.nextCursor).toBe("3");
    expect((await read()).data).toHaveLength(3);
    expect(await read({}, { ...worker, systemEmailIds: [] })).toEqual({ data: [], nextCursor: "3" });
  });

  test("only the types that were asked for", async () => {
    await record("mailbox.created");
    await record("verification.failed");
    await record("mailbox.deleted");
    const page = await read({ types: "mailbox.created,mailbox.deleted", limit: 2 });
    expect(page.data.map(({ position }) => position)).toEqual([1, 3]);
    expect(page.nextCursor).toBe("3");
    expect(listEventsQuerySchema.safeParse({ types: "nonsense" }).success).toBe(false);
  });

  test("another tenant's events are not there, and each tenant counts for itself", async () => {
    const other = await newTenantContext();
    await inTenant(other, (db) => recordEvent(db, other, { type: "mailbox.created" }));
    await record("mailbox.deleted");
    expect((await read()).data).toMatchObject([{ position: 1, type: "mailbox.deleted" }]);
    expect((await read({}, await asWorker(other))).data).toMatchObject([{ position: 1, type: "mailbox.created" }]);
  });

  test("an event can be neither changed nor removed by a tenant", async () => {
    await record("mailbox.created");
    await expect(inTenant(context, (db) => db.event.updateMany({ data: { type: "x" } }))).rejects.toThrow(
      /permission denied/,
    );
    await expect(inTenant(context, (db) => db.event.deleteMany())).rejects.toThrow(/permission denied/);
  });
});
