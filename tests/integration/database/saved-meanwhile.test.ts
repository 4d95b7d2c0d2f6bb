import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { getAlertSettings } from "@/lib/alerts/get-alert-settings";
import { saveAlertSettings } from "@/lib/alerts/save-alert-settings";
import { alertSettingsSchema } from "@/lib/alerts/schema";
import { disconnect } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { submitIdpConfig } from "@/lib/grant/submit-idp-config";
import { chooseIdpConfig } from "@/lib/idp-config/choose-idp-config";
import { getIdpConfig } from "@/lib/idp-config/get-idp-config";
import { saveCheckedIdpConfig } from "@/lib/idp-config/save-checked-idp-config";
import { saveClientCredential } from "@/lib/idp-config/save-client-credential";
import { saveIdpConfig } from "@/lib/idp-config/save-idp-config";
import { saveOAuth2Info } from "@/lib/idp-config/save-oauth2-info";
import { clientCredentialSchema, idpConfigSchema } from "@/lib/idp-config/schema";
import { changeWorkerKeyLimits } from "@/lib/mail-worker/change-worker-key-limits";
import { getWorkerKey } from "@/lib/mail-worker/get-worker-key";
import { issueWorkerKey } from "@/lib/mail-worker/issue-worker-key";
import { changeManagedIdpConfig } from "@/lib/management/save-managed-idp-config";
import { presets } from "@/lib/providers/presets";
import type { Result } from "@/lib/result";
import { createSystemEmail } from "@/lib/system-email/create-system-email";
import { getSystemEmail } from "@/lib/system-email/get-system-email";
import { saveAccount } from "@/lib/system-email/save-account";
import { saveOutgoingSmtp } from "@/lib/system-email/save-outgoing-smtp";
import { saveRemoteMailbox } from "@/lib/system-email/save-remote-mailbox";
import { outgoingSmtpSchema, remoteMailboxSchema } from "@/lib/system-email/schema";
import type { UserContext } from "@/lib/tenancy/context";
import { createWebhookEndpoint } from "@/lib/webhook/create-webhook-endpoint";
import { getWebhookEndpoint } from "@/lib/webhook/get-webhook-endpoint";
import { changeManagedWebhook } from "@/lib/webhook/manage-webhook";
import { saveWebhookEndpoint } from "@/lib/webhook/save-webhook-endpoint";
import { expectSuccess } from "./authorized-email";
import { newTenantContext } from "./new-tenant";

let owner: UserContext;
let dana: UserContext;
beforeAll(async () => {
  owner = await newTenantContext();
  dana = { ...owner, actor: { type: "user", id: randomUUID(), label: "dana@acme.test", role: "admin" } };
});
afterAll(disconnect);

type Saved = Promise<Result<unknown, Failure>>;
type OpenForm = {
  revision: string;
  /** Saves the form with `text` in one of its fields, and everything else as it was filled. */
  save: (who: UserContext, text: string, revision: string | undefined) => Saved;
  /** That field, as it is stored. */
  read: () => Promise<string | undefined>;
};
type Kind = { field: string; texts: [string, string]; open: () => Promise<OpenForm> };

const account = { address: "support@acme.test", name: "Support", mailboxType: "user", notes: "" } as const;
const server = { status: "disabled", host: "mail.acme.test", security: "tls", authentication: "oauth2_microsoft" };
const mailbox = remoteMailboxSchema.parse({
  ...server,
  protocol: "imap",
  port: "993",
  fetchEveryMinutes: "5",
  maxPerFetch: "30",
  afterFetchAction: "nothing",
});
const smtp = outgoingSmtpSchema.parse({ ...server, port: "465" });
const directoryId = "11111111-2222-4333-8444-555555555555";
const host = `https://login.microsoftonline.com/${directoryId}/oauth2/v2.0`;
const noSecret = clientCredentialSchema.parse({});
const settings = { sendTo: "admins", kinds: ["mailbox_broken"], digestHour: "8" };

function newConfig(name: string) {
  return idpConfigSchema.parse({
    provider: "microsoft",
    name,
    enabled: "true",
    clientId: "client",
    directoryId,
    authorizationEndpoint: `${host}/authorize`,
    tokenEndpoint: `${host}/token`,
    scopes: presets.microsoft.scopes.map(({ scope }) => scope).join("\n"),
    emailAttribute: "preferred_username",
  });
}

async function newEmail(): Promise<string> {
  const address = `m${randomUUID().slice(0, 8)}@acme.test`;
  return expectSuccess(await createSystemEmail(owner, { ...account, address })).id;
}

async function viewEmail(id: string) {
  const email = await getSystemEmail(owner, id);
  if (email === null) throw new Error("There is no such System Email");
  return email;
}

