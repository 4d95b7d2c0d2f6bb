import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listAuditEvents } from "@/lib/audit/list-audit-events";
import { disconnect } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { beginAuthorization } from "@/lib/grant/begin-authorization";
import { getAccessToken } from "@/lib/grant/get-access-token";
import { getAuthorizationOutcome } from "@/lib/grant/get-authorization-outcome";
import { getGrant } from "@/lib/grant/get-grant";
import { refreshNow } from "@/lib/grant/refresh-now";
import { revokeGrants } from "@/lib/grant/revoke-grants";
import { chooseIdpConfig } from "@/lib/idp-config/choose-idp-config";
import { deleteIdpConfig } from "@/lib/idp-config/delete-idp-config";
import { getIdpConfig } from "@/lib/idp-config/get-idp-config";
import { saveIdpConfig } from "@/lib/idp-config/save-idp-config";
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
import { type EntraProvider, startEntraProvider } from "@/tests/servers/entra-provider";
import { callbackUrl, expectSuccess, newAuthorizedPlace, type Place, practiceConfig } from "./authorized-email";
import { newTenantContext } from "./new-tenant";

type Ids = { systemEmailId: string; idpConfigId: string; outcomeId: string; workerKeyId: string };
type Act = (context: UserContext, ids: Ids, own: Place) => Promise<unknown>;

const half = "remote_mailbox";
let provider: EntraProvider;
let acme: UserContext;
let own: Place;
let foreign: Ids;
let foreignPlace: Place;

beforeAll(async () => {
  provider = await startEntraProvider({ redirectUris: [callbackUrl] });
  acme = await newTenantContext();
  own = await newAuthorizedPlace(acme, provider);
  const globex = await newTenantContext();
  foreignPlace = await newAuthorizedPlace(globex, provider);
  const key = await issueWorkerKey(globex, {
    name: "theirs",
    scopes: ["mailboxes:read"],
    expiresAt: null,
    systemEmailIds: "all",
  });
  const outcome = await inTenant(globex, (db) => db.authorizationOutcome.findFirstOrThrow());
  foreign = { ...foreignPlace, outcomeId: outcome.id, workerKeyId: expectSuccess(key).id };
});
afterAll(async () => {
  await provider.stop();
  await disconnect();
});

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

/** Every act that takes an id of a tenant's row. */
const acts: Record<string, Act> = {
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
  saveIdpConfig: (context, { idpConfigId }) => {
    const { config, credential } = practiceConfig(provider);
    return saveIdpConfig(context, idpConfigId, config, credential, confirmed);
  },
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
    const actor = { type: "worker_key" as const, id: randomUUID(), label: "ours" };
    const worker = { ...context, actor, scopes: ["credentials:read"], systemEmailIds: null };
    return readCredentials(worker, systemEmailId, { minValidSeconds: 0 });
  },
  listAuditEvents: (context, { systemEmailId }) => listAuditEvents(context, { page: 1, subjectId: systemEmailId }),
};

/** All that the other tenant has, to see that nothing of it was touched. */
async function everythingOf({ context }: Place): Promise<unknown> {
  return inTenant(context, async (db) => ({
    emails: await db.systemEmail.findMany({ include: { remoteMailbox: true, outgoingSmtp: true, grants: true } }),
    configs: await db.idpConfig.findMany({ include: { clientCredentials: true } }),
    keys: await db.workerKey.findMany(),
    pending: await db.pendingAuthorization.findMany(),
    verifications: await db.verification.findMany(),
    events: await db.auditEvent.findMany(),
  }));
}

describe("another tenant's id is answered like an id that does not exist, and touches nothing", () => {
  test.each(Object.entries(acts))("%s", async (_name, act) => {
    const missing: Ids = {
      systemEmailId: randomUUID(),
      idpConfigId: randomUUID(),
      outcomeId: randomUUID(),
      workerKeyId: randomUUID(),
    };
    const before = await everythingOf(foreignPlace);
    const [toForeign, toMissing] = [await act(acme, foreign, own), await act(acme, missing, own)];
    expect(toForeign).toEqual(toMissing);
    expect(await everythingOf(foreignPlace)).toEqual(before);
  });

  test("a tenant that the user is no member of cannot be had by its slug", async () => {
    const { findTenant } = await import("@/lib/tenancy/find-tenant");
    expect(await findTenant(acme.actor.id, foreignPlace.context.slug, "test")).toBeNull();
    expect(await findTenant(acme.actor.id, "no-such-tenant", "test")).toBeNull();
  });
});
