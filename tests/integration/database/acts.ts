import { randomUUID } from "node:crypto";
import { listAuditEvents } from "@/lib/audit/list-audit-events";
import { beginAuthorization } from "@/lib/grant/begin-authorization";
import { getAccessToken } from "@/lib/grant/get-access-token";
import { getAuthorizationOutcome } from "@/lib/grant/get-authorization-outcome";
import { getGrant } from "@/lib/grant/get-grant";
import { refreshNow } from "@/lib/grant/refresh-now";
import { revokeGrants } from "@/lib/grant/revoke-grants";
import { startAuthorization } from "@/lib/grant/start-authorization";
import { submitIdpConfig } from "@/lib/grant/submit-idp-config";
import { chooseIdpConfig } from "@/lib/idp-config/choose-idp-config";
import { deleteIdpConfig } from "@/lib/idp-config/delete-idp-config";
import { getIdpConfig } from "@/lib/idp-config/get-idp-config";
import { saveCheckedIdpConfig } from "@/lib/idp-config/save-checked-idp-config";
import { saveIdpConfig } from "@/lib/idp-config/save-idp-config";
import { oauth2InfoSchema, saveOAuth2Info } from "@/lib/idp-config/save-oauth2-info";
import { issueWorkerKey } from "@/lib/mail-worker/issue-worker-key";
import { readCredentials } from "@/lib/mail-worker/read-credentials";
import { revokeWorkerKey } from "@/lib/mail-worker/revoke-worker-key";
import { deleteSystemEmail } from "@/lib/system-email/delete-system-email";
import { getSystemEmail } from "@/lib/system-email/get-system-email";
import { saveAccount } from "@/lib/system-email/save-account";
import { saveOutgoingSmtp } from "@/lib/system-email/save-outgoing-smtp";
import { saveRemoteMailbox } from "@/lib/system-email/save-remote-mailbox";
import { outgoingSmtpSchema, remoteMailboxSchema } from "@/lib/system-email/schema";
import type { UserContext } from "@/lib/tenancy/context";
import { sendTestEmail } from "@/lib/verification/send-test-email";
import { verifyHalf } from "@/lib/verification/verify-half";
import type { EntraProvider } from "@/tests/servers/entra-provider";
import { type Place, practiceConfig } from "./authorized-email";

export type Ids = { systemEmailId: string; idpConfigId: string; outcomeId: string; workerKeyId: string };
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

function submitted(provider: EntraProvider) {
  const { config, credential } = practiceConfig(provider);
  return { half, config, credential, act: "save", confirmed: ["idpConfig"], sessionId: "browser" } as const;
}

/** Every act that takes an id of a tenant's row. Those that only look are named `get…`, `list…` or `read…`. */
export const acts: Record<string, Act> = {
  getSystemEmail: (context, { systemEmailId }) => getSystemEmail(context, systemEmailId),
  saveAccount: (context, { systemEmailId }) => saveAccount(context, systemEmailId, account, confirmed),
  saveRemoteMailbox: (context, { systemEmailId }) =>
    saveRemoteMailbox(context, systemEmailId, remoteMailbox, confirmed),
  saveOutgoingSmtp: (context, { systemEmailId }) => saveOutgoingSmtp(context, systemEmailId, outgoingSmtp, confirmed),
  deleteSystemEmail: (context, { systemEmailId }) => deleteSystemEmail(context, systemEmailId),
  verifyHalf: (context, { systemEmailId }) => verifyHalf(context, { systemEmailId, half }, nobody),
  sendTestEmail: (context, { systemEmailId }) => sendTestEmail(context, { systemEmailId, to: "someone@acme.test" }),
  getGrant: (context, { systemEmailId }) => getGrant(context, { systemEmailId, half }),
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
  issueWorkerKey: (context, { systemEmailId }) =>
    issueWorkerKey(context, {
      name: "mine",
      scopes: ["credentials:read"],
      expiresAt: null,
      systemEmailIds: [systemEmailId],
    }),
  revokeWorkerKey: (context, { workerKeyId }) => revokeWorkerKey(context, workerKeyId),
  readCredentials: (context, { systemEmailId }) => {
    const actor = { type: "worker_key" as const, id: randomUUID(), label: "ours", isManager: false };
    const worker = { ...context, actor, scopes: ["credentials:read"], systemEmailIds: null };
    return readCredentials(worker, systemEmailId, { minValidSeconds: 0 });
  },
  listAuditEvents: (context, { systemEmailId }) => listAuditEvents(context, { page: 1, subjectId: systemEmailId }),
};