async function newIdpConfig(): Promise<{ id: string; config: ReturnType<typeof newConfig>; revision: string }> {
  const config = newConfig(`Config ${randomUUID()}`);
  const { id } = expectSuccess(await saveIdpConfig(owner, null, config, noSecret, { isConfirmed: false }));
  return { id, config, revision: (await viewConfig(id)).revision };
}

async function viewConfig(id: string) {
  const config = await getIdpConfig(owner, id);
  if (config === null) throw new Error("There is no such IdP Config");
  return config;
}

const kinds: Record<string, Kind> = {
  "the Account tab": {
    field: "name",
    texts: ["Helpdesk", "Service desk"],
    open: async () => {
      const id = await newEmail();
      const { address, revisions } = await viewEmail(id);
      return {
        revision: revisions.account,
        save: (who, name, revision) =>
          saveAccount(who, id, { ...account, address, name }, { isConfirmed: false, revision }),
        read: async () => (await viewEmail(id)).name,
      };
    },
  },
  "the Remote Mailbox tab": {
    field: "host",
    texts: ["one.acme.test", "other.acme.test"],
    open: async () => {
      const id = await newEmail();
      expectSuccess(await saveRemoteMailbox(owner, id, mailbox, { isConfirmed: false }));
      return {
        revision: (await viewEmail(id)).revisions.remoteMailbox,
        save: (who, name, revision) =>
          saveRemoteMailbox(who, id, { ...mailbox, host: name }, { isConfirmed: false, revision }),
        read: async () => (await viewEmail(id)).remoteMailbox.host,
      };
    },
  },
  "the Outgoing (SMTP) tab": {
    field: "host",
    texts: ["one.acme.test", "other.acme.test"],
    open: async () => {
      const id = await newEmail();
      expectSuccess(await saveOutgoingSmtp(owner, id, smtp, { isConfirmed: false }));
      return {
        revision: (await viewEmail(id)).revisions.outgoingSmtp,
        save: (who, name, revision) =>
          saveOutgoingSmtp(who, id, { ...smtp, host: name }, { isConfirmed: false, revision }),
        read: async () => (await viewEmail(id)).outgoingSmtp.host,
      };
    },
  },
  "an IdP Config's own page": {
    field: "notes",
    texts: ["Ask Dana", "Ask Kim"],
    open: async () => {
      const { id, config, revision: opened } = await newIdpConfig();
      return {
        revision: opened,
        save: (who, notes, revision) =>
          saveCheckedIdpConfig(who, id, { ...config, notes }, noSecret, { isDraft: true, confirmed: [], revision }),
        read: async () => (await viewConfig(id)).notes,
      };
    },
  },
  "the IdP Config tab of the OAuth2 dialog": {
    field: "clientId",
    texts: ["one", "other"],
    open: async () => {
      const systemEmailId = await newEmail();
      const { id: idpConfigId, config, revision: opened } = await newIdpConfig();
      const { enabled: _enabled, notes: _notes, provider: _provider, ...shown } = config;
      return {
        revision: opened,
        save: (who, clientId, revision) =>
          submitIdpConfig(who, {
            systemEmailId,
            half: "remote_mailbox",
            idpConfigId,
            config: { ...shown, clientId },
            credential: noSecret,
            act: "save",
            confirmed: [],
            revision,
            sessionId: "browser",
          }),
        read: async () => (await viewConfig(idpConfigId)).clientId,
      };
    },
  },
  "the Info tab of the OAuth2 dialog": {
    field: "notes",
    texts: ["Ask Dana", "Ask Kim"],
    open: async () => {
      const systemEmailId = await newEmail();
      const { id: idpConfigId, config, revision: opened } = await newIdpConfig();
      const half = "remote_mailbox" as const;
      expectSuccess(await chooseIdpConfig(owner, { systemEmailId, half, idpConfigId }));
      const info = { strictMatching: true, enabled: true, name: config.name };
      return {
        revision: `${(await viewEmail(systemEmailId)).revisions.remoteMailbox} ${opened}`,
        save: (who, notes, revision) =>
          saveOAuth2Info(who, { systemEmailId, half }, { ...info, notes }, { isConfirmed: false, revision }),
        read: async () => (await viewConfig(idpConfigId)).notes,
      };
    },
  },
  "a webhook endpoint": {
    field: "description",
    texts: ["one", "other"],
    open: async () => {
      const input = {
        url: "https://desk.example.com/mailgrant",
        description: "",
        eventTypes: ["mailbox.deleted" as const],
      };
      const { id } = expectSuccess(await createWebhookEndpoint(owner, input));
      return {
        revision: (await getWebhookEndpoint(owner, id))?.revision ?? "",
        save: (who, description, revision) =>
          saveWebhookEndpoint(who, id, { ...input, description, enabled: true }, { revision }),
        read: async () => (await getWebhookEndpoint(owner, id))?.description,
      };
    },
  },
  "the alert settings, which nobody has saved before": {
    field: "digestHour",
    texts: ["9", "17"],
    open: async () => ({
      revision: (await getAlertSettings(owner)).revision,
      save: (who, digestHour, revision) =>
        saveAlertSettings(who, alertSettingsSchema.parse({ ...settings, digestHour }), new Date(), { revision }),
      read: async () => String((await getAlertSettings(owner)).digestHour),
    }),
  },
  "the limits of a Worker Key": {
    field: "networks",
    texts: ["10.0.0.0/8", "192.0.2.0/24"],
    open: async () => {
      const scopes = ["credentials:read"];
      const input = { name: "fetcher", scopes, expiresAt: null, systemEmailIds: "all" as const };
      const { id } = expectSuccess(await issueWorkerKey(owner, input));
      return {
        revision: (await getWorkerKey(owner, id))?.revision ?? "",
        save: (who, network, revision) =>
          changeWorkerKeyLimits(who, id, { networks: [network], expiresAt: null }, { revision }),
        read: async () => (await getWorkerKey(owner, id))?.networks.join(),
      };
    },
  },
};

