import { expect, type Locator, type Page } from "@playwright/test";
import {
  type FaultyMailServers,
  type MailServerFault,
  mailServerFaults,
  startFaultyMailServers,
} from "@/tests/servers/faulty-mail-servers";
import {
  basicMailbox,
  mailboxlessAddress,
  practiceRegistrations,
  readOnlyFolder,
  sharedMailboxAddress,
} from "@/tests/servers/practice-data";
import {
  addSystemEmail,
  fillIdpConfig,
  type IdpConfigEntry,
  refreshByHand,
  saveOutgoingSmtp,
  saveRemoteMailbox,
  signIn,
  signInAtProvider,
  submitIdpConfig,
  turnStrictMatchingOff,
  verifyConnection,
} from "./admin";
import { expectAccessible } from "./expect-accessible";
import { createTenant, openPage, test } from "./fixtures";
import { findFreePort, type Stage } from "./stage";

const tenant = "provoked";
let page: Page;
let faulty: FaultyMailServers;
/** A mailbox with a password, which is pointed at one faulty server after the other. */
let movedEmailId = "";

test.beforeAll(async ({ browser, stage, traffic }) => {
  faulty = await startFaultyMailServers(stage.certificates);
  page = await openPage(browser, stage, traffic);
  await signIn(page, stage, await createTenant(stage, tenant));
  movedEmailId = await addBasicMailbox(page, stage, basicMailbox.address, basicMailbox.password);
});
test.afterAll(async () => {
  await page.close();
  await faulty.stop();
});
// What a test before this one typed must not come back.
test.beforeEach(() => page.evaluate(() => sessionStorage.clear()));

type Expected = { stage: string; cause: string; title: RegExp; owner: RegExp; says?: RegExp };

/** Presses Verify connection, and expects the stage that fails, its Diagnosis, who can mend it, and steps. */
async function expectFailure(on: Page, expected: Expected, timeout = 30_000): Promise<Locator> {
  const section = on.getByRole("region", { name: "Verification" });
  await section.getByRole("button", { name: "Verify connection" }).click();
  await expect(section.getByText(/Checked just now|The check failed just now/)).toBeVisible({ timeout });
  const failed = section.locator("li[data-stage]").filter({ has: on.locator("[data-cause]") });
  await expect(failed).toHaveAttribute("data-stage", expected.stage);
  const diagnosis = failed.locator("[data-cause]");
  await expect(diagnosis).toHaveAttribute("data-cause", expected.cause);
  await expect(diagnosis.getByRole("heading")).toHaveText(expected.title);
  await expect(diagnosis.getByRole("definition").first()).toHaveText(expected.owner);
  await expect(diagnosis.getByText("What to do")).toBeVisible();
  expect(await diagnosis.locator("ol > li").count()).toBeGreaterThan(0);
  await expect(failed.getByRole("button", { name: "Try again" })).toBeVisible();
  if (expected.says) await expect(failed).toContainText(expected.says);
  return failed;
}

const you = /^You, in Mailgrant/;
const idpAdmin = /administrator of the identity provider/;
const network = /Whoever runs the network/;
const nobody = /^Nobody/;

