import { describe, expect, test } from "vitest";
import { diagnose } from "@/lib/diagnosis/diagnose";
import { diagnoseMailFailure } from "@/lib/diagnosis/diagnose-mail-failure";
import type { DiagnosisContext, DiagnosisProvider } from "@/lib/diagnosis/schema";

const delegate = "billing@acme.test";
const shared = "help@acme.test";
const goodClaims = {
  aud: "https://outlook.office.com",
  scp: "IMAP.AccessAsUser.All POP.AccessAsUser.All SMTP.Send",
  exp: 2000,
};
const byDelegate: DiagnosisContext = {
  mailbox: shared,
  mailboxType: "shared",
  resourceOwner: delegate,
  signsInBy: "token",
  tokenClaims: { ...goodClaims, upn: delegate },
  nowSeconds: 1000,
};

describe("a shared mailbox that a delegate cannot open", () => {
  const refused = "A1 NO [AUTHENTICATIONFAILED] Authentication failed.";
  const explain = (
    context: DiagnosisContext,
    stage: "imap" | "pop3" | "smtp" = "imap",
    provider: DiagnosisProvider = "microsoft",
  ) =>
    diagnoseMailFailure(
      { replies: [refused], failure: { code: "authentication_failed", message: "x", facts: { mechanism: "XOAUTH2" } } },
      { protocol: stage, provider, context },
    );

  test("with every claim fitting, missing Full Access is the first suspect, with the command for it", () => {
    const told = explain(byDelegate);
    expect(told).toMatchObject({ cause: "mailbox_access_denied", owner: "org_admin_of_idp", transient: false });
    expect(told.confidence).toBeLessThan(0.8);
    expect(told.alternatives).toEqual(["imap_disabled", "xoauth2_token_rejected"]);
    expect(told.commands.map(({ command }) => command)).toEqual([
      `Add-MailboxPermission -Identity '${shared}' -User '${delegate}' -AccessRights FullAccess -AutoMapping $false`,
      `Add-RecipientPermission -Identity '${shared}' -Trustee '${delegate}' -AccessRights SendAs -Confirm:$false`,
    ]);
    expect(told.steps.join(" ")).toContain(delegate);
    expect(told.steps.join(" "), "nobody signs in as a shared mailbox").not.toContain("as the mailbox itself");
    expect(explain(byDelegate, "pop3").alternatives[0]).toBe("pop_disabled");
  });

  test("even where the other protocol takes the same Grant, as a delegate sends as themselves", () => {
    expect(explain({ ...byDelegate, otherProtocols: { smtp: "healthy" } }).cause).toBe("mailbox_access_denied");
  });

  test("a claim that does not fit goes first, and without claims nothing is known", () => {
    const wrong = { ...byDelegate, tokenClaims: { ...goodClaims, upn: delegate, aud: "https://graph.microsoft.com" } };
    expect(explain(wrong).cause).toBe("wrong_audience_scopes");
    expect(explain({ ...byDelegate, nowSeconds: 3000 }).cause).toBe("access_token_expired");
    const { tokenClaims: _, ...unread } = byDelegate;
    expect(explain(unread).cause).toBe("xoauth2_token_rejected");
    expect(explain(unread).steps.join(" ")).not.toContain("as the mailbox itself");
    expect(explain({ ...byDelegate, tokenClaims: { ...goodClaims, upn: shared } }).cause).toBe(
      "xoauth2_token_rejected",
    );
  });

  test("is not suspected where somebody sends, and not at Google", () => {
    expect(explain(byDelegate, "smtp").cause).toBe("xoauth2_token_rejected");
    expect(explain(byDelegate, "imap", "google").cause).toBe("xoauth2_token_rejected");
  });

  test("the same text without what is known around it stays as it is", () => {
    expect(diagnose({ stage: "imap", provider: "microsoft", raw: "A1 NO AUTHENTICATE failed." }).cause).toBe(
      "xoauth2_token_rejected",
    );
  });
});

