import { expect, test } from "vitest";
import { composeNotice, type NoticedAlert } from "@/lib/alerts/compose-notice";

const frame = { tenantName: "Acme", timeZone: "Europe/Berlin", adminUrl: "https://mail.example.com/acme/admin" };

function alert(changes: Partial<NoticedAlert> = {}): NoticedAlert {
  return {
    id: "3f0c",
    kind: "idp_config_refused",
    cause: "client_secret_expired",
    idpConfigId: "c0ff",
    systemEmailId: null,
    server: null,
    facts: { name: "Contoso", detail: "AADSTS7000222: it has expired.", reason: "idp_config_refused" },
    subjects: Array.from({ length: 40 }, (_, index) => ({
      systemEmailId: String(index),
      address: `box${index}@acme.test`,
      half: "remote_mailbox",
    })),
    openedAt: new Date("2027-01-10T12:00:00Z"),
    resolution: null,
    elsewhereCount: 0,
    replaced: [],
    ...changes,
  };
}

test("a message says what, how many, since when, the next step and where, in text and in HTML", () => {
  const { subject, text, html } = composeNotice("opened", [alert()], frame);
  expect(subject).toBe("[Acme] IdP Config “Contoso”: The Client Secret has expired (40 System Emails)");
  expect(text).toContain("Since 10 Jan 2027, 13:00 (Europe/Berlin).");
  expect(text).toContain("box19@acme.test, and 20 more");
  expect(text).toContain("Replace secret: https://mail.example.com/acme/admin/identity-providers/c0ff");
  expect(text).toContain("The alert: https://mail.example.com/acme/admin/alerts/3f0c");
  expect(html).toContain('<a href="https://mail.example.com/acme/admin/identity-providers/c0ff">');
});

test("what somebody else wrote stays text in HTML, and no line break gets into a subject", () => {
  const odd = alert({ facts: { name: "<b>x</b>\r\nBcc: all@acme.test", detail: "<script>alert(1)</script>" } });
  const { subject, html } = composeNotice("opened", [odd], frame);
  expect(subject).not.toMatch(/[\r\n]/);
  expect(html).not.toContain("<script>");
  expect(html).not.toContain("<b>");
});

test("several alerts are one message; what is closed is not called recovered", () => {
  const other = alert({
    id: "4a11",
    kind: "mailbox_broken",
    idpConfigId: null,
    server: "imap.acme.test:993",
    cause: "timeout",
  });
  const { subject, text } = composeNotice("escalated", [alert(), other], frame);
  expect(subject).toBe("[Acme] 2 alerts on which nobody has acted (40 System Emails)");
  expect(text).toContain("imap.acme.test:993: The server does not answer in time");
  expect(composeNotice("recovered", [alert({ resolution: "recovered" })], frame).subject).toContain("Recovered: ");
  expect(composeNotice("recovered", [alert({ resolution: "closed" })], frame).subject).toContain("Closed: ");
});

test("what takes another's place names it, and what ended so never says that all is well", () => {
  const opened = composeNotice("opened", [alert({ replaced: ["imap.old.test:143: No STARTTLS"] })], frame);
  expect(opened.text).toContain("It takes the place of “imap.old.test:143: No STARTTLS”, which is closed.");
  const mixed = alert({ resolution: "superseded", elsewhereCount: 2 });
  const { subject, text } = composeNotice("recovered", [mixed], frame);
  expect(subject).toMatch(/^\[Acme\] Closed: /);
  expect(text).toContain("2 System Emails of it: not well yet, which another alert tells.");
  expect(text).not.toMatch(/Recovered|nothing left to do/);
});
