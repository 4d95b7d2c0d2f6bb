import { acknowledgeAlert } from "@/lib/alerts/acknowledge-alert";
import { composeSupportBundle } from "@/lib/alerts/compose-support-bundle";
import { getAlert } from "@/lib/alerts/get-alert";
import { snoozeAlert } from "@/lib/alerts/snooze-alert";
import { unacknowledgeAlert } from "@/lib/alerts/unacknowledge-alert";
import { listAuditEvents } from "@/lib/audit/list-audit-events";
import { beginAuthorization } from "@/lib/grant/begin-authorization";
import { createAuthorizationLink } from "@/lib/grant/create-authorization-link";
import { getAccessToken } from "@/lib/grant/get-access-token";
import { getAuthorizationOutcome } from "@/lib/grant/get-authorization-outcome";
import { getGrant } from "@/lib/grant/get-grant";
import { listAuthorizationLinks } from "@/lib/grant/list-authorization-links";
import { refreshNow } from "@/lib/grant/refresh-now";
import { revokeGrants } from "@/lib/grant/revoke-grants";
import { startAuthorization } from "@/lib/grant/start-authorization";
import { submitIdpConfig } from "@/lib/grant/submit-idp-config";
import { withdrawAuthorizationLink } from "@/lib/grant/withdraw-authorization-link";
import { diagnoseMessage } from "@/lib/health/diagnose-message";
import { chooseIdpConfig } from "@/lib/idp-config/choose-idp-config";
import { deleteIdpConfig } from "@/lib/idp-config/delete-idp-config";
import { getIdpConfig } from "@/lib/idp-config/get-idp-config";
import { removeClientCredential } from "@/lib/idp-config/remove-client-credential";
import { saveCheckedIdpConfig } from "@/lib/idp-config/save-checked-idp-config";
import { saveClientCredential } from "@/lib/idp-config/save-client-credential";
import { saveIdpConfig } from "@/lib/idp-config/save-idp-config";
import { oauth2InfoSchema, saveOAuth2Info } from "@/lib/idp-config/save-oauth2-info";
import type { Stage } from "@/lib/mail/schema";
import type { WorkerContext } from "@/lib/mail-worker/authenticate-worker";
import { changeWorkerKeyLimits } from "@/lib/mail-worker/change-worker-key-limits";
import { endLease } from "@/lib/mail-worker/end-lease";
import { getWorkerKey } from "@/lib/mail-worker/get-worker-key";
import { issueWorkerKey } from "@/lib/mail-worker/issue-worker-key";
import { takeLeasesSchema } from "@/lib/mail-worker/lease-contract";
import { leaseId } from "@/lib/mail-worker/lease-id";
import { listCredentialReads } from "@/lib/mail-worker/list-credential-reads";
import { readCredentials } from "@/lib/mail-worker/read-credentials";
import { readCredentialsBatch } from "@/lib/mail-worker/read-credentials-batch";
import { renewLease } from "@/lib/mail-worker/renew-lease";
import { reportSchema } from "@/lib/mail-worker/report-contract";
import { reportReply } from "@/lib/mail-worker/report-reply";
import { revokeWorkerKey } from "@/lib/mail-worker/revoke-worker-key";
import { takeLeases } from "@/lib/mail-worker/take-leases";
import { changeMailbox } from "@/lib/management/change-mailbox";
import { deleteMailbox } from "@/lib/management/delete-mailbox";
import { deleteManagedIdpConfig } from "@/lib/management/delete-managed-idp-config";
import { changeManagedIdpConfig } from "@/lib/management/save-managed-idp-config";
import { deleteSystemEmail } from "@/lib/system-email/delete-system-email";
import { getSystemEmail } from "@/lib/system-email/get-system-email";
import { saveAccount } from "@/lib/system-email/save-account";
import { saveOutgoingSmtp } from "@/lib/system-email/save-outgoing-smtp";
import { saveRemoteMailbox } from "@/lib/system-email/save-remote-mailbox";
import { outgoingSmtpSchema, remoteMailboxSchema } from "@/lib/system-email/schema";
import type { UserContext } from "@/lib/tenancy/context";
import { checkEverything } from "@/lib/verification/check-everything";
import { explainSendFailure } from "@/lib/verification/explain-send-failure";
import { explainVerification } from "@/lib/verification/explain-verification";
import { getConfigChecks } from "@/lib/verification/get-config-checks";
import { getVerification } from "@/lib/verification/get-verification";
import { listVerifications } from "@/lib/verification/list-verifications";
import { readCheckDays } from "@/lib/verification/read-check-days";
import { reviewGrant } from "@/lib/verification/review-grant";
import { runCheck } from "@/lib/verification/run-check";
import { sendTestEmail } from "@/lib/verification/send-test-email";
import { verifyHalf } from "@/lib/verification/verify-half";
import { deleteWebhookEndpoint } from "@/lib/webhook/delete-webhook-endpoint";
import { getWebhookDelivery } from "@/lib/webhook/get-webhook-delivery";
import { getWebhookEndpoint } from "@/lib/webhook/get-webhook-endpoint";
import { listWebhookDeliveries } from "@/lib/webhook/list-webhook-deliveries";
import { readManagedWebhook } from "@/lib/webhook/manage-webhook";
import { replayWebhookDelivery } from "@/lib/webhook/replay-webhook-delivery";
import { rotateWebhookSecret } from "@/lib/webhook/rotate-webhook-secret";
import { saveWebhookEndpoint } from "@/lib/webhook/save-webhook-endpoint";
import { sendTestWebhook } from "@/lib/webhook/send-test-webhook";
import type { EntraProvider } from "@/tests/servers/entra-provider";
import { asWorker } from "./as-worker";
import { type Place, practiceConfig } from "./authorized-email";