test.describe("servers with one fault each", () => {
  test.beforeEach(() => page.goto(`/${tenant}/admin/emails/${movedEmailId}/remote-mailbox`));

  const faults: [MailServerFault, Expected][] = [
    ["selfSigned", { stage: "tls", cause: "tls_self_signed", title: /self-signed/, owner: network, says: /localhost/ }],
    ["expired", { stage: "tls", cause: "tls_expired", title: /expired/, owner: network, says: /it has ended/ }],
    [
      "wrongName",
      {
        stage: "tls",
        cause: "tls_hostname_mismatch",
        title: /another name/,
        owner: /./,
        says: /mail\.elsewhere\.test/,
      },
    ],
    ["plainPort", { stage: "tls", cause: "tls_plain_port", title: /does not begin with TLS/, owner: you }],
    ["stripped", { stage: "tls", cause: "starttls_missing", title: /does not offer STARTTLS/, owner: /./ }],
    [
      "pop3Disabled",
      {
        stage: "authentication",
        cause: "pop_disabled",
        title: /POP3 is switched off/,
        owner: /./,
        says: /POP3 access/,
      },
    ],
    [
      "crowded",
      { stage: "authentication", cause: "too_many_connections", title: /Too many connections/, owner: nobody },
    ],
    ["endlessLine", { stage: "greeting", cause: "line_too_long", title: /a line without end/, owner: /./ }],
  ];
  for (const [fault, expected] of faults) {
    test(mailServerFaults[fault].title, async () => {
      const { protocol, security } = mailServerFaults[fault];
      await pointAt(page, { port: faulty.ports[fault], protocol, security });
      await expectFailure(page, expected);
    });
  }

  test("a closed port", async () => {
    await pointAt(page, { port: await findFreePort(), protocol: "imap", security: "tls" });
    const failed = await expectFailure(page, {
      stage: "tcp",
      cause: "refused",
      title: /Nothing answers/,
      // What has never worked is the admin's own typing before it is the network's.
      owner: you,
    });
    await expect(failed).toContainText("Check the host for a typing error");
    await expect(failed.getByText("ECONNREFUSED").first()).toBeVisible();
  });

  test("a host that nobody knows", async () => {
    await pointAt(page, { host: "imap.nobody-has-this.invalid", port: 993, protocol: "imap", security: "tls" });
    await expectFailure(page, { stage: "dns", cause: "dns", title: /not known/, owner: you });
  });
});

test("a server that never answers is told by where it fell silent, while everything else goes on", async ({
  browser,
  stage,
  traffic,
}) => {
  const emailId = await addBasicMailbox(page, stage, "silent@acme.test", "any");
  const storageState = await page.context().storageState();
  const waiting = await openPage(browser, stage, traffic, { storageState });
  await waiting.goto(`/${tenant}/admin/emails/${emailId}/remote-mailbox`);
  await pointAt(waiting, { port: faulty.ports.silent, protocol: "imap", security: "starttls" });
  // The whole deadline has to pass, so that other failures are provoked meanwhile.
  const timedOut = expectFailure(
    waiting,
    { stage: "greeting", cause: "timeout", title: /does not answer in time/, owner: you, says: /sent no greeting/ },
    45_000,
  );
  await Promise.all([timedOut, provokeFolders(stage)]);
  await waiting.context().close();
});

/** With a real server: a wrong password, a missing folder, an archive folder that may only be read. */
async function provokeFolders(stage: Stage): Promise<void> {
  await page.goto(`/${tenant}/admin/emails/${movedEmailId}/remote-mailbox`);
  await pointAt(page, { port: stage.practice.dovecot.ports.imaps, protocol: "imap", security: "tls" });
  await page.getByText("Replace", { exact: true }).click();
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  await expectFailure(page, {
    stage: "authentication",
    cause: "password_wrong",
    title: /user name or the password is wrong/,
    owner: /signs in to the mailbox/,
    says: /AUTHENTICATIONFAILED/,
  });
  expect(await page.content()).not.toContain("not the password");

  await page.reload();
  await page.getByText("Replace", { exact: true }).click();
  await page.getByLabel("Password", { exact: true }).fill(basicMailbox.password);
  await page.getByLabel("Mail Folder").fill("Tickets");
  await expectFailure(page, {
    stage: "folder",
    cause: "folder_missing",
    title: /folder is missing/,
    owner: you,
    says: /There are: INBOX/,
  });

  await page.getByLabel("Mail Folder").fill("INBOX");
  await page.getByLabel("Fetched Emails").selectOption({ value: "archive" });
  await page.getByLabel("Archive Folder").fill(readOnlyFolder);
  await expectFailure(page, {
    stage: "archive",
    cause: "archive_read_only",
    title: /archive folder is read-only/,
    owner: /./,
    says: /READ-ONLY/,
  });
  await page.getByLabel("Archive Folder").fill("Processed");
  await verifyConnection(page);
}

