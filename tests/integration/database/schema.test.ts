import { afterAll, expect, test } from "vitest";
import { connections, type Database, disconnect } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";

afterAll(disconnect);

test("the migrations make exactly the tables that the Prisma schema describes, and no model is forgotten here", async () => {
  const one = { take: 1 };
  // Each query names every column of its model, so that one which the migrations lack or misname fails here.
  const queries: Record<Prisma.ModelName, (db: Database) => Promise<unknown>> = {
    Tenant: (db) => db.tenant.findMany(one),
    User: (db) => db.user.findMany(one),
    UserPassword: (db) => db.userPassword.findMany(one),
    UserSession: (db) => db.userSession.findMany(one),
    Membership: (db) => db.membership.findMany(one),
    SystemEmail: (db) => db.systemEmail.findMany(one),
    RemoteMailbox: (db) => db.remoteMailbox.findMany(one),
    OutgoingSmtp: (db) => db.outgoingSmtp.findMany(one),
    IdpConfig: (db) => db.idpConfig.findMany(one),
    ClientCredential: (db) => db.clientCredential.findMany(one),
    Grant: (db) => db.grant.findMany(one),
    PendingAuthorization: (db) => db.pendingAuthorization.findMany(one),
    AuthorizationOutcome: (db) => db.authorizationOutcome.findMany(one),
    Verification: (db) => db.verification.findMany(one),
    HalfCheck: (db) => db.halfCheck.findMany(one),
    VerificationDay: (db) => db.verificationDay.findMany(one),
    IdpConfigCheck: (db) => db.idpConfigCheck.findMany(one),
    MailServer: (db) => db.mailServer.findMany(one),
    WorkerKey: (db) => db.workerKey.findMany(one),
    WorkerKeyMailbox: (db) => db.workerKeyMailbox.findMany(one),
    AuditEvent: (db) => db.auditEvent.findMany(one),
    AuthorizationLink: (db) => db.authorizationLink.findMany(one),
    ProviderHost: (db) => db.providerHost.findMany(one),
    CredentialRead: (db) => db.credentialRead.findMany(one),
    IdempotencyKey: (db) => db.idempotencyKey.findMany(one),
    FetchState: (db) => db.fetchState.findMany(one),
    Event: (db) => db.event.findMany(one),
    EventCounter: (db) => db.eventCounter.findMany(one),
    WebhookEndpoint: (db) => db.webhookEndpoint.findMany(one),
    WebhookDelivery: (db) => db.webhookDelivery.findMany(one),
    Alert: (db) => db.alert.findMany(one),
    AlertSubject: (db) => db.alertSubject.findMany(one),
    AlertNotice: (db) => db.alertNotice.findMany(one),
    AlertSettings: (db) => db.alertSettings.findMany(one),
    AlertEvaluation: (db) => db.alertEvaluation.findMany(one),
    JobHeartbeat: (db) => db.jobHeartbeat.findMany(one),
    RefreshHour: (db) => db.refreshHour.findMany(one),
    CheckHour: (db) => db.checkHour.findMany(one),
  };
  await connections().prisma.$transaction(async (db) => {
    for (const query of Object.values(queries)) await query(db);
  });
  const { rows } = await connections().pool.query(
    "SELECT count(*)::int AS count FROM pg_tables WHERE schemaname = current_schema()",
  );
  const tablesWithoutModel = ["rate_limits", "request_counts", "_prisma_migrations"];
  expect(rows[0].count).toBe(Object.keys(Prisma.ModelName).length + tablesWithoutModel.length);
});