describe("a server that hangs up in place of an answer to a token", () => {
  const mailbox = "nomailbox@acme.test";
  const own: DiagnosisContext = {
    mailbox,
    mailboxType: "user",
    resourceOwner: mailbox,
    tokenClaims: { ...goodClaims, upn: mailbox },
    nowSeconds: 1000,
    history: { failedInRow: 1, everHealthy: false },
  };
  const explain = (context: DiagnosisContext, facts: Record<string, string> = {}) =>
    diagnoseMailFailure(
      {
        failure: {
          code: "connection_lost",
          message: "x",
          facts: { mechanism: "XOAUTH2", during: "authentication", ...facts },
        },
      },
      { protocol: "imap", provider: "microsoft", context },
    );

  test("with a token that fits has no such mailbox, and says so in one voice", () => {
    const told = explain(own);
    expect(told).toMatchObject({ cause: "mailbox_access_denied", transient: false, owner: "org_admin_of_idp" });
    expect(told.alternatives).toEqual(["connection_reset", "xoauth2_token_rejected"]);
    expect(told.explanation).toContain("no licence or no mailbox");
    expect([told.explanation, ...told.steps].join(" ")).not.toMatch(/firewall|Full Access/);
    expect(told.commands.map(({ command }) => command)).toEqual([
      expect.stringContaining(`Get-Mailbox -Identity '${mailbox}'`),
    ]);
  });

  test("may be an accident where it was reset or well within the hour, but not three times in a row", () => {
    const recent: DiagnosisContext = {
      ...own,
      history: { failedInRow: 1, everHealthy: true, lastHealthySecondsAgo: 600 },
    };
    for (const told of [explain(recent), explain(own, { error: "ECONNRESET" })])
      expect(told).toMatchObject({ cause: "connection_reset", transient: true });
    const lasting: DiagnosisContext = {
      ...own,
      history: { failedInRow: 3, everHealthy: true, lastHealthySecondsAgo: 600 },
    };
    for (const told of [explain(lasting), explain(lasting, { error: "ECONNRESET" })])
      expect(told).toMatchObject({ cause: "mailbox_access_denied", transient: false });
    const { tokenClaims: _, ...unread } = own;
    expect(explain(unread).cause).toBe("connection_reset");
  });

  test("a token that does not fit is told as such, and a password is none", () => {
    const wrong = { ...own, tokenClaims: { ...goodClaims, upn: mailbox, scp: "SMTP.Send" } };
    expect(explain(wrong)).toMatchObject({ cause: "wrong_audience_scopes" });
    const { signsInBy: _, ...unknown } = own;
    expect(explain(unknown, { mechanism: "PLAIN" }).cause).toBe("connection_reset");
    expect(explain({ ...own, signsInBy: "password" })).toMatchObject({ cause: "connection_reset", confidence: 0.8 });
  });
});

describe("a server that is not reached", () => {
  const explain = (history: DiagnosisContext["history"], provider: DiagnosisProvider = "google") =>
    diagnoseMailFailure(
      { failure: { code: "host_unknown", message: "x" } },
      {
        protocol: "imap",
        provider,
        context: { host: "imap.gmial.com", port: 993, security: "tls", ...(history && { history }) },
      },
    );

  test("is the admin's to correct while it has never worked, with the provider's own host and port", () => {
    const told = explain({ everHealthy: false });
    expect(told).toMatchObject({ cause: "dns", owner: "helpdesk_admin" });
    expect(told.steps[0]).toBe(
      "Check the host for a typing error. For IMAP Google has imap.gmail.com, port 993 with TLS; entered is imap.gmial.com, port 993 with TLS.",
    );
    expect(explain({ everHealthy: false }, "other").steps[0]).toContain("993 with TLS or 143 with STARTTLS");
  });

  test("is the network's once it has worked, and where nothing is known", () => {
    expect(explain(undefined).owner).toBe("network");
    const told = explain({ everHealthy: true });
    expect(told.owner).toBe("network");
    expect(told.steps[0]).toContain("The way to imap.gmial.com:993 has worked before");
    expect(told.steps.join(" ")).not.toContain("typing error");
  });

  test.each(["connection_refused", "deadline_passed"])("%s too", (code) => {
    const mailbox = { protocol: "imap", provider: "other", context: { history: { everHealthy: false } } } as const;
    expect(diagnoseMailFailure({ failure: { code, message: "x" } }, mailbox).owner).toBe("helpdesk_admin");
  });
});