export type Ids = {
  systemEmailId: string;
  idpConfigId: string;
  outcomeId: string;
  workerKeyId: string;
  webhookEndpointId: string;
  webhookDeliveryId: string;
  alertId: string;
  linkId: string;
};
export type Act = (context: UserContext, ids: Ids, own: Place, provider: EntraProvider) => Promise<unknown>;

const half = "remote_mailbox";

const remoteMailbox = remoteMailboxSchema.parse({
  status: "disabled",
  protocol: "imap",
  host: "localhost",
  port: "993",
  security: "tls",
  authentication: "oauth2_microsoft",
  fetchEveryMinutes: "5",
  maxPerFetch: "30",
  afterFetchAction: "nothing",
});
const outgoingSmtp = outgoingSmtpSchema.parse({
  status: "disabled",
  host: "localhost",
  port: "587",
  security: "starttls",
  authentication: "same_as_remote_mailbox",
});
const confirmed = { isConfirmed: true };
const account = { address: "taken.over@acme.test", name: "Taken over", mailboxType: "user", notes: "" } as const;
const nobody = () => undefined;
const refusal = { code: "authentication_failed", message: "Refused" } as const;
const refusedStage: Stage = {
  name: "authentication",
  status: "failed",
  durationMs: 1,
  summary: "",
  replies: ["NO AUTHENTICATE failed."],
  failure: refusal,
};
const report = { protocol: "imap", stage: "authentication", outcome: "failed", raw: "a1 NO AUTHENTICATE failed." };
const webhookEndpoint = {
  url: "https://taken.over.example.com/",
  description: "Taken over",
  eventTypes: ["mailbox.deleted" as const],
  enabled: true,
};

function submitted(provider: EntraProvider) {
  const { config, credential } = practiceConfig(provider);
  return { half, config, credential, act: "save", confirmed: ["idpConfig"], sessionId: "browser" } as const;
}

