import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { composeSupportBundle } from "@/lib/alerts/compose-support-bundle";
import { countHalves } from "@/lib/alerts/count-halves";
import { evaluateAlerts } from "@/lib/alerts/evaluate-alerts";
import { evaluateDueTenants } from "@/lib/alerts/evaluate-due-tenants";
import { getAlert } from "@/lib/alerts/get-alert";
import { listAlerts } from "@/lib/alerts/list-alerts";
import { takeTurn } from "@/lib/alerts/take-turn";
import { connections, disconnect } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { runAlone } from "@/lib/db/run-alone";
import { claimDueGrants, claimProbes, lookAtDueGrants } from "@/lib/grant/claim-due-grants";
import { countStates } from "@/lib/health/count-states";
import { getCause, readCauses } from "@/lib/health/read-causes";
import { readHealth } from "@/lib/health/read-health";
import { getIdpConfig } from "@/lib/idp-config/get-idp-config";
import { listIdpConfigs } from "@/lib/idp-config/list-idp-configs";
import { listRefusals } from "@/lib/idp-config/list-refusals";
import { resumeGrants } from "@/lib/idp-config/resume-grants";
import { warnOfExpiringCredentials } from "@/lib/idp-config/warn-of-expiring-credentials";
import { readMetrics } from "@/lib/jobs/read-metrics";
import { removeLeftovers } from "@/lib/jobs/remove-leftovers";
import { listMailboxes } from "@/lib/mail-worker/list-mailboxes";
import { takeLeases } from "@/lib/mail-worker/take-leases";
import { getSystemEmail } from "@/lib/system-email/get-system-email";
import { listSystemEmails } from "@/lib/system-email/list-system-emails";
import { systemEmailListSchema } from "@/lib/system-email/schema";
import type { UserContext } from "@/lib/tenancy/context";
import { claimDueChecks, countDueChecks } from "@/lib/verification/claim-due-checks";
import { wakeSetAside } from "@/lib/verification/wake-set-aside";
import { fanOutEvents } from "@/lib/webhook/fan-out-events";
import { asWorker } from "./as-worker";
import { useEmptyDatabase } from "./empty-database";
import { seedManyHalves } from "./many-halves";
import { newTenantContext } from "./new-tenant";
import { seedGrants } from "./seeded-grants";

const emailCount = 300;
/** For one statement, on a machine that is busy with other tests; where it is not each takes a fraction of a second. */
const limitMs = 1500;

let context: UserContext;
let ids: string[];
let stop: () => Promise<void>;
beforeAll(async () => {
  // What the planner knows is the database's, so this file has one of its own.
  stop = await useEmptyDatabase();
  // Its connections are made anew, to be timed.
  await disconnect();
  timeStatements();
  context = await newTenantContext();
  await leaveStatisticsAlone();
  const endpoint = { tokenEndpoint: "https://t.test/token", firstToken: (name: string) => name };
  await seedGrants(context, endpoint, { count: 1, dueInSeconds: 3600 });
  await runAlone("ANALYZE");
  await seedManyHalves(context, emailCount);
  await inTenant(context, async (db) => {
    await db.$executeRaw`UPDATE half_checks SET server = 'imap-' || abs(hashtext(system_email_id::text)) % 30, due_at = now()`;
    await db.$executeRaw`UPDATE grants SET refresh_due_at = now() WHERE hashtext(id::text) % 2 = 0`;
  });
  ids = (await inTenant(context, (db) => db.systemEmail.findMany({ select: { id: true } }))).map(({ id }) => id);
}, 180_000);
afterAll(() => stop());

/** PostgreSQL would look again by itself while the tests run. */
async function leaveStatisticsAlone(): Promise<void> {
  await runAlone(`DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT c.oid::regclass::text FROM pg_class c
      WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace LOOP
      EXECUTE format('ALTER TABLE %s SET (autovacuum_enabled = false)', name);
    END LOOP; END $$`);
}

test("the planner takes every table for as good as empty", async () => {
  const { rows } = await runAlone(`SELECT max(reltuples)::int AS most FROM pg_class
    WHERE relname IN ('system_emails', 'remote_mailboxes', 'outgoing_smtps', 'grants', 'half_checks', 'idp_configs')`);
  expect(z.tuple([z.object({ most: z.number() })]).parse(rows)[0].most).toBeLessThanOrEqual(2);
});

