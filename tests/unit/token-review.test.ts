import { describe, expect, test } from "vitest";
import { stageSchema } from "@/lib/mail/schema";
import { reviewToken, type TokenQuestion } from "@/lib/verification/review-token";

const directoryId = "11111111-1111-4111-8111-111111111111";
const now = new Date("2026-11-22T10:00:00Z");
const inAnHour = now.getTime() / 1000 + 3600;
const goodClaims = {
  aud: "https://outlook.office.com",
  scp: "IMAP.AccessAsUser.All POP.AccessAsUser.All SMTP.Send",
  upn: "support@acme.test",
  oid: "object",
  tid: directoryId,
  exp: inAnHour,
};
const question: TokenQuestion = {
  provider: "microsoft",
  protocol: "imap",
  claims: goodClaims,
  username: "support@acme.test",
  mailboxType: "user",
  grant: {
    scopes: ["https://outlook.office.com/IMAP.AccessAsUser.All"],
    resourceOwner: "support@acme.test",
    expiresAt: new Date(inAnHour * 1000),
  },
  directoryId,
  now,
};

function problems(changes: Partial<TokenQuestion>, claims: Record<string, unknown> = {}): Record<string, string> {
  const asked = { ...question, claims: { ...goodClaims, ...claims }, ...changes };
  return Object.fromEntries(
    reviewToken(asked).findings.flatMap(({ subject, problem }) => (problem === null ? [] : [[subject, problem]])),
  );
}

describe("the token is held against what the protocol and the mailbox need", () => {
  test("one that fits has every part and no problem", () => {
    const review = reviewToken(question);
    expect(review.isOpaque).toBe(false);
    expect(review.findings.map(({ subject }) => subject)).toEqual([
      "audience",
      "permissions",
      "owner",
      "directory",
      "expiry",
    ]);
    expect(problems({})).toEqual({});
    for (const protocol of ["pop3", "smtp"] as const) expect(problems({ protocol })).toEqual({});
  });

  test.each(["https://graph.microsoft.com", "https://graph.microsoft.com/", "00000003-0000-0000-c000-000000000000"])(
    "a token for %s is for Microsoft Graph",
    (aud) => {
      expect(problems({}, { aud })).toEqual({
        audience: "The token is for Microsoft Graph; IMAP needs https://outlook.office.com.",
      });
    },
  );

  test("Exchange's other names are right, in any case and with a slash", () => {
    for (const aud of [
      "https://outlook.office365.com/",
      "HTTPS://OUTLOOK.OFFICE.COM",
      "00000002-0000-0ff1-ce00-000000000000",
      ["https://outlook.office.com"],
    ])
      expect(problems({}, { aud })).toEqual({});
    expect(problems({}, { aud: "api://33333333" }).audience).toMatch(/^The token is for api:\/\/33333333;/);
  });

  test("a permission that is missing is named by the protocol", () => {
    expect(problems({}, { scp: "SMTP.Send" })).toEqual({
      permissions: "The token lacks IMAP.AccessAsUser.All, without which IMAP is refused.",
    });
    expect(problems({ protocol: "smtp" }, { scp: "SMTP.Send" })).toEqual({});
    expect(problems({}, { scp: "imap.accessasuser.all" })).toEqual({});
  });

  test("an app's own token has roles and no user", () => {
    const app = { scp: undefined, upn: undefined, oid: undefined };
    expect(problems({}, { ...app, roles: ["IMAP.AccessAsApp"] })).toEqual({});
    expect(problems({}, { ...app, roles: ["Mail.Read"] })).toEqual({
      permissions: "The token lacks IMAP.AccessAsApp, without which IMAP is refused.",
    });
  });

  test("whose the token is", () => {
    expect(problems({}, { upn: "SUPPORT@acme.test" })).toEqual({});
    expect(problems({}, { upn: undefined, preferred_username: "sales@acme.test" }).owner).toMatch(
      /^The token is sales@acme\.test's, and support@acme\.test is signed in with it\. .* Full Access to support/,
    );
    const shared = { mailboxType: "shared", username: "help@acme.test" } as const;
    expect(problems(shared, { upn: "delegate@acme.test" })).toEqual({});
    const unseen = (upn: string) =>
      reviewToken({ ...question, ...shared, claims: { ...goodClaims, upn } }).findings.find(
        ({ subject }) => subject === "owner",
      )?.unseen;
    expect(unseen("delegate@acme.test"), "a right to a mailbox stands in no token").toBe(
      "No token shows whether delegate@acme.test has Full Access to help@acme.test; the server alone knows.",
    );
    expect(unseen("help@acme.test")).toBeUndefined();
    // A shared mailbox is sent from as the delegate.
    expect(
      problems({ ...shared, protocol: "smtp", username: "delegate@acme.test" }, { upn: "x@acme.test" }),
    ).toHaveProperty("owner");
  });

  test("another directory, and a token that has ended", () => {
    const tid = "22222222-2222-4222-8222-222222222222";
    expect(problems({}, { tid }).directory).toContain(`of the directory ${tid}; the IdP Config names ${directoryId}`);
    expect(problems({ directoryId: "common" }, { tid })).toEqual({});
    expect(problems({}, { exp: now.getTime() / 1000 - 60 }).expiry).toMatch(/ended at 2026-11-22 09:59 UTC/);
  });
});

test("an opaque token says so, and its Grant is compared", () => {
  const scopes = ["openid", "email", "https://mail.google.com/"];
  const google = { ...question, provider: "google", claims: null, directoryId: null } as const;
  const good = reviewToken({ ...google, grant: { ...question.grant, scopes } });
  expect(good).toMatchObject({ isOpaque: true, claims: {} });
  expect(good.findings.map(({ subject, problem }) => [subject, problem])).toEqual([
    ["permissions", null],
    ["owner", null],
    ["expiry", null],
  ]);
  const narrow = reviewToken({
    ...google,
    grant: {
      scopes: ["https://www.googleapis.com/auth/gmail.modify"],
      resourceOwner: "sales@acme.test",
      expiresAt: new Date(now.getTime() - 1000),
    },
  });
  expect(narrow.findings.map(({ problem }) => problem)).toEqual([
    "The Grant lacks https://mail.google.com/, without which IMAP is refused.",
    expect.stringMatching(/^The token is sales@acme\.test's/),
    expect.stringMatching(/^The token ended at/),
  ]);
});

test("a provider that nothing is known about is shown and not judged", () => {
  const other = reviewToken({ ...question, provider: "other", claims: { ...goodClaims, aud: "mail" } });
  expect(other.findings.slice(0, 2)).toMatchObject([
    { subject: "audience", found: "mail", problem: null },
    { subject: "permissions", problem: null },
  ]);
});

test("nothing but the named claims is kept, whatever they hold", () => {
  const odd = reviewToken({
    ...question,
    claims: { ...goodClaims, name: "Acme Support", secret: "x", scp: 5, exp: "soon", upn: "a\u0000b", tid: "" },
  });
  expect(Object.keys(odd.claims).sort()).toEqual(["aud", "oid", "upn"]);
  expect(odd.claims.upn).toBe("a b");
  expect(JSON.stringify(odd)).not.toMatch(/Acme Support|secret/);
});

test("stages that were stored before are still read", () => {
  const old = {
    name: "authentication",
    status: "failed",
    durationMs: 12,
    summary: "x",
    replies: ["NO"],
    challenge: { status: "401" },
    failure: { code: "authentication_failed", message: "x", facts: { reply: "NO" } },
  };
  expect(stageSchema.parse(old)).toEqual(old);
});
