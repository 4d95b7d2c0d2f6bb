import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { addSeconds } from "@/lib/clock";
import { disconnect } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import type { Stage } from "@/lib/mail/schema";
import { getSystemEmail } from "@/lib/system-email/get-system-email";
import { storedStagesSchema } from "@/lib/system-email/stored-stages";
import type { UserContext } from "@/lib/tenancy/context";
import type { FinishedVerification } from "@/lib/verification/finished-verification";
import { getVerification } from "@/lib/verification/get-verification";
import { listVerifications } from "@/lib/verification/list-verifications";
import { readCheckDays } from "@/lib/verification/read-check-days";
import { recordVerification } from "@/lib/verification/record-verification";
import { removeOldDays, removeOldVerifications } from "@/lib/verification/remove-old-verifications";
import { newSendingEmails } from "./checked-emails";
import { newTenantContext } from "./new-tenant";

afterAll(disconnect);

let context: UserContext;
let id: string;
beforeEach(async () => {
  context = await newTenantContext();
  [id = ""] = await newSendingEmails(context, 2525, 1);
});

const never = new AbortController().signal;
const passed = (name: Stage["name"], durationMs: number): Stage => ({
  ...{ name, status: "passed", durationMs, summary: `${name} is well`, replies: ["250 ok"] },
});
const well = [passed("dns", 3), passed("tcp", 40)];
const refused: Stage[] = [
  passed("dns", 3),
  {
    ...{ name: "tcp", status: "failed", durationMs: 9, summary: "Nothing answers", replies: [] },
    failure: { code: "connection_refused", message: "Nothing answers" },
  },
  { name: "tls", status: "skipped", durationMs: 0, summary: "Not reached", replies: [] },
];

/** Keeps a check of the sending half as it would be kept at a moment. */
async function keep(at: Date, changes: Partial<FinishedVerification> = {}): Promise<void> {
  await inTenant(context, async (db) => {
    const { configVersion } = await db.systemEmail.findUniqueOrThrow({ where: { id } });
    const { isHealthy = true } = changes;
    await recordVerification(db, context, {
      ...{ systemEmailId: id, half: "outgoing_smtp", protocol: "smtp", isHealthy, folders: [], configVersion },
      stages: isHealthy ? well : refused,
      failureCode: isHealthy ? null : "connection_refused",
      ...{ cause: null, isTransient: null, trigger: "scheduled", askedBy: null, reportedBy: null },
      startedAt: addSeconds(at, -1),
      finishedAt: at,
      ...changes,
    });
  });
}

const halfCheck = () =>
  inTenant(context, (db) => db.halfCheck.findFirstOrThrow({ where: { systemEmailId: id, half: "outgoing_smtp" } }));
const daysAgo = (days: number) => addSeconds(new Date(), -days * 86_400);

test("how a half stands follows from its checks: since when, how often in a row, and when it was well last", async () => {
  const start = daysAgo(2);
  const at = (hours: number) => addSeconds(start, hours * 3600);
  await keep(at(0));
  await keep(at(1));
  expect(await halfCheck()).toMatchObject({ isHealthy: true, since: at(0), checkedAt: at(1), failedInRow: 0 });
  await keep(at(2), { isHealthy: false });
  await keep(at(3), { isHealthy: false, cause: "refused", isTransient: true });
  const failing = { isHealthy: false, isTransient: true, cause: "refused", failedInRow: 2 };
  expect(await halfCheck()).toMatchObject({ ...failing, since: at(2), lastHealthyAt: at(1) });
  // Trouble that passes and trouble that does not are two kinds.
  await keep(at(4), { isHealthy: false, failureCode: "tls_failed", cause: "tls_expired", isTransient: false });
  expect(await halfCheck()).toMatchObject({ isTransient: false, since: at(4), failedInRow: 3 });
  await keep(at(5), { trigger: "asked", askedBy: "owner@acme.test" });
  expect(await halfCheck()).toMatchObject({ isHealthy: true, cause: null, since: at(5), failedInRow: 0 });
});

describe("what Mail Workers report", () => {
  test("counts like a check, and a failure brings one forward; many who tell the same count once", async () => {
    const now = new Date();
    await keep(addSeconds(now, -600));
    const reported = { trigger: "reported", reportedBy: "fetcher" } as const;
    for (let index = 0; index < 5; index++) await keep(addSeconds(now, index), { ...reported, isHealthy: false });
    const failing = await halfCheck();
    expect(failing).toMatchObject({ isHealthy: false, failedInRow: 1 });
    expect(failing.dueAt?.getTime()).toBeLessThan(addSeconds(now, 200).getTime());
    const [smtp] = await readCheckDays(context, { systemEmailId: id, dayCount: 2 });
    expect(smtp?.days.reduce((sum, { transient }) => sum + transient, 0)).toBe(1);
    const { verifications } = await listVerifications(context, { systemEmailId: id, page: 1, failed: true });
    expect(verifications).toMatchObject([{ reportedBy: "fetcher", trigger: "reported", tookMs: null }]);
  });

  test("of what happened before the newest check changes nothing", async () => {
    const now = new Date();
    await keep(now);
    const before = await halfCheck();
    await keep(addSeconds(now, -60), { trigger: "reported", reportedBy: "fetcher", isHealthy: false });
    expect(await halfCheck()).toEqual(before);
  });
});