describe.each(Object.entries(kinds))("%s", (_name, { field, texts, open }) => {
  test("saved by two from the same page at once is saved once, and the other is told and may save all the same", async () => {
    const form = await open();
    const [first, second] = await Promise.all([
      form.save(owner, texts[0], form.revision),
      form.save(dana, texts[1], form.revision),
    ]);
    const outcomes = [
      { who: owner, text: texts[0], outcome: first },
      { who: dana, text: texts[1], outcome: second },
    ];
    const won = outcomes.find(({ outcome }) => outcome.ok);
    const lost = outcomes.find(({ outcome }) => !outcome.ok);
    if (won === undefined || lost === undefined || lost.outcome.ok)
      throw new Error("Not exactly one of them was saved");
    expect(lost.outcome.failure).toMatchObject({
      code: "conflict",
      message: expect.stringContaining(`${won.who.actor.label} changed this`),
      facts: { [`kept.${field}`]: won.text, changedAt: expect.any(String), revision: expect.any(String) },
    });
    expect(Object.keys(lost.outcome.failure.facts ?? {}).filter((name) => name.startsWith("untouched."))).toEqual([]);
    expect(await form.read()).toBe(won.text);

    expectSuccess(await form.save(lost.who, won.text, form.revision));
    expect(await form.read(), "what is saved already is no conflict").toBe(won.text);
    expectSuccess(await form.save(lost.who, lost.text, lost.outcome.failure.facts?.revision));
    expect(await form.read()).toBe(lost.text);
  });
});