test.describe("tokens that do not fit", () => {
  test("one that has ended shows its exp", async ({ stage }) => {
    await addAuthorizedMailbox(page, stage, "support@acme.test", { entry: registration("expired-token") });
    const failed = await expectFailure(page, {
      stage: "authentication",
      cause: "access_token_expired",
      title: /access token has expired/,
      owner: nobody,
    });
    await expect(failed.getByText(/The token ended at .* UTC, before it was used/)).toBeVisible();
  });

  test("one for another service, which a refresh brought", async ({ stage }) => {
    await addAuthorizedMailbox(page, stage, "billing@acme.test", { entry: registration("graph-on-refresh") });
    await verifyConnection(page);
    await page.getByRole("button", { name: "Config" }).click();
    await page.getByRole("dialog").getByRole("link", { name: "Token" }).click();
    await refreshByHand(page);
    await expect(page.getByRole("dialog").getByText("Mail servers refuse this token")).toBeVisible();
    await page.keyboard.press("Escape");
    const failed = await expectFailure(page, {
      stage: "authentication",
      cause: "wrong_audience_scopes",
      title: /another service or lacks a permission/,
      owner: you,
    });
    await expect(
      failed.getByText("The token is for Microsoft Graph; IMAP needs https://outlook.office.com."),
    ).toBeVisible();
    await expect(failed.getByRole("row", { name: /status 401/ })).toBeVisible();
    await expectReadable(page);
  });

  test("one without the permission for IMAP, while SMTP is green", async ({ stage }) => {
    const scopes = "openid profile email offline_access https://outlook.office.com/SMTP.Send";
    const emailId = await addAuthorizedMailbox(page, stage, "sales@acme.test", { scopes });
    const failed = await expectFailure(page, {
      stage: "authentication",
      cause: "wrong_audience_scopes",
      title: /lacks a permission/,
      owner: you,
    });
    await expect(failed.getByText(/The token lacks IMAP\.AccessAsUser\.All/)).toBeVisible();
    await page.goto(`/${tenant}/admin/emails/${emailId}/outgoing-smtp`);
    await saveOutgoingSmtp(page, stage);
    await verifyConnection(page);
    await expect(page.getByText("takes sales@acme.test as the sender")).toBeVisible();
  });

  test("one of another user, one for a mailbox that is not there, and a provider that is down", async ({ stage }) => {
    const mailboxes = { address: "restricted@acme.test", signsIn: "sales@acme.test" };
    await addAuthorizedMailbox(page, stage, mailboxes.address, { signsIn: mailboxes.signsIn, isLoose: true });
    const failed = await expectFailure(page, {
      stage: "authentication",
      cause: "mailbox_access_denied",
      title: /may not open the mailbox/,
      owner: idpAdmin,
    });
    await expect(
      failed.getByText(/The token is sales@acme\.test's, and restricted@acme\.test is signed in/),
    ).toBeVisible();

    await addAuthorizedMailbox(page, stage, mailboxlessAddress, {});
    await expectFailure(page, {
      stage: "authentication",
      cause: "mailbox_access_denied",
      title: /may not open the mailbox/,
      owner: idpAdmin,
      says: /it has no licence or no mailbox/,
    });

    await addAuthorizedMailbox(page, stage, "delegate@acme.test", {
      signsIn: "billing@acme.test",
      isLoose: true,
      type: "Shared",
    });
    const withoutRight = await expectFailure(page, {
      stage: "authentication",
      cause: "mailbox_access_denied",
      title: /may not open the mailbox/,
      owner: idpAdmin,
      says: /Cannot be seen in the token/,
    });
    await expect(withoutRight.getByText(/Add-MailboxPermission/)).toContainText(
      "-Identity 'delegate@acme.test' -User 'billing@acme.test'",
    );
    await expect(withoutRight).toContainText("everything in it fits; one thing it cannot show");
    await expectReadable(page);

    const shared = { signsIn: "delegate@acme.test", isLoose: true, type: "Shared" } as const;
    await addAuthorizedMailbox(page, stage, sharedMailboxAddress, shared);
    stage.practice.provider.hideFromMailServers(true);
    await expectFailure(page, {
      stage: "authentication",
      cause: "mail_server_unavailable",
      title: /not available right now/,
      owner: nobody,
      says: /\[UNAVAILABLE\]/,
    });
    stage.practice.provider.hideFromMailServers(false);
    await page.getByRole("region", { name: "Verification" }).getByRole("button", { name: "Try again" }).click();
    await expect(page.getByText(/Every stage passed just now|Checked just now/)).toBeVisible();
    await expect(page.getByRole("region", { name: "Verification" }).getByText("Healthy")).toBeVisible();
  });
});

/** The stages, the Diagnosis and the token's claims; then the page is as it was. */
async function expectReadable(on: Page): Promise<void> {
  await expectAccessible(on, "a token that does not fit", "#verification");
  await on.emulateMedia({ colorScheme: "light" });
}

type Place = { host?: string; port: number; protocol: "imap" | "pop3"; security: "tls" | "starttls" };

/** Types where the server is; the check saves it. */
async function pointAt(on: Page, { host = "localhost", port, protocol, security }: Place): Promise<void> {
  const form = on.getByRole("form", { name: "Remote Mailbox" });
  await form.getByLabel("Protocol").selectOption({ value: protocol });
  await form.getByLabel("Security").selectOption({ value: security });
  await form.getByLabel("Hostname").fill(host);
  await form.getByLabel("Port Number").fill(String(port));
}

/** Adds a System Email that signs in by password, on the practice mail server; ends on its Remote Mailbox tab. */
async function addBasicMailbox(on: Page, stage: Stage, address: string, password: string): Promise<string> {
  const emailId = await addSystemEmail(on, tenant, address);
  await on.getByLabel("Authentication").selectOption({ label: "Basic Authentication (Legacy)" });
  await on.getByLabel("Password", { exact: true }).fill(password);
  await saveRemoteMailbox(on, stage);
  return emailId;
}

type Authorization = {
  entry?: IdpConfigEntry;
  scopes?: string;
  signsIn?: string;
  isLoose?: boolean;
  type?: "User" | "Shared";
};

/** Adds a System Email with an IdP Config of its own and authorizes it; ends on its Remote Mailbox tab. */
async function addAuthorizedMailbox(
  on: Page,
  stage: Stage,
  address: string,
  { entry = {}, scopes, signsIn = address, isLoose = false, type = "User" }: Authorization,
): Promise<string> {
  const emailId = await addSystemEmail(on, tenant, address, type);
  await saveRemoteMailbox(on, stage);
  await on.getByRole("button", { name: "Config" }).click();
  if (isLoose && type === "User") await turnStrictMatchingOff(on);
  await on.goto(`/${tenant}/admin/emails/${emailId}/remote-mailbox/oauth2/idp-config?config=new`);
  await fillIdpConfig(on, stage, entry);
  if (scopes !== undefined) await on.getByRole("dialog").getByLabel("Scopes", { exact: true }).fill(scopes);
  await submitIdpConfig(on);
  // A protocol that the scopes leave out is asked about first.
  if (scopes !== undefined) await on.getByRole("button", { name: "Submit anyway" }).click();
  await signInAtProvider(on, signsIn);
  await expect(on.getByRole("status").filter({ hasText: signsIn })).toBeVisible();
  return emailId;
}

function registration(fault: string): IdpConfigEntry {
  const found = practiceRegistrations.find((candidate) => candidate.fault === fault);
  return { clientId: found?.clientId ?? "", clientSecret: found?.clientSecret ?? "" };
}
