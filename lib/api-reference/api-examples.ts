import { failures } from "@/lib/errors";
import type { operations } from "@/lib/mail-worker/contract";
import { exampleProblem } from "./example-problem";
import { webhookExamples } from "./webhook-examples";

type OperationName = keyof typeof operations;
type Example = { body?: unknown; answer?: unknown };

const mailboxId = "0b7e6d5c-3a1f-4c52-9a58-2f1f6f0f7a11";
const idpConfigId = "5f0c1b6e-8d6c-4a0e-9d0a-6f3c2b1a0e77";
const leaseId = `${mailboxId}.42`;
const expiresAt = "2026-11-22T10:00:00.000Z";

const managedMailbox = {
  id: mailboxId,
  address: "support@acme.test",
  name: "Acme Support",
  type: "user",
  notes: "",
  configVersion: 7,
  incoming: {
    status: "enabled",
    host: "outlook.office365.com",
    port: 993,
    security: "tls",
    username: null,
    hasPassword: false,
    idpConfigId,
    strictMatching: true,
    protocol: "imap",
    folder: "INBOX",
    authentication: "oauth2_microsoft",
    fetch: { everyMinutes: 5, maxPerFetch: 30, afterFetch: { action: "archive", folder: "Processed" } },
  },
  outgoing: {
    status: "enabled",
    host: "smtp.office365.com",
    port: 587,
    security: "starttls",
    username: null,
    hasPassword: false,
    idpConfigId: null,
    strictMatching: true,
    authentication: "same_as_remote_mailbox",
    headerSpoofing: false,
  },
};

const clientCredential = {
  id: "7d3b1f1e-52f4-4f0d-8f6a-0d9b6a4c1c21",
  expiresOn: "2027-02-03",
  createdAt: "2026-11-01T09:30:00.000Z",
};

const idpConfig = {
  id: idpConfigId,
  provider: "microsoft",
  name: "Microsoft – acme.test",
  enabled: true,
  notes: "",
  clientId: "33333333-3333-4333-8333-333333333333",
  directoryId: "11111111-1111-4111-8111-111111111111",
  isSingleTenant: true,
  authorizationEndpoint: "https://login.microsoftonline.com/11111111-1111-4111-8111-111111111111/oauth2/v2.0/authorize",
  tokenEndpoint: "https://login.microsoftonline.com/11111111-1111-4111-8111-111111111111/oauth2/v2.0/token",
  issuer: null,
  userInfoEndpoint: null,
  revocationEndpoint: null,
  scopes: ["openid", "offline_access", "https://outlook.office.com/IMAP.AccessAsUser.All"],
  emailAttribute: "preferred_username",
  callbackEndpoint: "https://mail.example.com/api/oauth2/callback",
  clientCredentials: [clientCredential],
  usedBy: [{ mailboxId, address: "support@acme.test", half: "remote_mailbox" }],
};

const credentials = {
  mailbox: { id: mailboxId, address: "support@acme.test", type: "user" },
  configVersion: 7,
  incoming: {
    protocol: "imap",
    host: "outlook.office365.com",
    port: 993,
    security: "tls",
    folder: "INBOX",
    sasl: { mechanism: "XOAUTH2", username: "support@acme.test", accessToken: "eyJ0eXAiOiJKV1QiLCJub25jZSI6…" },
  },
  outgoing: {
    host: "smtp.office365.com",
    port: 587,
    security: "starttls",
    sasl: { mechanism: "XOAUTH2", username: "support@acme.test", accessToken: "eyJ0eXAiOiJKV1QiLCJub25jZSI6…" },
  },
  token: { expiresAt, validForSeconds: 3412, scopes: ["https://outlook.office.com/IMAP.AccessAsUser.All"] },
  fetch: { everyMinutes: 5, maxPerFetch: 30, afterFetch: { action: "archive", folder: "Processed" } },
};

