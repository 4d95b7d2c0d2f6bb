import { type ChildProcess, fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { inTenant } from "@/lib/db/in-tenant";
import { recordEvent } from "@/lib/event/record-event";
import { type EventType, eventTypes } from "@/lib/event/schema";
import { webhookOperations } from "@/lib/mail-worker/webhook-contract";
import { metrics } from "@/lib/metrics/metrics";
import { createSystemEmail } from "@/lib/system-email/create-system-email";
import type { UserContext } from "@/lib/tenancy/context";
import { buryWebhookDelivery } from "@/lib/webhook/bury-webhook-delivery";
import { createWebhookEndpoint } from "@/lib/webhook/create-webhook-endpoint";
import { deleteWebhookEndpoint } from "@/lib/webhook/delete-webhook-endpoint";
import { deliverWebhook } from "@/lib/webhook/deliver-webhook";
import { fanOutEvents } from "@/lib/webhook/fan-out-events";
import { getWebhookDelivery } from "@/lib/webhook/get-webhook-delivery";
import { getWebhookEndpoint } from "@/lib/webhook/get-webhook-endpoint";
import { listWebhookDeliveries } from "@/lib/webhook/list-webhook-deliveries";
import { listWebhookEndpoints } from "@/lib/webhook/list-webhook-endpoints";
import { listManagedDeliveries, replayManagedDelivery } from "@/lib/webhook/manage-delivery";
import {
  changeManagedWebhook,
  createManagedWebhook,
  deleteManagedWebhook,
  listManagedWebhooks,
  rotateManagedWebhookSecret,
} from "@/lib/webhook/manage-webhook";
import { removeOldDeliveries } from "@/lib/webhook/remove-old-deliveries";
import { replayWebhookDelivery } from "@/lib/webhook/replay-webhook-delivery";
import { rotateWebhookSecret } from "@/lib/webhook/rotate-webhook-secret";
import { saveWebhookEndpoint } from "@/lib/webhook/save-webhook-endpoint";
import { sendTestWebhook } from "@/lib/webhook/send-test-webhook";
import { startWebhookReceiver, verifyWebhook, type WebhookReceiver } from "@/tests/servers/webhook-receiver";
import { asWorker } from "./as-worker";
import { expectSuccess } from "./authorized-email";
import { useEmptyDatabase } from "./empty-database";
import { newTenantContext } from "./new-tenant";

let stop: () => Promise<void>;
let receiver: WebhookReceiver;
let context: UserContext;

// Turning events into deliveries is done for every tenant at once, so that these tests need a database of their own.
beforeAll(async () => {
  stop = await useEmptyDatabase();
  receiver = await startWebhookReceiver();
});
beforeEach(async () => {
  await fanOutEvents();
  receiver.reset();
  context = await newTenantContext();
});
afterAll(async () => {
  await receiver.stop();
  await stop();
});

type Endpoint = { id: string; secret: string };

async function addEndpoint(input: { url?: string; eventTypes?: EventType[]; description?: string } = {}) {
  const { url = receiver.url, description = "", eventTypes: types = [...eventTypes] } = input;
  const created = expectSuccess(await createWebhookEndpoint(context, { url, description, eventTypes: types }));
  return { id: created.id, secret: created.secret.reveal() };
}

function happen(type: EventType = "mailbox.authorized", data: Record<string, string> = {}, of = context) {
  return inTenant(of, (db) => recordEvent(db, of, { type, data }));
}

async function deliveriesOf({ id }: Endpoint) {
  return expectSuccess(await listWebhookDeliveries(context, id, { limit: 200 })).data;
}

/** Turns events into deliveries; the ids of those that are to be queued. */
async function takeIds(): Promise<string[]> {
  return (await fanOutEvents()).map(({ id }) => id);
}

/** One event on its way: it has happened and its delivery was given out to be queued. */
async function newDelivery(endpoint: Endpoint): Promise<string> {
  await happen();
  const [id] = await takeIds();
  if (id === undefined) throw new Error("The event became no delivery");
  expect((await deliveriesOf(endpoint)).map((delivery) => delivery.id)).toContain(id);
  return id;
}

function changeDelivery(id: string, data: { queuedAt?: Date; createdAt?: Date }) {
  return inTenant(context, (db) => db.webhookDelivery.update({ where: { id }, data }));
}

const hours = (count: number) => new Date(Date.now() - count * 3_600_000);
const notFound = { ok: false, failure: { code: "not_found" } };

describe("a webhook", () => {
  test("arrives with what happened, and its signature is right by the endpoint's secret and no other", async () => {
    const endpoint = await addEndpoint();
    const other = await addEndpoint();
    const email = expectSuccess(
      await createSystemEmail(context, { address: "a@x.test", name: "A", mailboxType: "user", notes: "" }),
    );
    await inTenant(context, (db) =>
      recordEvent(db, context, {
        type: "mailbox.recovered",
        systemEmailId: email.id,
        data: { half: "remote_mailbox" },
      }),
    );
    const event = await inTenant(context, (db) => db.event.findFirstOrThrow({ where: { type: "mailbox.recovered" } }));
    await deleteWebhookEndpoint(context, other.id);
    for (const id of await takeIds()) expect(await deliverWebhook(id)).toEqual({ ok: true, value: null });

    const message = receiver.received.find(({ headers }) => headers["webhook-id"] === event.id);
    if (message === undefined) throw new Error("It did not arrive");
    expect(verifyWebhook(endpoint.secret, message)).toEqual({
      type: "mailbox.recovered",
      timestamp: event.at.toISOString(),
      data: {
        id: event.id,
        position: Number(event.position),
        mailboxId: email.id,
        address: "a@x.test",
        idpConfigId: null,
        data: { half: "remote_mailbox" },
      },
    });
    expect(message.headers["content-type"]).toBe("application/json");
    expect(() => verifyWebhook(other.secret, message)).toThrow(/No matching signature/);
    expect(() => verifyWebhook(endpoint.secret, { ...message, body: `${message.body} ` })).toThrow(/No matching/);
    const headers = { ...message.headers, "webhook-id": randomUUID() };
    expect(() => verifyWebhook(endpoint.secret, { ...message, headers })).toThrow(/No matching/);
  });

  test("is signed by the old secret and the new one for a day after a rotation, and then by the new one alone", async () => {
    const endpoint = await addEndpoint();
    const { secret, previousUntil } = expectSuccess(await rotateWebhookSecret(context, endpoint.id));
    expect(secret.reveal()).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(previousUntil.getTime() - Date.now()).toBeGreaterThan(86_000_000);
    await deliverWebhook(await newDelivery(endpoint));
    const [during] = receiver.received;
    if (during === undefined) throw new Error("It did not arrive");
    expect(String(during.headers["webhook-signature"]).split(" ")).toHaveLength(2);
    for (const one of [endpoint.secret, secret.reveal()]) expect(verifyWebhook(one, during)).toBeTruthy();

    await inTenant(context, (db) =>
      db.webhookEndpoint.update({ where: { id: endpoint.id }, data: { previousSecretUntil: hours(1) } }),
    );
    await deliverWebhook(await newDelivery(endpoint));
    const [, after] = receiver.received;
    if (after === undefined) throw new Error("It did not arrive");
    expect(verifyWebhook(secret.reveal(), after)).toBeTruthy();
    expect(() => verifyWebhook(endpoint.secret, after)).toThrow(/No matching signature/);
  });

  test("can be tried without anything having happened, and the log tells how that ended", async () => {
    const endpoint = await addEndpoint();
    expect(expectSuccess(await sendTestWebhook(context, endpoint.id))).toMatchObject({ status: 204 });
    const [message] = receiver.received;
    if (message === undefined) throw new Error("It did not arrive");
    expect(verifyWebhook(endpoint.secret, message)).toMatchObject({ type: "webhook.test", data: { position: null } });
    receiver.answerWith({ status: 500 });
    expect(await sendTestWebhook(context, endpoint.id)).toMatchObject({ failure: { code: "server_unavailable" } });
    expect((await deliveriesOf(endpoint)).map(({ eventType, status }) => [eventType, status])).toEqual([
      ["webhook.test", "dead"],
      ["webhook.test", "delivered"],
    ]);
    expect(await takeIds()).toEqual([]);
  });

  test("holds no secret, and neither does any row or the audit", async () => {
    const endpoint = await addEndpoint({ url: `${receiver.url}?key=in-the-query` });
    const { secret } = expectSuccess(await rotateWebhookSecret(context, endpoint.id));
    await deliverWebhook(await newDelivery(endpoint));
    await sendTestWebhook(context, endpoint.id);
    const rows = await inTenant(context, async (db) => ({
      endpoints: await db.webhookEndpoint.findMany({ omit: { position: true } }),
      deliveries: await db.webhookDelivery.findMany({ omit: { position: true } }),
    }));
    const audited = await inTenant(context, (db) => db.auditEvent.findMany());
    const shown = [await listWebhookEndpoints(context), await deliveriesOf(endpoint)];
    const bodies = receiver.received.map(({ body }) => body);
    const all = JSON.stringify([rows, audited, shown, bodies]);
    for (const one of [endpoint.secret, secret.reveal()]) {
      expect(all).not.toContain(one.slice("whsec_".length));
      expect(JSON.stringify(receiver.received)).not.toContain(one.slice("whsec_".length));
    }
    expect(JSON.stringify([audited, bodies])).not.toContain("in-the-query");
  });
});

describe("events become deliveries", () => {
  test("once an endpoint, in their order, however many processes do it at once", { timeout: 60_000 }, async () => {
    const endpoints = [await addEndpoint(), await addEndpoint()];
    const events = 130;
    for (let count = 0; count < events; count++) await happen("verification.failed", { count: String(count) });
    const processes = Array.from({ length: 2 }, () =>
      fork("tests/integration/database/fan-out.ts", {
        execArgv: ["--import", "tsx"],
        stdio: ["ignore", "inherit", "inherit", "ipc"],
      }),
    );
    await Promise.all(processes.map((process) => once(process, "message")));
    const answers = processes.map(idsFrom);
    for (const process of processes) process.send("go");
    const given = [...(await Promise.all(answers)), ...(await Promise.all([takeIds(), takeIds()]))].flat();
    for (const endpoint of endpoints) {
      const deliveries = (await deliveriesOf(endpoint)).toSorted(
        (one, other) => Number(one.position) - Number(other.position),
      );
      expect(deliveries.map(({ position }) => position)).toEqual(Array.from({ length: events }, (_, at) => at + 1));
      expect(deliveries.map(({ payload }) => JSON.parse(payload).data.data.count)).toEqual(
        Array.from({ length: events }, (_, at) => String(at)),
      );
    }
    expect(given).toHaveLength(2 * events);
    expect(new Set(given).size).toBe(2 * events);
  });

  test("from the moment on that the endpoint was made, of the kinds that it wants, and only its tenant's", async () => {
    const stranger = await newTenantContext();
    await happen("mailbox.created");
    const endpoint = await addEndpoint({ eventTypes: ["mailbox.recovered", "mailbox.deleted"] });
    await happen("mailbox.authorized");
    await happen("mailbox.recovered");
    await happen("mailbox.deleted", { address: "gone@x.test" });
    await happen("mailbox.recovered", {}, stranger);
    const ids = await takeIds();
    expect(ids).toHaveLength(2);
    const deliveries = await deliveriesOf(endpoint);
    expect(ids.map((id) => deliveries.find((delivery) => delivery.id === id)?.position)).toEqual([3, 4]);
    expect(deliveries.map(({ payload }) => JSON.parse(payload).data.address)).toContain("gone@x.test");
  });

  test("not while the endpoint is disabled, and then from the moment on that it is enabled again", async () => {
    const endpoint = await addEndpoint();
    const input = { url: receiver.url, description: "", eventTypes: [...eventTypes] };
    const waiting = await newDelivery(endpoint);
    expectSuccess(await saveWebhookEndpoint(context, endpoint.id, { ...input, enabled: false }));
    await happen();
    expect(await takeIds()).toEqual([]);
    expect(await deliverWebhook(waiting)).toEqual({ ok: true, value: null });
    expect(receiver.received).toEqual([]);
    expect(await replayWebhookDelivery(context, { endpointId: endpoint.id, deliveryId: waiting })).toMatchObject({
      failure: { code: "conflict" },
    });
    expectSuccess(await saveWebhookEndpoint(context, endpoint.id, { ...input, enabled: true }));
    await happen("mailbox.recovered");
    await takeIds();
    expect((await deliveriesOf(endpoint)).map(({ eventType, status }) => [eventType, status])).toEqual([
      ["mailbox.recovered", "pending"],
      ["mailbox.authorized", "dead"],
    ]);
  });

  test("again for the queue, when whoever took one ended before it was queued; one that was tried is left to its retries", async () => {
    const endpoint = await addEndpoint();
    const lost = await newDelivery(endpoint);
    const tried = await newDelivery(endpoint);
    expect(await takeIds()).toEqual([]);
    receiver.answerWith({ status: 503 });
    await changeDelivery(tried, { queuedAt: hours(1) });
    await deliverWebhook(tried);
    await changeDelivery(lost, { queuedAt: hours(1) });
    const place = { tenantId: context.tenantId, endpointId: endpoint.id };
    expect(await fanOutEvents()).toEqual([{ id: lost, ...place, wasTaken: true }]);
    expect(await takeIds()).toEqual([]);
  });
});

describe("a delivery that fails", () => {
  test("keeps each attempt with time, status and duration, and is delivered when the server is back", async () => {
    const endpoint = await addEndpoint();
    const id = await newDelivery(endpoint);
    const before = await attemptsCounted();
    receiver.answerWith({ status: 500 });
    expect(await deliverWebhook(id)).toMatchObject({ ok: false, failure: { code: "server_unavailable" } });
    receiver.answerWith({ status: 302, headers: { location: receiver.url } });
    expect(await deliverWebhook(id)).toMatchObject({ ok: false });
    receiver.answerWith({ status: 200, body: "x".repeat(200_000) });
    expect(await deliverWebhook(id)).toMatchObject({ ok: false });
    expect(await getWebhookDelivery(context, { endpointId: endpoint.id, deliveryId: id })).toMatchObject({
      status: "pending",
      finishedAt: null,
      attemptCount: 3,
      attempts: [
        { status: 500, error: expect.stringContaining("answered 500"), durationMs: expect.any(Number) },
        { status: 302, error: expect.stringContaining("Redirects are not followed") },
        { status: null, error: expect.stringContaining("longer than 100000 bytes") },
      ],
    });
    expect(receiver.received).toHaveLength(3);
    receiver.answerWith({ status: 200 });
    expect(await deliverWebhook(id)).toEqual({ ok: true, value: null });
    expect((await deliveriesOf(endpoint))[0]).toMatchObject({ status: "delivered", finishedAt: expect.any(Date) });
    expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
    const after = await attemptsCounted();
    expect([after.failed - before.failed, after.delivered - before.delivered]).toEqual([3, 1]);
    // A job that runs twice does not send what was taken.
    expect(await deliverWebhook(id)).toEqual({ ok: true, value: null });
    expect(receiver.received).toHaveLength(4);
  });

  test("keeps its last twenty attempts, also of those that end at once", async () => {
    const endpoint = await addEndpoint();
    const id = await newDelivery(endpoint);
    receiver.answerWith({ status: 500 });
    for (let round = 0; round < 6; round++) await Promise.all(Array.from({ length: 4 }, () => deliverWebhook(id)));
    const [delivery] = await deliveriesOf(endpoint);
    expect(delivery?.attemptCount).toBe(24);
    expect(delivery?.attempts).toHaveLength(20);
  });

  test.each([
    ["a private address", "https://10.0.0.1/hook", /not an address of the public internet/],
    ["the metadata service", "https://169.254.169.254/hook", /not an address of the public internet/],
    ["plain http", "http://hooks.example.com/hook", /use https/],
    ["what is no address", "hooks.example.com", /not a web address/],
    ["a user name and password", "https://me:secret@hooks.example.com/", /user name or password/],
  ])("is not even made to %s", async (_what, url, message) => {
    const input = { url, description: "", eventTypes: [...eventTypes] };
    expect(await createWebhookEndpoint(context, input)).toMatchObject({
      failure: { code: "invalid_request", message: expect.stringMatching(message), facts: { field: "url" } },
    });
    const endpoint = await addEndpoint();
    expect(await saveWebhookEndpoint(context, endpoint.id, { ...input, enabled: true })).toMatchObject({ ok: false });
  });

  test("is not sent to an address inside, whatever the stored row says, and its attempt tells why", async () => {
    const endpoint = await addEndpoint();
    const id = await newDelivery(endpoint);
    await inTenant(context, (db) =>
      db.webhookEndpoint.update({ where: { id: endpoint.id }, data: { url: "https://169.254.169.254/latest" } }),
    );
    expect(await deliverWebhook(id)).toMatchObject({ failure: { code: "egress_refused" } });
    expect((await deliveriesOf(endpoint))[0]?.attempts).toMatchObject([
      { status: null, error: expect.stringContaining("not an address of the public internet") },
    ]);
  });

  test("for want of an answer within fifteen seconds leaves the server alone for two minutes", async () => {
    const endpoint = await addEndpoint();
    const [first, second] = [await newDelivery(endpoint), await newDelivery(endpoint)];
    receiver.answerWith("hang");
    expect(await deliverWebhook(first)).toMatchObject({ failure: { code: "deadline_passed" } });
    expect(await deliverWebhook(second)).toMatchObject({ failure: { code: "server_unavailable" } });
    expect(receiver.received).toHaveLength(1);
    receiver.answerWith({ status: 204 });
    await inTenant(context, (db) =>
      db.webhookEndpoint.update({ where: { id: endpoint.id }, data: { restingUntil: hours(1) } }),
    );
    for (const id of [first, second]) expect(await deliverWebhook(id)).toMatchObject({ ok: true });
    expect((await deliveriesOf(endpoint)).map(({ attempts }) => attempts.map(({ error }) => error))).toEqual([
      [expect.stringContaining("left alone for now"), null],
      [expect.stringContaining("within 15 seconds"), null],
    ]);
  });

  test("says that nobody listens", async () => {
    const gone = await startWebhookReceiver();
    await gone.stop();
    const endpoint = await addEndpoint({ url: gone.url });
    await deliverWebhook(await newDelivery(endpoint));
    expect((await deliveriesOf(endpoint))[0]?.attempts[0]?.error).toContain("ECONNREFUSED");
  });

  test("with 410 Gone disables the endpoint by itself, and the audit says so", async () => {
    const endpoint = await addEndpoint();
    const id = await newDelivery(endpoint);
    receiver.answerWith({ status: 410 });
    expect(await deliverWebhook(id)).toEqual({ ok: true, value: null });
    expect(await getWebhookEndpoint(context, endpoint.id)).toMatchObject({ enabled: false, goneAt: expect.any(Date) });
    expect((await deliveriesOf(endpoint))[0]).toMatchObject({ status: "dead", attempts: [{ status: 410 }] });
    await happen();
    expect(await takeIds()).toEqual([]);
    const events = await inTenant(context, (db) => db.auditEvent.findMany({ where: { actorType: "system" } }));
    expect(events).toMatchObject([{ action: "webhook_endpoint.changed", details: { enabled: false } }]);
    const input = { url: receiver.url, description: "", eventTypes: [...eventTypes], enabled: true };
    expectSuccess(await saveWebhookEndpoint(context, endpoint.id, input));
    expect(await getWebhookEndpoint(context, endpoint.id)).toMatchObject({ enabled: true, goneAt: null });
  });

  test("to the end is dead, can be replayed, and is delivered then", async () => {
    const endpoint = await addEndpoint();
    const deliveryId = await newDelivery(endpoint);
    const place = { endpointId: endpoint.id, deliveryId };
    receiver.answerWith({ status: 500 });
    await deliverWebhook(deliveryId);
    await buryWebhookDelivery(deliveryId);
    expect(await getWebhookDelivery(context, place), "a round that has just begun is not over").toMatchObject({
      status: "pending",
    });
    await changeDelivery(deliveryId, { queuedAt: hours(72) });
    await buryWebhookDelivery(deliveryId);
    expect(await getWebhookDelivery(context, place)).toMatchObject({ status: "dead", finishedAt: expect.any(Date) });
    expect(await deliverWebhook(deliveryId)).toEqual({ ok: true, value: null });
    expect(receiver.received).toHaveLength(1);

    receiver.answerWith({ status: 204 });
    expectSuccess(await replayWebhookDelivery(context, place));
    expect(await takeIds()).toEqual([deliveryId]);
    expect(await deliverWebhook(deliveryId)).toEqual({ ok: true, value: null });
    await buryWebhookDelivery(deliveryId);
    expect(await getWebhookDelivery(context, place)).toMatchObject({ status: "delivered", attemptCount: 2 });
    // What was delivered can be sent once more, for a receiver that lost it.
    expectSuccess(await replayWebhookDelivery(context, place));
    for (const id of await takeIds()) await deliverWebhook(id);
    expect(receiver.received).toHaveLength(3);
  });
});

test("deliveries are listed newest first in pages that have each of them once, and old ones are removed", async () => {
  const endpoint = await addEndpoint();
  for (let count = 0; count < 5; count++) await happen();
  const ids = await takeIds();
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = expectSuccess(await listWebhookDeliveries(context, endpoint.id, { cursor, limit: 2 }));
    found.push(...page.data.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(found).toHaveLength(5);
  expect(new Set(found)).toEqual(new Set(ids));
  const [old = "", older = "", ...recent] = ids;
  await deliverWebhook(old);
  await changeDelivery(old, { createdAt: hours(31 * 24) });
  await changeDelivery(older, { createdAt: hours(31 * 24) });
  expect(await removeOldDeliveries()).toBe(1);
  const left = (await deliveriesOf(endpoint)).map(({ id }) => id);
  expect(new Set(left), "one that is still on its way stays").toEqual(new Set([older, ...recent]));
});

test("a tenant has at most twenty endpoints, and another tenant's are unknown to it", async () => {
  const endpoint = await addEndpoint();
  const deliveryId = await newDelivery(endpoint);
  const owner = context;
  context = await newTenantContext();
  expect(await getWebhookEndpoint(context, endpoint.id)).toBeNull();
  expect(await listWebhookDeliveries(context, endpoint.id, { limit: 10 })).toMatchObject(notFound);
  expect(await replayWebhookDelivery(context, { endpointId: endpoint.id, deliveryId })).toMatchObject(notFound);
  expect(await sendTestWebhook(context, endpoint.id)).toMatchObject(notFound);
  for (let count = 0; count < 20; count++) await addEndpoint();
  const input = { url: receiver.url, description: "", eventTypes: [...eventTypes] };
  expect(await createWebhookEndpoint(context, input)).toMatchObject({ failure: { code: "conflict" } });
  expect(await listWebhookEndpoints(owner)).toHaveLength(1);
});

test("the API does what the pages do, in answers that keep to its contract, and knows no id that is none", async () => {
  const worker = await asWorker(context);
  const { createWebhook, changeWebhook, listWebhooks, listWebhookDeliveries: list } = webhookOperations;
  const body = { url: receiver.url, description: "Desk", eventTypes: ["mailbox.recovered" as const] };
  const created = createWebhook.answer?.parse(expectSuccess(await createManagedWebhook(worker, body)));
  if (created === undefined) throw new Error("Adding has an answer");
  const changed = expectSuccess(await changeManagedWebhook(worker, created.id, { eventTypes: ["mailbox.deleted"] }));
  expect(changeWebhook.answer?.parse(changed)).toMatchObject({ description: "Desk", eventTypes: ["mailbox.deleted"] });
  const { secret, previousSecretUntil } = expectSuccess(await rotateManagedWebhookSecret(worker, created.id));
  expect(secret).not.toBe(created.secret);
  expect(listWebhooks.answer?.parse(await listManagedWebhooks(worker))).toMatchObject({
    data: [{ id: created.id, previousSecretUntil }],
  });
  await happen("mailbox.deleted");
  for (const id of await takeIds()) await deliverWebhook(id);
  const log = list.answer?.parse(expectSuccess(await listManagedDeliveries(worker, created.id, { limit: 10 })));
  const [delivery] = log?.data ?? [];
  expect(delivery).toMatchObject({ status: "delivered", eventType: "mailbox.deleted", attemptCount: 1 });
  const place = { id: created.id, deliveryId: String(delivery?.id) };
  expect(await replayManagedDelivery(worker, place)).toEqual({ ok: true, value: null });
  expect(await changeManagedWebhook(worker, created.id, { url: "https://10.0.0.1/" })).toMatchObject({
    failure: { code: "invalid_request", message: expect.stringMatching(/^url: /) },
  });
  for (const id of ["nonsense", "", randomUUID()]) {
    expect(await changeManagedWebhook(worker, id, {})).toMatchObject(notFound);
    expect(await rotateManagedWebhookSecret(worker, id)).toMatchObject(notFound);
    expect(await listManagedDeliveries(worker, id, { limit: 10 })).toMatchObject(notFound);
    expect(await replayManagedDelivery(worker, { ...place, deliveryId: id })).toMatchObject(notFound);
    expect(await deleteManagedWebhook(worker, id)).toMatchObject(notFound);
  }
  expect(await deleteManagedWebhook(worker, created.id)).toEqual({ ok: true, value: null });
});

test("every change of an endpoint is audited", async () => {
  const endpoint = await addEndpoint({ description: "Desk" });
  const input = { url: receiver.url, description: "Desk", eventTypes: [...eventTypes], enabled: true };
  await saveWebhookEndpoint(context, endpoint.id, input);
  await rotateWebhookSecret(context, endpoint.id);
  await sendTestWebhook(context, endpoint.id);
  const deliveryId = await newDelivery(endpoint);
  await replayWebhookDelivery(context, { endpointId: endpoint.id, deliveryId });
  await deleteWebhookEndpoint(context, endpoint.id);
  const events = await inTenant(context, (db) =>
    db.auditEvent.findMany({ where: { subjectType: "webhook_endpoint" } }),
  );
  expect(events.map(({ action }) => action).toSorted()).toEqual([
    "webhook_delivery.replayed",
    "webhook_endpoint.changed",
    "webhook_endpoint.created",
    "webhook_endpoint.deleted",
    "webhook_endpoint.secret_rotated",
    "webhook_test.sent",
  ]);
  expect(new Set(events.map(({ subjectLabel }) => subjectLabel))).toEqual(new Set(["Desk"]));
});

async function idsFrom(process: ChildProcess): Promise<string[]> {
  const [message] = await once(process, "message");
  return message;
}

async function attemptsCounted(): Promise<{ delivered: number; failed: number }> {
  const { values } = await metrics().webhookDeliveries.get();
  const of = (outcome: string) => values.find(({ labels }) => labels.outcome === outcome)?.value ?? 0;
  return { delivered: of("delivered"), failed: of("failed") };
}