test("a scheduled check that passed takes the times of its stages alone, and the newest one is still shown whole", async () => {
  await keep(daysAgo(1));
  await keep(new Date());
  const rows = await inTenant(context, (db) => db.verification.findMany());
  expect(rows.map(({ stages }) => stages)).toEqual(["dns 3, tcp 40", "dns 3, tcp 40"]);
  expect((await getSystemEmail(context, id))?.outgoing.lastVerification?.stages).toEqual(
    well.map((stage) => ({ ...stage, replies: [] })),
  );
  await keep(addSeconds(new Date(), 1), { isHealthy: false });
  expect((await getSystemEmail(context, id))?.outgoing.lastVerification?.stages).toEqual(refused);
  const { verifications } = await listVerifications(context, { systemEmailId: id, page: 1, failed: false });
  const [failed, second] = verifications;
  expect(verifications.map(({ isHealthy, tookMs }) => ({ isHealthy, tookMs }))).toEqual([
    { isHealthy: false, tookMs: 12 },
    { isHealthy: true, tookMs: 43 },
    { isHealthy: true, tookMs: 43 },
  ]);
  const opened = await getVerification(context, { systemEmailId: id, verificationId: failed?.id ?? "" });
  expect(opened).toMatchObject({ hasTimesOnly: false, diagnosis: { cause: "refused" } });
  const kept = await getVerification(context, { systemEmailId: id, verificationId: second?.id ?? "" });
  expect(kept).toMatchObject({ hasTimesOnly: true, diagnosis: null });
  expect(kept?.stages).toMatchObject([{ name: "dns", status: "passed", durationMs: 3, summary: "", replies: [] }, {}]);
});

test("stages are read as they were written, also skipped ones; what is none of them is refused", () => {
  expect(storedStagesSchema.parse("dns 3, tls -")).toMatchObject([{ name: "dns" }, { name: "tls", status: "skipped" }]);
  expect(storedStagesSchema.parse(refused)).toEqual(refused);
  for (const broken of ["", "dns", "nothing 3", "dns 3,tcp 4", "dns -3"]) {
    expect(storedStagesSchema.safeParse(broken).success).toBe(false);
  }
});

test("each check is kept for 30 days, more than fifty of them, and the counts of the days for a year", async () => {
  const now = new Date();
  for (let hours = 60; hours > 0; hours--) await keep(addSeconds(now, -hours * 3600));
  const list = () => listVerifications(context, { systemEmailId: id, page: 1, failed: false });
  expect((await list()).total).toBe(60);
  await inTenant(context, async (db) => {
    const rows = await db.verification.findMany({ orderBy: { finishedAt: "asc" }, take: 20, select: { id: true } });
    const old = { in: rows.map((row) => row.id) };
    await db.verification.updateMany({ where: { id: old }, data: { finishedAt: daysAgo(31) } });
  });
  await removeOldVerifications(never);
  expect((await list()).total).toBe(40);
  // The newest of a half says how that stands, however old it is.
  await inTenant(context, (db) => db.verification.updateMany({ data: { finishedAt: daysAgo(40) } }));
  await inTenant(context, async (db) => {
    const newest = await db.verification.findFirstOrThrow();
    await db.verification.update({ where: { id: newest.id }, data: { finishedAt: daysAgo(39) } });
  });
  await removeOldVerifications(never);
  expect((await list()).total).toBe(1);

  const [smtp] = await readCheckDays(context, { systemEmailId: id, dayCount: 90 });
  expect(smtp?.days).toHaveLength(90);
  expect(smtp?.days.reduce((sum, { passed: count }) => sum + count, 0)).toBe(60);
  expect(smtp?.days.at(-1)?.averageMs ?? smtp?.days.at(-2)?.averageMs).toBe(43);
  const kept = daysAgo(360);
  await inTenant(context, async (db) => {
    const place = { tenantId: context.tenantId, systemEmailId: id, half: "outgoing_smtp", protocol: "smtp" } as const;
    await db.verificationDay.createMany({ data: [kept, daysAgo(370)].map((day) => ({ ...place, day })) });
  });
  await removeOldDays(never);
  const left = await inTenant(context, (db) => db.verificationDay.findMany({ orderBy: { day: "asc" } }));
  expect(left[0]?.day.toISOString().slice(0, 10)).toBe(kept.toISOString().slice(0, 10));
});