const mailbox = {
  id: mailboxId,
  address: "support@acme.test",
  type: "user",
  incoming: { protocol: "imap", status: "enabled" },
  outgoing: { status: "enabled" },
  grant: { status: "active", expiresAt },
};

const settingsOfHalf = {
  status: "enabled",
  health: "healthy",
  security: "tls",
  grant: {
    status: "active",
    expiresAt,
    resourceOwner: "support@acme.test",
    willDieOn: null,
    failedAuthorization: null,
  },
};

const mailboxSettings = {
  id: mailboxId,
  address: "support@acme.test",
  name: "Acme Support",
  type: "user",
  configVersion: 7,
  updatedAt: "2026-11-01T09:30:00.000Z",
  incoming: {
    ...settingsOfHalf,
    host: "outlook.office365.com",
    port: 993,
    protocol: "imap",
    folder: "INBOX",
    authentication: "oauth2_microsoft",
    fetch: { everyMinutes: 5, maxPerFetch: 30, afterFetch: { action: "archive", folder: "Processed" } },
  },
  outgoing: {
    ...settingsOfHalf,
    host: "smtp.office365.com",
    port: 587,
    security: "starttls",
    authentication: "same_as_remote_mailbox",
  },
};

/** What the document and the reference page show a call with; a test holds each against its schema. */
export const examples: Partial<Record<OperationName, Example>> = {
  listMailboxes: { answer: { data: [mailbox], nextCursor: null } },
  getMailbox: { answer: mailboxSettings },
  readCredentials: { answer: credentials },
  readCredentialsBatch: {
    body: { mailboxIds: [mailboxId, "b1d7…"], minValidSeconds: 300 },
    answer: {
      data: [
        { mailboxId, credentials },
        { mailboxId: "b1d7…", problem: exampleProblem("not_found", failures.not_found.status) },
      ],
    },
  },
  takeLeases: {
    body: { max: 10, leaseSeconds: 300, protocol: "imap" },
    answer: {
      data: [
        {
          id: leaseId,
          mailboxId,
          address: "support@acme.test",
          protocol: "imap",
          fence: 42,
          expiresAt,
          everyMinutes: 5,
          lastUid: "1700000000:8811",
          lastFetchedAt: "2026-11-22T09:00:00.000Z",
        },
      ],
    },
  },
  renewLease: {
    body: { leaseSeconds: 300, fence: 42 },
    answer: { id: leaseId, mailboxId, fence: 42, expiresAt },
  },
  endLease: { body: { outcome: "fetched", fetchedCount: 3, lastUid: "1700000000:8814", fence: 42 } },
  reportReply: {
    body: {
      protocol: "imap",
      stage: "authentication",
      outcome: "failed",
      raw: "A1 NO AUTHENTICATE failed.",
      tokenExpiresAt: expiresAt,
    },
    answer: {
      diagnosis: {
        cause: "xoauth2_token_rejected",
        owner: "helpdesk_admin",
        transient: false,
        confidence: 0.9,
        title: "The mail server refuses the token",
        explanation: "The mail server does not take the token for support@acme.test and does not say why: …",
        steps: ["Refresh the token (Config, Token) and press Verify connection; …"],
        commands: [],
      },
      health: "broken",
      refreshed: true,
    },
  },
  diagnose: {
    body: {
      stage: "smtp",
      provider: "microsoft",
      raw: "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.",
      context: { mailbox: "support@acme.test" },
    },
    answer: {
      cause: "smtp_auth_disabled_mailbox",
      alternatives: [],
      owner: "org_admin_of_idp",
      transient: false,
      confidence: 0.95,
      title: "Authenticated SMTP is switched off for the mailbox",
      explanation: "Exchange Online does not let support@acme.test send by authenticated SMTP; …",
      steps: [
        "In the Microsoft 365 admin center open Users, Active users, support@acme.test, Mail, Manage email apps, and tick Authenticated SMTP. …",
      ],
      commands: [
        {
          command: "Set-CASMailbox -Identity 'support@acme.test' -SmtpClientAuthenticationDisabled $false",
          changes: "Lets this mailbox send by authenticated SMTP.",
          shell: "powershell",
        },
      ],
      evidence: ['the words "SmtpClientAuthentication is disabled for the Mailbox"'],
    },
  },
  listEvents: {
    answer: {
      data: [
        {
          id: "4e0c5b8a-7b1d-4a6e-8f3e-1c2d3e4f5a6b",
          position: 1207,
          type: "mailbox.authorized",
          at: "2026-11-22T09:00:00.000Z",
          mailboxId,
          idpConfigId: null,
          data: { half: "remote_mailbox", resourceOwner: "support@acme.test" },
        },
      ],
      nextCursor: "1207",
    },
  },
  createMailbox: {
    body: {
      address: "support@acme.test",
      name: "Acme Support",
      incoming: { status: "enabled", authentication: "oauth2_microsoft", idpConfigId },
      outgoing: { status: "enabled" },
    },
    answer: managedMailbox,
  },
  changeMailbox: { body: { incoming: { fetch: { everyMinutes: 5 } }, confirm: [] }, answer: managedMailbox },
  deleteMailbox: {
    answer: {
      id: mailboxId,
      address: "support@acme.test",
      revoked: [
        { half: "remote_mailbox", resourceOwner: "support@acme.test", atProvider: "not_offered", reason: null },
      ],
    },
  },
  listAuthorizationLinks: {
    answer: {
      data: [
        {
          id: "2c9f4f5e-6f0d-4a86-b6a2-0d9e3b3f8c10",
          half: "remote_mailbox",
          idpConfigId,
          createdBy: "admin@acme.test",
          createdAt: "2026-11-22T08:30:00.000Z",
          expiresAt,
          openedAt: null,
        },
      ],
    },
  },
  createAuthorizationLink: {
    body: { half: "remote_mailbox", expiresInHours: 24 },
    answer: {
      id: "2c9f4f5e-6f0d-4a86-b6a2-0d9e3b3f8c10",
      url: "https://mail.example.com/authorize/Zk2b…",
      expiresAt,
      olderLinks: 0,
    },
  },
  listIdpConfigs: {
    answer: {
      data: [
        {
          id: idpConfigId,
          provider: "microsoft",
          name: "Microsoft – acme.test",
          enabled: true,
          clientId: "33333333-3333-4333-8333-333333333333",
          directoryId: "11111111-1111-4111-8111-111111111111",
          updatedAt: "2026-11-01T09:30:00.000Z",
          halvesUsingIt: 1,
        },
      ],
    },
  },
  createIdpConfig: {
    body: {
      provider: "microsoft",
      name: "Microsoft – acme.test",
      clientId: "33333333-3333-4333-8333-333333333333",
      directoryId: "11111111-1111-4111-8111-111111111111",
      clientSecret: "…",
      secretExpiresOn: "2027-02-03",
    },
    answer: { ...idpConfig, usedBy: [], warnings: [] },
  },
  getIdpConfig: { answer: idpConfig },
  changeIdpConfig: { body: { name: "Microsoft – acme.test" }, answer: { ...idpConfig, warnings: [] } },
  addClientCredential: { body: { secret: "…", expiresOn: "2027-02-03" }, answer: clientCredential },
  ...webhookExamples,
};

/** The example of a call's body, as a part of its description. */
export function exampleBodyOf(name: string): { example?: unknown } {
  const body = exampleOf(name)?.body;
  return body === undefined ? {} : { example: body };
}

/** As exampleBodyOf, of its answer. */
export function exampleAnswerOf(name: string): { example?: unknown } {
  const answer = exampleOf(name)?.answer;
  return answer === undefined ? {} : { example: answer };
}

function exampleOf(name: string): Example | undefined {
  return new Map<string, Example>(Object.entries(examples)).get(name);
}