const list = (query: object) => listSystemEmails(context, systemEmailListSchema.parse(query));
const firstId = () => ids[0] ?? "";
const firstConfig = async () =>
  (await inTenant(context, (db) => db.idpConfig.findFirstOrThrow({ where: { name: "Config 0" } }))).id;
const checkLimits = { limit: 16, parallelPerServer: 4, at: null, perTenant: 16, held: new Map<string, number>() };
const acts: Record<string, () => Promise<unknown>> = {
  Health: () => readHealth(context),
  "the causes": () => inTenant(context, (db) => readCauses(db)),
  "the counts of states": () => countStates(context),
  "the counts of states in a search": () => countStates(context, { search: "desk-1" }),
  "one cause": async () => {
    const { rows } = await inTenant(context, (db) => readCauses(db));
    return getCause(context, rows[0]?.key ?? "");
  },
  "the Emails": () => list({}),
  "the Emails in a search": () => list({ search: "desk-1" }),
  "the Emails in a state": () => list({ state: "broken" }),
  "the Emails in a state of a protocol": () => list({ state: "broken", protocol: "imap" }),
  "an Email": () => getSystemEmail(context, firstId()),
  "a support bundle": () => composeSupportBundle(context, firstId()),
  "the halves of a digest": async () => {
    const turn = await takeTurn(context);
    if (turn === null) throw new Error("Nobody else evaluates");
    await countHalves(turn);
    await inTenant(context, (db) => db.alertEvaluation.updateMany({ data: { turnUntil: null } }));
  },
  "alerts, evaluated the first time": () => evaluateAlerts(context, new Date()),
  "alerts, evaluated again": () => evaluateAlerts(context, new Date()),
  "alerts, with what ends": () => evaluateAlerts(context, new Date(Date.now() + 2 * 3_600_000)),
  "the tenants whose alerts are due": () => evaluateDueTenants(new AbortController().signal),
  "the alerts": () => listAlerts(context, { filter: "open", page: 1 }),
  "an alert": async () => {
    const { alerts } = await listAlerts(context, { filter: "open", page: 1 });
    return getAlert(context, alerts[0]?.id ?? "");
  },
  "a claim of checks": () => claimDueChecks(checkLimits),
  "a second claim of checks": () => claimDueChecks(checkLimits),
  "the count of due checks": () => countDueChecks(null),
  "the waking of what was set aside": async () => {
    await inTenant(context, (db) => db.halfCheck.updateMany({ data: { dueAt: null } }));
    return wakeSetAside(null, null);
  },
  "a claim of Grants": () => claimDueGrants({ limit: 100, busyHosts: [] }),
  "a claim of probes": () => claimProbes(),
  "a look at due Grants": () => lookAtDueGrants(),
  "a resumed IdP Config": async () => {
    const id = await firstConfig();
    return inTenant(context, (db) => resumeGrants(db, id));
  },
  "the IdP Configs": () => listIdpConfigs(context),
  "an IdP Config": async () => getIdpConfig(context, await firstConfig()),
  "the refusals": () => listRefusals(context),
  "the warnings of Client Credentials": () => warnOfExpiringCredentials(new Date()),
  "the metrics": () => readMetrics(),
  "the leftovers": () => removeLeftovers(new AbortController().signal),
  "the webhooks": () => fanOutEvents(),
  "a worker's list": async () => listMailboxes(await asWorker(context), { limit: 100 }),
  "a worker's list by health": async () => listMailboxes(await asWorker(context), { limit: 100, health: "healthy" }),
  "a worker's leases": async () => takeLeases(await asWorker(context), { max: 100, leaseSeconds: 60 }),
};

let longest = { ms: 0, text: "" };
/** Notes of each statement how long it takes. */
function timeStatements(): void {
  connections().pool.on("connect", (client) => {
    client.query = new Proxy(client.query, {
      apply(query, self, values: unknown[]) {
        const startedAt = performance.now();
        const answer: unknown = Reflect.apply(query, self, values);
        const note = () => {
          const ms = performance.now() - startedAt;
          if (ms > longest.ms) longest = { ms, text: JSON.stringify(values[0]) };
        };
        if (answer instanceof Promise) answer.then(note, note);
        return answer;
      },
    });
  });
}

test.each(Object.entries(acts))("many mailboxes that came since are no reason to wait for %s", async (_name, act) => {
  longest = { ms: 0, text: "" };
  await act();
  expect(longest.text).not.toBe("");
  expect(longest.ms, longest.text).toBeLessThan(limitMs);
});
