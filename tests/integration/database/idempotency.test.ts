import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { disconnect } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { authenticateWorker, type WorkerContext } from "@/lib/mail-worker/authenticate-worker";
import { carryOutOnce, isIdempotencyKey } from "@/lib/mail-worker/carry-out-once";
import { issueWorkerKey } from "@/lib/mail-worker/issue-worker-key";
import type { UserContext } from "@/lib/tenancy/context";
import { expectSuccess } from "./authorized-email";
import { newTenantContext } from "./new-tenant";

let context: UserContext;
let worker: WorkerContext;

beforeAll(async () => {
  context = await newTenantContext();
  worker = await newWorker(context);
});
afterAll(disconnect);

async function newWorker(tenant: UserContext): Promise<WorkerContext> {
  const input = { name: "manager", scopes: ["manage"], expiresAt: null, systemEmailIds: "all" as const };
  const { key } = expectSuccess(await issueWorkerKey(tenant, input));
  const request = { scope: "manage" as const, address: "192.0.2.7", requestId: "test" };
  return expectSuccess(await authenticateWorker(`Bearer ${key.reveal()}`, request));
}

/** A write that counts how often it is carried out, and answers a secret. */
function newWrite(answer = { status: 201, body: '{"url":"https://link/that-works-once"}' }, isFinal = true) {
  const write = {
    count: 0,
    act: async () => {
      write.count += 1;
      return { answer, isFinal };
    },
  };
  return write;
}

const request = ["POST", "/api/v1/mailboxes", "", '{"address":"support@acme.test"}'];
const stored = (key: string) =>
  inTenant(context, (db) => db.idempotencyKey.findFirst({ where: { key, workerKeyId: worker.actor.id } }));
const age = (key: string, interval: { minutes: number }) =>
  inTenant(context, (db) =>
    db.idempotencyKey.updateMany({
      where: { key },
      data: { createdAt: new Date(Date.now() - interval.minutes * 60_000) },
    }),
  );

test("the same request with the same key is carried out once, and answered the same again", async () => {
  const idempotencyKey = randomUUID();
  const write = newWrite();
  expect(await carryOutOnce(worker, { idempotencyKey, request, act: write.act })).toMatchObject({
    value: { isReplay: false, answer: { status: 201 } },
  });
  const again = await carryOutOnce(worker, { idempotencyKey, request, act: write.act });
  expect(again).toEqual({
    ok: true,
    value: { isReplay: true, answer: { status: 201, body: '{"url":"https://link/that-works-once"}' } },
  });
  expect(write.count).toBe(1);
});

test("what is kept is sealed, and an answer without a body comes again without one", async () => {
  const idempotencyKey = randomUUID();
  const write = newWrite();
  await carryOutOnce(worker, { idempotencyKey, request, act: write.act });
  expect(JSON.stringify(await stored(idempotencyKey))).not.toContain("that-works-once");
  const other = randomUUID();
  const empty = async () => ({ answer: { status: 204, body: null }, isFinal: true });
  await carryOutOnce(worker, { idempotencyKey: other, request, act: empty });
  expect(await carryOutOnce(worker, { idempotencyKey: other, request, act: write.act })).toMatchObject({
    value: { isReplay: true, answer: { status: 204, body: null } },
  });
});

test("of ten at once one is carried out; the others are told that it is under way, or get its answer", async () => {
  const idempotencyKey = randomUUID();
  const write = newWrite();
  const outcomes = await Promise.all(
    Array.from({ length: 10 }, () => carryOutOnce(worker, { idempotencyKey, request, act: write.act })),
  );
  expect(write.count).toBe(1);
  const fresh = outcomes.filter((outcome) => outcome.ok && !outcome.value.isReplay);
  expect(fresh).toHaveLength(1);
  for (const outcome of outcomes) if (!outcome.ok) expect(outcome.failure.code).toBe("request_under_way");
});

test("another request with the key is refused, and another Worker Key has keys of its own", async () => {
  const idempotencyKey = randomUUID();
  const write = newWrite();
  await carryOutOnce(worker, { idempotencyKey, request, act: write.act });
  const other = [...request.slice(0, 3), "{}"];
  expect(await carryOutOnce(worker, { idempotencyKey, request: other, act: write.act })).toMatchObject({
    failure: { code: "idempotency_key_reused" },
  });
  expect(
    await carryOutOnce(await newWorker(context), { idempotencyKey, request: other, act: write.act }),
  ).toMatchObject({
    value: { isReplay: false },
  });
  expect(write.count).toBe(2);
});

test("an answer that is not the last word is not kept, nor is a surprise", async () => {
  const idempotencyKey = randomUUID();
  const away = newWrite({ status: 503, body: "{}" }, false);
  await carryOutOnce(worker, { idempotencyKey, request, act: away.act });
  await carryOutOnce(worker, { idempotencyKey, request, act: away.act });
  expect(away.count).toBe(2);
  const broken = () => Promise.reject(new Error("no luck"));
  await expect(carryOutOnce(worker, { idempotencyKey, request, act: broken })).rejects.toThrow("no luck");
  expect(await stored(idempotencyKey)).toBeNull();
  expect(await carryOutOnce(worker, { idempotencyKey, request, act: newWrite().act })).toMatchObject({
    value: { isReplay: false },
  });
});

test("a request that died under way is carried out by the next after two minutes, and its late end changes nothing", async () => {
  const idempotencyKey = randomUUID();
  let finish = (_: { answer: { status: number; body: string }; isFinal: boolean }) => {};
  const dying = carryOutOnce(worker, {
    idempotencyKey,
    request,
    act: () =>
      new Promise<{ answer: { status: number; body: string }; isFinal: boolean }>((resolve) => {
        finish = resolve;
      }),
  });
  await expect.poll(() => stored(idempotencyKey)).not.toBeNull();
  const write = newWrite({ status: 201, body: '"second"' });
  expect(await carryOutOnce(worker, { idempotencyKey, request, act: write.act })).toMatchObject({
    failure: { code: "request_under_way", facts: { retryAfterSeconds: "2" } },
  });
  await age(idempotencyKey, { minutes: 3 });
  expect(await carryOutOnce(worker, { idempotencyKey, request, act: write.act })).toMatchObject({
    value: { isReplay: false },
  });
  finish({ answer: { status: 201, body: '"first"' }, isFinal: true });
  await dying;
  expect(await carryOutOnce(worker, { idempotencyKey, request, act: write.act })).toMatchObject({
    value: { isReplay: true, answer: { body: '"second"' } },
  });
});

test("after 24 hours a key is as good as new", async () => {
  const idempotencyKey = randomUUID();
  const write = newWrite();
  await carryOutOnce(worker, { idempotencyKey, request, act: write.act });
  await age(idempotencyKey, { minutes: 24 * 60 + 1 });
  expect(await carryOutOnce(worker, { idempotencyKey, request: ["PATCH"], act: write.act })).toMatchObject({
    value: { isReplay: false },
  });
  expect(write.count).toBe(2);
});

test("a key has visible ASCII characters, 1 to 255 of them", () => {
  for (const good of ["a", randomUUID(), "x".repeat(255)]) expect(isIdempotencyKey(good)).toBe(true);
  for (const bad of ["", "with space", "ü", "x".repeat(256), "a\nb"]) expect(isIdempotencyKey(bad)).toBe(false);
});