describe("what is saved meanwhile", () => {
  test("is told apart by whether the form had something of its own there, and by who it was", async () => {
    const id = await newEmail();
    expectSuccess(await saveRemoteMailbox(owner, id, mailbox, { isConfirmed: false }));
    const revision = (await viewEmail(id)).revisions.remoteMailbox;
    const moved = { ...mailbox, host: "moved.acme.test", port: 1993 };
    expectSuccess(await saveRemoteMailbox(owner, id, moved, { isConfirmed: false, revision }));
    const mine = { ...mailbox, port: 2993, folder: "Tickets" };
    const refused = await saveRemoteMailbox(owner, id, mine, { isConfirmed: false, revision });
    expect(refused).toMatchObject({
      failure: {
        message: expect.stringContaining("You changed this in another tab"),
        facts: { "kept.port": "1993", "untouched.host": "moved.acme.test" },
      },
    });
    const { remoteMailbox } = await viewEmail(id);
    expect(remoteMailbox).toMatchObject({ host: "moved.acme.test", port: 1993, folder: "INBOX" });
    const events = await inTenant(owner, (db) =>
      db.auditEvent.count({ where: { subjectId: id, action: "remote_mailbox.changed" } }),
    );
    expect(events, "what was refused is not audited").toBe(2);
  });

  test("and would not be undone is no conflict", async () => {
    const id = await newEmail();
    expectSuccess(await saveRemoteMailbox(owner, id, mailbox, { isConfirmed: false }));
    const revision = (await viewEmail(id)).revisions.remoteMailbox;
    expectSuccess(await saveRemoteMailbox(dana, id, { ...mailbox, host: "moved.acme.test" }, { isConfirmed: false }));
    const both = { ...mailbox, host: "moved.acme.test", folder: "Tickets" };
    expectSuccess(await saveRemoteMailbox(owner, id, both, { isConfirmed: false, revision }));
    // A check that was changed by the product itself is no setting of the form.
    expect((await viewEmail(id)).remoteMailbox).toMatchObject({ host: "moved.acme.test", folder: "Tickets" });
  });

  test("is a password too: another one is refused and told nothing of, and an empty field keeps what is saved", async () => {
    const id = await newEmail();
    const basic = { ...mailbox, authentication: "basic" as const };
    expectSuccess(await saveRemoteMailbox(owner, id, { ...basic, basicPassword: "first" }, { isConfirmed: false }));
    const revision = (await viewEmail(id)).revisions.remoteMailbox;
    expectSuccess(await saveRemoteMailbox(dana, id, { ...basic, basicPassword: "of Dana" }, { isConfirmed: false }));
    const typed = await saveRemoteMailbox(
      owner,
      id,
      { ...basic, basicPassword: "mine" },
      { isConfirmed: false, revision },
    );
    expect(typed).toMatchObject({ failure: { facts: { "kept.basicPassword": expect.any(String) } } });
    const { basicPasswordSealed } = await inTenant(owner, (db) =>
      db.remoteMailbox.findFirstOrThrow({ where: { systemEmailId: id } }),
    );
    expect(JSON.stringify(typed)).not.toContain(basicPasswordSealed);
    expect(JSON.stringify(typed)).not.toMatch(/of Dana|mine/);
    expectSuccess(
      await saveRemoteMailbox(owner, id, { ...basic, folder: "Tickets" }, { isConfirmed: false, revision }),
    );
  });

  test("is no password that the same person has just saved: a form that is sent twice is one act", async () => {
    const id = await newEmail();
    const basic = { ...mailbox, authentication: "basic" as const, basicPassword: "mine" };
    const asked = { isConfirmed: false, revision: (await viewEmail(id)).revisions.remoteMailbox };
    const twice = await Promise.all([1, 2].map(() => saveRemoteMailbox(owner, id, basic, asked)));
    for (const outcome of twice) expectSuccess(outcome);
  });

  test("is a client secret too, with the day on which it ends", async () => {
    const { id, config, revision } = await newIdpConfig();
    const secretExpiresOn = new Date("2099-02-03");
    expectSuccess(await saveClientCredential(dana, id, { clientSecret: "a~new~secret", secretExpiresOn }));
    const save = (clientSecret: string) =>
      saveIdpConfig(owner, id, config, { clientSecret, secretExpiresOn: null }, { isConfirmed: false, revision });
    expect(await save("mine")).toMatchObject({
      failure: {
        message: expect.stringContaining("dana@acme.test"),
        facts: { "kept.clientSecret": expect.any(String), "untouched.secretExpiresOn": "2099-02-03" },
      },
    });
    expect(await save("")).toMatchObject({ failure: { facts: { "untouched.secretExpiresOn": "2099-02-03" } } });
    expect((await viewConfig(id)).clientCredentials).toMatchObject([{ expiresOn: secretExpiresOn }]);
  });

  test("stays, where the dialog does not show it: an IdP Config that was disabled is not enabled again", async () => {
    const systemEmailId = await newEmail();
    const { id: idpConfigId, config, revision } = await newIdpConfig();
    const disabled = { ...config, enabled: false, notes: "Do not use" };
    expectSuccess(await saveIdpConfig(dana, idpConfigId, disabled, noSecret, { isConfirmed: true }));
    const { enabled: _enabled, notes: _notes, provider: _provider, ...shown } = config;
    const press = { half: "remote_mailbox", act: "save", confirmed: [], sessionId: "browser" } as const;
    const renamed = { ...shown, clientId: "another" };
    const submitted = { ...press, systemEmailId, idpConfigId, config: renamed, credential: noSecret, revision };
    expectSuccess(await submitIdpConfig(owner, submitted));
    expect(await viewConfig(idpConfigId)).toMatchObject({ enabled: false, notes: "Do not use", clientId: "another" });
  });
});

test("calls of the API that change different fields at once are all kept", async () => {
  const { id } = await newIdpConfig();
  const form = { isDraft: true, confirm: [] };
  const changes = [{ notes: "Ask Dana" }, { clientId: "another" }, { emailAttribute: "email" }];
  const saved = await Promise.all(changes.map((change) => changeManagedIdpConfig(owner, id, { ...change, ...form })));
  for (const outcome of saved) expectSuccess(outcome);
  expect(await viewConfig(id)).toMatchObject({ notes: "Ask Dana", clientId: "another", emailAttribute: "email" });

  const input = { url: "https://desk.example.com/one", description: "", eventTypes: ["mailbox.deleted" as const] };
  const endpoint = expectSuccess(await createWebhookEndpoint(owner, input));
  const parts = [{ description: "Desk" }, { enabled: false }, { url: "https://desk.example.com/two" }];
  for (const outcome of await Promise.all(parts.map((part) => changeManagedWebhook(owner, endpoint.id, part)))) {
    expectSuccess(outcome);
  }
  expect(await getWebhookEndpoint(owner, endpoint.id)).toMatchObject({ ...parts[0], ...parts[1], ...parts[2] });
});
