import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { evaluateAlerts } from "@/lib/alerts/evaluate-alerts";
import { explainAlert } from "@/lib/alerts/explain-alert";
import { listAlerts } from "@/lib/alerts/list-alerts";
import { inTenant } from "@/lib/db/in-tenant";
import type { Diagnosis } from "@/lib/diagnosis/schema";
import { diagnoseMessage } from "@/lib/health/diagnose-message";
import { readCauses } from "@/lib/health/read-causes";
import type { Stage } from "@/lib/mail/schema";
import { getSystemEmail } from "@/lib/system-email/get-system-email";
import { saveRemoteMailbox } from "@/lib/system-email/save-remote-mailbox";
import { remoteMailboxSchema } from "@/lib/system-email/schema";
import type { UserContext } from "@/lib/tenancy/context";
import { explainVerification } from "@/lib/verification/explain-verification";
import { runCheck } from "@/lib/verification/run-check";
import { verifyHalf } from "@/lib/verification/verify-half";
import { type EntraProvider, startEntraProvider } from "@/tests/servers/entra-provider";
import { practiceRegistrations } from "@/tests/servers/practice-data";
import { type Answer, refusedTokenChallenge, speakImap } from "@/tests/servers/scripted-answers";
import { type ScriptedMailServer, startScriptedMailServer } from "@/tests/servers/scripted-mail-server";
import { callbackUrl, expectSuccess, newAuthorizedPlace, type Place } from "./authorized-email";
import { newTenantContext } from "./new-tenant";
import { trustedCertificates } from "./practice-authority";

const half = "remote_mailbox";
const certificates = trustedCertificates();
const servers: ScriptedMailServer[] = [];
let provider: EntraProvider;
let context: UserContext;

beforeAll(async () => {
  provider = await startEntraProvider({ redirectUris: [callbackUrl] });
  context = await newTenantContext();
}, 60_000);
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});
afterAll(() => provider.stop());

/** An authorized System Email on a server that answers as told. */
async function newChecked(answers: Record<string, Answer>, fault = "", address = "support@acme.test"): Promise<Place> {
  const server = await startScriptedMailServer({ certificates, isEncrypted: true }, speakImap(answers));
  servers.push(server);
  const registration = practiceRegistrations.find((candidate) => candidate.fault === fault);
  const changes = registration && { clientId: registration.clientId, clientSecret: registration.clientSecret };
  context = await newTenantContext();
  const place = await newAuthorizedPlace(context, provider, { address, ...changes });
  const settings = remoteMailboxSchema.parse({
    status: "enabled",
    protocol: "imap",
    host: "127.0.0.1",
    port: String(server.port),
    security: "tls",
    authentication: "oauth2_microsoft",
    fetchEveryMinutes: "5",
    maxPerFetch: "30",
    afterFetchAction: "nothing",
  });
  expectSuccess(await saveRemoteMailbox(context, place.systemEmailId, settings, { isConfirmed: true }));
  return place;
}

const refuseToken: Answer = async (_line, session) => {
  session.write(`+ ${refusedTokenChallenge}\r\n`);
  await session.readLine();
  return "TAG NO AUTHENTICATE failed.\r\n";
};

test("a refused token's claims stand beside it, the cause is kept, and both are explained again later", async () => {
  const { systemEmailId } = await newChecked({ authenticate: refuseToken }, "expired-token");
  const told: [Stage, Diagnosis | null][] = [];
  const report = expectSuccess(
    await verifyHalf(context, { systemEmailId, half }, (stage, diagnosis) => told.push([stage, diagnosis])),
  );
  const [stage, diagnosis] = told.find(([{ status }]) => status === "failed") ?? expect.fail("No stage failed");
  expect(stage).toMatchObject({
    name: "authentication",
    token: { isOpaque: false, claims: { aud: "https://outlook.office.com", upn: "support@acme.test" } },
  });
  const problems = stage.token?.findings.filter(({ problem }) => problem !== null).map(({ subject }) => subject);
  expect(problems).toEqual(["expiry"]);
  expect(diagnosis).toMatchObject({ cause: "access_token_expired", transient: true });
  expect(told.filter(([, explained]) => explained !== null)).toHaveLength(1);
  expect(told.map(([{ status }]) => status).slice(-2), "in their order").toEqual(["failed", "skipped"]);
  expect(report.stages).toContainEqual(stage);

  const kept = await inTenant(context, (db) => db.verification.findFirstOrThrow({ where: { systemEmailId } }));
  expect(kept).toMatchObject({ cause: "access_token_expired", isTransient: true, isHealthy: false });
  expect(JSON.stringify(kept)).not.toMatch(/eyJ[\w-]{20,}\./);

  const email = await getSystemEmail(context, systemEmailId);
  const last = email?.incoming.lastVerification ?? expect.fail("Nothing was kept");
  expect(last.stages).toContainEqual(stage);
  const later = await explainVerification(context, { systemEmailId, half }, last);
  expect(later).toMatchObject({ cause: "access_token_expired", steps: diagnosis?.steps });
});

