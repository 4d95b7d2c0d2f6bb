import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { evaluateAlerts } from "@/lib/alerts/evaluate-alerts";
import { evaluateDueTenants } from "@/lib/alerts/evaluate-due-tenants";
import { endTurn, inTurn, TurnLost, takeTurn } from "@/lib/alerts/take-turn";
import { watchHeartbeats } from "@/lib/alerts/watch-heartbeats";
import { addSeconds } from "@/lib/clock";
import { asSystem } from "@/lib/db/as-system";
import { connections } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { runAlerts } from "@/lib/jobs/alert-jobs";
import type { UserContext } from "@/lib/tenancy/context";
import { type AlertReceiver, readParts, startAlertReceiver } from "@/tests/servers/alert-receiver";
import { newCheckedEmail } from "./checked-halves";
import { useEmptyDatabase } from "./empty-database";
import { newTenantContext } from "./new-tenant";
import { seedGrants } from "./seeded-grants";

const never = new AbortController().signal;
let stop: () => Promise<void>;
let mail: AlertReceiver;
let context: UserContext;
beforeAll(async () => {
  mail = await startAlertReceiver();
  process.env.ALERT_SMTP_URL = mail.url;
  process.env.ALERT_FROM = "alerts@mailgrant.test";
  process.env.ALERT_EMAIL_TO = "operator@host.test";
  // It takes rights away from the role of tenants for a while.
  stop = await useEmptyDatabase();
  context = await newTenantContext();
  await newCheckedEmail(context, { address: "broken@acme.test" }, { cause: "imap_disabled" });
  await showCertificate(await newCheckedEmail(context, { address: "fine@acme.test" }, "healthy"));
  await seedGrants(context, { tokenEndpoint: "http://127.0.0.1:9/token", firstToken: () => "none" }, { count: 2 });
  const expiresOn = addSeconds(new Date(), 20 * 86_400);
  await inTenant(context, (db) => db.clientCredential.updateMany({ data: { expiresOn } }));
}, 180_000);
afterAll(async () => {
  await mail.stop();
  await stop();
});

describe("an evaluation of which one part fails", () => {
  const kinds = async () =>
    (await inTenant(context, (db) => db.alert.findMany({ where: { resolvedAt: null } })))
      .map(({ kind }) => kind)
      .toSorted();
  const evaluation = () => inTenant(context, (db) => db.alertEvaluation.findFirstOrThrow());
  const heartbeat = () =>
    asSystem("watch heartbeats", (db) => db.jobHeartbeat.findUnique({ where: { job: "alerts" } }));
  const longUnfinished = () =>
    asSystem("evaluate alerts", (db) =>
      db.alertEvaluation.updateMany({
        where: { unfinishedSince: { not: null } },
        data: { unfinishedSince: addSeconds(new Date(), -180) },
      }),
    );

  test("tells what the others found, and the heartbeat tells the operator until it works again", async () => {
    await run("REVOKE SELECT ON verifications FROM mailgrant_tenant");
    expect(await evaluateAlerts(context, new Date())).toMatchObject({ opened: 2, told: 2 });
    expect(await kinds()).toEqual(["credential_expiring", "mailbox_broken"]);
    const failed = await evaluation();
    expect(failed).toMatchObject({ endsEvaluatedAt: null, turnOwner: null, unfinishedSince: expect.any(Date) });
    await longUnfinished();
    await runAlerts(never);
    expect(mail.messages.map((message) => readParts(message).subject)).toEqual([
      expect.stringContaining("2 new alerts"),
    ]);
    expect(await heartbeat(), "it has not run as a whole").toBeNull();
    await watchHeartbeats();
    await asSystem("watch heartbeats", (db) =>
      db.jobHeartbeat.updateMany({ data: { lastRunAt: addSeconds(new Date(), -601) } }),
    );
    expect((await watchHeartbeats()).stopped).toContain("alerts");

    await run("GRANT SELECT ON verifications TO mailgrant_tenant");
    expect(await evaluateAlerts(context, addSeconds(new Date(), 61))).toMatchObject({ opened: 1 });
    expect(await kinds()).toEqual(["certificate_expiring", "credential_expiring", "mailbox_broken"]);
    expect(await evaluation()).toMatchObject({ unfinishedSince: null, endsEvaluatedAt: expect.any(Date) });
    await runAlerts(never);
    expect((await watchHeartbeats()).back).toEqual(["alerts"]);
  }, 60_000);

  test("in that what it found cannot be written tells the rest, too", async () => {
    await inTenant(context, (db) => db.alert.deleteMany());
    await run(`
      CREATE FUNCTION refuse_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'Not this one'; END $$;
      CREATE TRIGGER refuse_it BEFORE INSERT ON alerts FOR EACH ROW
        WHEN (NEW.kind = 'certificate_expiring') EXECUTE FUNCTION refuse_it()`);
    expect(await evaluateAlerts(context, addSeconds(new Date(), 7200))).toMatchObject({ opened: 2 });
    expect(await kinds()).toEqual(["credential_expiring", "mailbox_broken"]);
    expect(await evaluation()).toMatchObject({ unfinishedSince: expect.any(Date) });
    await run("DROP TRIGGER refuse_it ON alerts");
    expect(await evaluateAlerts(context, addSeconds(new Date(), 7300))).toMatchObject({ opened: 1 });
    expect(await evaluation()).toMatchObject({ unfinishedSince: null });
  }, 60_000);

  test("because its process died is seen as well, and another process takes over", async () => {
    const gone = await takeTurn(context);
    if (gone === null) throw new Error("Somebody else has the turn");
    expect(await takeTurn(context), "one at a time").toBeNull();
    expect(await evaluateAlerts(context, new Date())).toBeNull();
    await longUnfinished();
    expect((await evaluateDueTenants(never)).unfinished).toBe(1);
    const past = { turnUntil: addSeconds(new Date(), -1) };
    await inTenant(context, (db) => db.alertEvaluation.updateMany({ data: past }));
    expect(await evaluateAlerts(context, new Date())).not.toBeNull();
    expect((await evaluateDueTenants(never)).unfinished).toBe(0);
    await expect(inTurn(gone, (db) => db.alert.deleteMany())).rejects.toThrow(TurnLost);
    const end = { now: new Date(), tookMs: 1, isBusy: true, isEndsTurn: true, isWhole: true };
    await expect(endTurn(gone, end)).rejects.toThrow(TurnLost);
    expect((await kinds()).length).toBeGreaterThan(0);
    expect(await evaluateAlerts({ tenantId: randomUUID() }, new Date()), "a tenant that is gone").toBeNull();
  });
});

/** As the owner of the tables; one message, because the embedded database has one session for all. */
async function run(sql: string): Promise<void> {
  await connections().pool.query(sql);
}

async function showCertificate(systemEmailId: string): Promise<void> {
  const certificate = { subject: "CN=imap.acme.test", issuer: "CN=Example CA" };
  const validFrom = addSeconds(new Date(), -80 * 86_400).toISOString();
  const validUntil = addSeconds(new Date(), 10 * 86_400).toISOString();
  const tls = { names: [], chain: [{ ...certificate, validFrom, validUntil }] };
  const stages = [{ name: "tls", status: "passed", durationMs: 1, summary: "", replies: [], tls }];
  await inTenant(context, (db) => db.halfCheck.updateMany({ where: { systemEmailId }, data: { stages } }));
}