/** A Mail Worker of the tenant. A viewer's stands for one whose key lacks the scope. */
async function asWorkerOf(context: UserContext): Promise<WorkerContext> {
  const worker = await asWorker(context);
  return context.actor.role === "viewer" ? { ...worker, scopes: [] } : worker;
}

/** Every act that takes an id of a tenant's row. Those that only look are named `get…`, `list…` or `read…`. */
export const acts: Record<string, Act> = {
  getSystemEmail: (context, { systemEmailId }) => getSystemEmail(context, systemEmailId),
  saveAccount: (context, { systemEmailId }) => saveAccount(context, systemEmailId, account, confirmed),
  saveRemoteMailbox: (context, { systemEmailId }) =>
    saveRemoteMailbox(context, systemEmailId, remoteMailbox, confirmed),
  saveOutgoingSmtp: (context, { systemEmailId }) => saveOutgoingSmtp(context, systemEmailId, outgoingSmtp, confirmed),
  deleteSystemEmail: (context, { systemEmailId }) => deleteSystemEmail(context, systemEmailId),
  runCheck: (context, { systemEmailId }) => runCheck(context, { systemEmailId, half }, nobody),
  explainVerification: (context, { systemEmailId }) =>
    explainVerification(context, { systemEmailId, half }, { stages: [refusedStage], finishedAt: new Date() }),
  explainSendFailure: (context, { systemEmailId }) => explainSendFailure(context, { systemEmailId, failure: refusal }),
  verifyHalf: (context, { systemEmailId }) => verifyHalf(context, { systemEmailId, half }, nobody),
  checkEverything: (context, { systemEmailId }) => checkEverything(context, systemEmailId, nobody),
  getConfigChecks: (context, { systemEmailId }) => getConfigChecks(context, systemEmailId),
  listVerifications: (context, { systemEmailId }) =>
    listVerifications(context, { systemEmailId, page: 1, failed: false }),
  getVerification: (context, { systemEmailId }) =>
    getVerification(context, { systemEmailId, verificationId: systemEmailId }),
  readCheckDays: (context, { systemEmailId }) => readCheckDays(context, { systemEmailId, dayCount: 30 }),
  sendTestEmail: (context, { systemEmailId }) => sendTestEmail(context, { systemEmailId, to: "someone@acme.test" }),
  getGrant: (context, { systemEmailId }) => getGrant(context, { systemEmailId, half }),
  reviewGrant: (context, { systemEmailId }) => reviewGrant(context, { systemEmailId, half }),
  getAccessToken: (context, { systemEmailId }) => getAccessToken(context, { systemEmailId, half, minValidSeconds: 0 }),
  refreshNow: (context, { systemEmailId }) => refreshNow(context, { systemEmailId, half }),
  revokeGrants: (context, { systemEmailId }) => revokeGrants(context, { systemEmailId }),
  getAuthorizationOutcome: (context, { outcomeId }, { systemEmailId }) =>
    getAuthorizationOutcome(context, { outcomeId, systemEmailId, half }),
  "beginAuthorization of their System Email": (context, { systemEmailId }, { idpConfigId }) =>
    beginAuthorization(context, { systemEmailId, idpConfigId, half, sessionId: "browser" }),
  "beginAuthorization by their IdP Config": (context, { idpConfigId }, { systemEmailId }) =>
    beginAuthorization(context, { systemEmailId, idpConfigId, half, sessionId: "browser" }),
  "chooseIdpConfig for their System Email": (context, { systemEmailId }, { idpConfigId }) =>
    chooseIdpConfig(context, { systemEmailId, idpConfigId, half, strictMatching: true }),
  "chooseIdpConfig of theirs": (context, { idpConfigId }, { systemEmailId }) =>
    chooseIdpConfig(context, { systemEmailId, idpConfigId, half, strictMatching: true }),
  getIdpConfig: (context, { idpConfigId }) => getIdpConfig(context, idpConfigId),
  saveIdpConfig: (context, { idpConfigId }, _own, provider) => {
    const { config, credential } = practiceConfig(provider);
    return saveIdpConfig(context, idpConfigId, config, credential, confirmed);
  },
  saveCheckedIdpConfig: (context, { idpConfigId }, _own, provider) => {
    const { config, credential } = practiceConfig(provider);
    return saveCheckedIdpConfig(context, idpConfigId, config, credential, { isDraft: false, confirmed: ["idpConfig"] });
  },
  saveOAuth2Info: (context, { systemEmailId }) =>
    saveOAuth2Info(context, { systemEmailId, half }, oauth2InfoSchema.parse({ notes: "" }), confirmed),
  "submitIdpConfig for their System Email": (context, { systemEmailId }, { idpConfigId }, provider) =>
    submitIdpConfig(context, { ...submitted(provider), systemEmailId, idpConfigId }),
  "submitIdpConfig of theirs": (context, { idpConfigId }, { systemEmailId }, provider) =>
    submitIdpConfig(context, { ...submitted(provider), systemEmailId, idpConfigId }),
  startAuthorization: (context, { systemEmailId }, { idpConfigId }) =>
    startAuthorization(context, { systemEmailId, idpConfigId, half, sessionId: "browser" }),
  deleteIdpConfig: (context, { idpConfigId }) => deleteIdpConfig(context, idpConfigId),
  saveClientCredential: (context, { idpConfigId }) =>
    saveClientCredential(context, idpConfigId, { clientSecret: "another~secret", secretExpiresOn: null }),
  removeClientCredential: async (context, { idpConfigId, systemEmailId }) =>
    removeClientCredential(context, { idpConfigId, clientCredentialId: systemEmailId }),
  "createAuthorizationLink for their System Email": (context, { systemEmailId }, { idpConfigId }) =>
    createAuthorizationLink(context, { systemEmailId, half, idpConfigId, expiresInHours: 1 }),
  "createAuthorizationLink by their IdP Config": (context, { idpConfigId }, { systemEmailId }) =>
    createAuthorizationLink(context, { systemEmailId, half, idpConfigId, expiresInHours: 1 }),
  listAuthorizationLinks: (context, { systemEmailId }) => listAuthorizationLinks(context, { systemEmailId }),
  withdrawAuthorizationLink: (context, { systemEmailId, linkId }) =>
    withdrawAuthorizationLink(context, { systemEmailId, linkId }),
  "withdrawAuthorizationLink of theirs under a System Email of one's own": (context, { linkId }, { systemEmailId }) =>
    withdrawAuthorizationLink(context, { systemEmailId, linkId }),
  changeMailbox: (context, { systemEmailId }) =>
    changeMailbox(context, systemEmailId, { name: "Taken over", confirm: [] }),
  "changeMailbox to their IdP Config": (context, { idpConfigId }, { systemEmailId }) =>
    changeMailbox(context, systemEmailId, { incoming: { idpConfigId }, confirm: [] }),
  deleteMailbox: (context, { systemEmailId }) => deleteMailbox(context, systemEmailId),
  changeManagedIdpConfig: (context, { idpConfigId }) =>
    changeManagedIdpConfig(context, idpConfigId, { name: "Taken over", isDraft: false, confirm: [] }),
  deleteManagedIdpConfig: (context, { idpConfigId }) => deleteManagedIdpConfig(context, idpConfigId),
  issueWorkerKey: (context, { systemEmailId }) =>
    issueWorkerKey(context, {
      name: "mine",
      scopes: ["credentials:read"],
      expiresAt: null,
      systemEmailIds: [systemEmailId],
    }),
  changeWorkerKeyLimits: (context, { workerKeyId }) =>
    changeWorkerKeyLimits(context, workerKeyId, { networks: ["10.0.0.0/8"], expiresAt: null }),
  revokeWorkerKey: (context, { workerKeyId }) => revokeWorkerKey(context, workerKeyId),
  getWorkerKey: (context, { workerKeyId }) => getWorkerKey(context, workerKeyId),
  "listCredentialReads by their Worker Key": (context, { workerKeyId }) =>
    listCredentialReads(context, { workerKeyId, mailbox: "" }),
  "listCredentialReads of their System Email": (context, { systemEmailId }) =>
    listCredentialReads(context, { systemEmailId }),
  readCredentials: async (context, { systemEmailId }) =>
    readCredentials(await asWorker(context), systemEmailId, { minValidSeconds: 0 }),
  readCredentialsBatch: async (context, { systemEmailId }) => {
    const batch = await readCredentialsBatch(await asWorker(context), {
      mailboxIds: [systemEmailId],
      minValidSeconds: 0,
      deadlineMs: 1000,
    });
    // An answer names the id that was asked for.
    return JSON.parse(JSON.stringify(batch).replaceAll(systemEmailId, "asked for"));
  },
  takeLeases: async (context, { systemEmailId }) =>
    takeLeases(await asWorkerOf(context), takeLeasesSchema.parse({ mailboxIds: [systemEmailId] })),
  renewLease: async (context, { systemEmailId }) =>
    renewLease(await asWorkerOf(context), leaseId(systemEmailId, 1), { leaseSeconds: 60 }),
  endLease: async (context, { systemEmailId }) =>
    endLease(await asWorkerOf(context), leaseId(systemEmailId, 1), { outcome: "released" }),
  reportReply: async (context, { systemEmailId }) =>
    reportReply(await asWorkerOf(context), systemEmailId, reportSchema.parse(report)),
  getWebhookEndpoint: (context, { webhookEndpointId }) => getWebhookEndpoint(context, webhookEndpointId),
  readManagedWebhook: (context, { webhookEndpointId }) => readManagedWebhook(context, webhookEndpointId),
  saveWebhookEndpoint: (context, { webhookEndpointId }) =>
    saveWebhookEndpoint(context, webhookEndpointId, webhookEndpoint),
  rotateWebhookSecret: (context, { webhookEndpointId }) => rotateWebhookSecret(context, webhookEndpointId),
  sendTestWebhook: (context, { webhookEndpointId }) => sendTestWebhook(context, webhookEndpointId),
  deleteWebhookEndpoint: (context, { webhookEndpointId }) => deleteWebhookEndpoint(context, webhookEndpointId),
  listWebhookDeliveries: (context, { webhookEndpointId, webhookDeliveryId }) =>
    listWebhookDeliveries(context, webhookEndpointId, { limit: 10, cursor: webhookDeliveryId }),
  getWebhookDelivery: (context, { webhookEndpointId, webhookDeliveryId }) =>
    getWebhookDelivery(context, { endpointId: webhookEndpointId, deliveryId: webhookDeliveryId }),
  replayWebhookDelivery: (context, { webhookEndpointId, webhookDeliveryId }) =>
    replayWebhookDelivery(context, { endpointId: webhookEndpointId, deliveryId: webhookDeliveryId }),
  getAlert: (context, { alertId }) => getAlert(context, alertId),
  acknowledgeAlert: (context, { alertId }) => acknowledgeAlert(context, alertId),
  unacknowledgeAlert: (context, { alertId }) => unacknowledgeAlert(context, alertId),
  snoozeAlert: (context, { alertId }) => snoozeAlert(context, alertId, "1h"),
  composeSupportBundle: (context, { systemEmailId }) => composeSupportBundle(context, systemEmailId),
  diagnoseMessage: (context, { systemEmailId }) =>
    diagnoseMessage(context, {
      raw: "535 5.7.3 Authentication unsuccessful",
      stage: null,
      provider: null,
      systemEmailId,
    }),
  listAuditEvents: (context, { systemEmailId }) => listAuditEvents(context, { page: 1, subjectId: systemEmailId }),
};