test("the steps have the admin's own values in them", async () => {
  const { systemEmailId } = await newChecked({
    authenticate: () => "TAG NO [ALERT] IMAP access is disabled for this mailbox.\r\n",
  });
  const checked = expectSuccess(await runCheck(context, { systemEmailId, half }, () => undefined));
  expect(checked.diagnosis).toMatchObject({ cause: "imap_disabled" });
  expect(JSON.stringify(checked.diagnosis?.commands)).toContain("support@acme.test");
  expect(checked.verification).toMatchObject({ failureCode: "authentication_failed", cause: "imap_disabled" });
});

test("a check that passes has nothing to explain", async () => {
  const { systemEmailId } = await newChecked({ authenticate: () => "TAG OK welcome\r\n" });
  const checked = expectSuccess(await runCheck(context, { systemEmailId, half }, () => undefined));
  expect(checked).toMatchObject({
    diagnosis: null,
    verification: { isHealthy: true, cause: null, isTransient: null, failureCode: null },
  });
  const { stages, finishedAt } = checked.verification;
  expect(await explainVerification(context, { systemEmailId, half }, { stages, finishedAt })).toBeNull();
  expect(await explainVerification(context, { systemEmailId, half }, null)).toBeNull();
});

test("a failure that comes and goes is explained by how the checks before it went", async () => {
  const { systemEmailId } = await newChecked({
    authenticate: () => "TAG OK welcome\r\n",
    examine: () => "TAG BAD User is authenticated but not connected.\r\n",
  });
  const explain = async () => {
    const told: [string, string, string | undefined][] = [];
    expectSuccess(
      await runCheck(context, { systemEmailId, half }, ({ name, status }, diagnosis) =>
        told.push([name, status, diagnosis?.cause]),
      ),
    );
    return told.slice(-2);
  };
  expect(await explain()).toEqual([
    ["authentication", "passed", undefined],
    ["folder", "failed", "mailbox_access_denied"],
  ]);
  await keepChecks(systemEmailId, [true, false, true, false]);
  expect((await explain())[1]).toEqual(["folder", "failed", "throttled"]);
  // A text that is pasted may be of another time, so that nothing of this is known of it.
  const pasted = { raw: "A2 BAD User is authenticated but not connected.", stage: "imap", provider: null } as const;
  const { diagnosis } = expectSuccess(await diagnoseMessage(context, { ...pasted, systemEmailId }));
  expect(diagnosis.cause).toBe("mailbox_access_denied");
});

/** Keeps checks that ended so, one a minute. */
async function keepChecks(systemEmailId: string, outcomes: readonly boolean[]): Promise<void> {
  const { tenantId } = context;
  const row = { tenantId, systemEmailId, half, protocol: "imap", stages: [], configVersion: 1 } as const;
  const at = (index: number) => new Date(Date.now() - (outcomes.length - index) * 60_000);
  await inTenant(context, (db) =>
    db.verification.createMany({
      data: outcomes.map((isHealthy, index) => ({ ...row, isHealthy, startedAt: at(index), finishedAt: at(index) })),
    }),
  );
}

test.each([
  ["before it has ever worked the admin", false, "helpdesk_admin"],
  ["after it has the network", true, "network"],
] as const)(
  "%s is to mend a server that is not reached, by the check, on Health and by the alert",
  async (_when, hasWorked, owner) => {
    const { systemEmailId } = await newChecked({ authenticate: () => "TAG OK welcome\r\n" });
    const check = () => verifyHalf(context, { systemEmailId, half }, () => undefined);
    if (hasWorked) expect(expectSuccess(await check())).toMatchObject({ isHealthy: true });
    await Promise.all(servers.splice(0).map((server) => server.stop()));
    expectSuccess(await check());
    const email = await getSystemEmail(context, systemEmailId);
    const told = await explainVerification(context, { systemEmailId, half }, email?.incoming.lastVerification ?? null);
    expect(told).toMatchObject({ cause: "refused", owner });

    const { rows } = await inTenant(context, (db) => readCauses(db));
    expect(rows).toMatchObject([{ cause: "refused", owner, diagnosis: { owner, steps: told?.steps } }]);
    await evaluateAlerts(context, new Date());
    const [alert = expect.fail("No alert was opened")] = (await listAlerts(context, { filter: "open", page: 1 }))
      .alerts;
    const explained = await explainAlert(context, alert);
    expect(explained).toMatchObject({ cause: { owner }, check: { diagnosis: { owner, steps: told?.steps } } });
  },
);

test("nobody else's mailbox is explained", async () => {
  const { systemEmailId } = await newChecked({ authenticate: refuseToken });
  const checked = expectSuccess(await runCheck(context, { systemEmailId, half }, () => undefined));
  const stranger = await newTenantContext();
  expect(await explainVerification(stranger, { systemEmailId, half }, checked.verification)).toBeNull();
});
