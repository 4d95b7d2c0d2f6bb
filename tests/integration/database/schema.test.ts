import { afterAll, expect, test } from "vitest";
import { connections, disconnect } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";

afterAll(disconnect);

test("the migrations make exactly the tables that the Prisma schema describes, and no model is forgotten here", async () => {
  const { prisma, pool } = connections();
  const one = { take: 1 };
  // Each query names every column of its model, so that one which the migrations lack or misname fails here.
  const queries: Record<Prisma.ModelName, () => Promise<unknown>> = {
    Tenant: () => prisma.tenant.findMany(one),
    User: () => prisma.user.findMany(one),
    UserPassword: () => prisma.userPassword.findMany(one),
    UserSession: () => prisma.userSession.findMany(one),
    Membership: () => prisma.membership.findMany(one),
    SystemEmail: () => prisma.systemEmail.findMany(one),
    RemoteMailbox: () => prisma.remoteMailbox.findMany(one),
    OutgoingSmtp: () => prisma.outgoingSmtp.findMany(one),
    IdpConfig: () => prisma.idpConfig.findMany(one),
    ClientCredential: () => prisma.clientCredential.findMany(one),
    Grant: () => prisma.grant.findMany(one),
    PendingAuthorization: () => prisma.pendingAuthorization.findMany(one),
    AuthorizationOutcome: () => prisma.authorizationOutcome.findMany(one),
    Verification: () => prisma.verification.findMany(one),
    HalfCheck: () => prisma.halfCheck.findMany(one),
    VerificationDay: () => prisma.verificationDay.findMany(one),
    IdpConfigCheck: () => prisma.idpConfigCheck.findMany(one),
    MailServer: () => prisma.mailServer.findMany(one),
    WorkerKey: () => prisma.workerKey.findMany(one),
    WorkerKeyMailbox: () => prisma.workerKeyMailbox.findMany(one),
    AuditEvent: () => prisma.auditEvent.findMany(one),
    AuthorizationLink: () => prisma.authorizationLink.findMany(one),
    ProviderHost: () => prisma.providerHost.findMany(one),
    CredentialRead: () => prisma.credentialRead.findMany(one),
    IdempotencyKey: () => prisma.idempotencyKey.findMany(one),
    FetchState: () => prisma.fetchState.findMany(one),
    Event: () => prisma.event.findMany(one),
    EventCounter: () => prisma.eventCounter.findMany(one),
    WebhookEndpoint: () => prisma.webhookEndpoint.findMany(one),
    WebhookDelivery: () => prisma.webhookDelivery.findMany(one),
    Alert: () => prisma.alert.findMany(one),
    AlertSubject: () => prisma.alertSubject.findMany(one),
    AlertNotice: () => prisma.alertNotice.findMany(one),
    AlertSettings: () => prisma.alertSettings.findMany(one),
    AlertEvaluation: () => prisma.alertEvaluation.findMany(one),
    JobHeartbeat: () => prisma.jobHeartbeat.findMany(one),
    RefreshHour: () => prisma.refreshHour.findMany(one),
    CheckHour: () => prisma.checkHour.findMany(one),
  };
  for (const query of Object.values(queries)) await query();
  const { rows } = await pool.query("SELECT count(*)::int AS count FROM pg_tables WHERE schemaname = current_schema()");
  const tablesWithoutModel = ["rate_limits", "request_counts", "_prisma_migrations"];
  expect(rows[0].count).toBe(Object.keys(Prisma.ModelName).length + tablesWithoutModel.length);
});
