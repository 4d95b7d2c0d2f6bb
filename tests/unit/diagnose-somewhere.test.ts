import { expect, test } from "vitest";
import { confidenceWords } from "@/components/health/confidence-words";
import { exampleMessages } from "@/components/health/message-words";
import { diagnose } from "@/lib/diagnosis/diagnose";
import { diagnosisStageSchema } from "@/lib/diagnosis/schema";
import { diagnoseSomewhere } from "@/lib/health/diagnose-somewhere";
import { messageSchema } from "@/lib/health/message-schema";
import { cpuTimeOf } from "./cpu-time";

const nothingKnown = { stage: null, provider: null };
const place = (raw: string, known: Parameters<typeof diagnoseSomewhere>[1] = nothingKnown) =>
  diagnoseSomewhere(raw, known, () => undefined);

test("where a text comes from is told by its words", () => {
  const smtp = "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.";
  expect(place(smtp)).toMatchObject({ stage: "smtp", provider: "microsoft" });
  expect(place("A1 NO AUTHENTICATE failed.")).toMatchObject({ stage: "imap", provider: "other" });
  expect(place("-ERR [AUTH] Web login required: https://support.google.com/mail/answer/78754")).toMatchObject({
    stage: "pop3",
    provider: "google",
  });
  expect(
    place('{"error":"invalid_grant","error_description":"AADSTS50173: The provided grant has expired"}'),
  ).toMatchObject({ stage: "refresh", provider: "microsoft" });
  const python = "smtplib.SMTPAuthenticationError: (535, b'5.7.3 Authentication unsuccessful')";
  expect(place(python)).toMatchObject({ stage: "smtp" });
  expect(
    place("554 5.2.252 SendAsDenied; a@x.test not allowed to send as b@x.test; STOREDRV.Submission"),
  ).toMatchObject({
    stage: "smtp",
    provider: "microsoft",
  });
  const revoked = '{"error":"invalid_grant","error_description":"Token has been expired or revoked."}';
  expect(place(revoked)).toMatchObject({ stage: "refresh", provider: "google" });
  expect(place("getaddrinfo ENOTFOUND mail.example.test")).toMatchObject({ stage: "network", provider: "other" });
});

test("what is known is not guessed, and what says nothing is told as that", () => {
  const known = { stage: "pop3", provider: "google" } as const;
  expect(place("535 5.7.3 Authentication unsuccessful", known)).toMatchObject(known);
  expect(place("it does not work").diagnosis.cause).toBe("unknown");
});

test("each example is a text that settles its cause", () => {
  const causes = exampleMessages.map(({ raw }) => place(raw).diagnosis);
  expect(causes.map(({ cause }) => cause)).toEqual([
    "client_secret_expired",
    "smtp_auth_disabled_mailbox",
    "tls_hostname_mismatch",
  ]);
  expect(causes.every(({ confidence }) => confidence >= 0.8)).toBe(true);
});

test("a text that was made to be slow takes a time that grows with its length", () => {
  for (const piece of ["\n", "\t\n", " ", "\r\n", "\\", "5 ", "A1 NO ", "aGVs"]) {
    const time = cpuTimeOf(() => place(piece.repeat(60_000 / piece.length)));
    expect(time, JSON.stringify(piece)).toBeLessThan(2000);
  }
});

test("the form leaves open what is not chosen, and refuses what is nothing", () => {
  const form = { raw: "x", stage: "", provider: "", systemEmailId: "" };
  expect(messageSchema.parse(form)).toEqual({
    raw: "x",
    stage: null,
    provider: null,
    systemEmailId: null,
    leftOutCharacters: 0,
  });
  for (const wrong of [{ raw: "  " }, { stage: "elsewhere" }, { systemEmailId: "1" }]) {
    expect(messageSchema.safeParse({ ...form, ...wrong }).success, JSON.stringify(wrong).slice(0, 40)).toBe(false);
  }
});

test("of a long text the newest lines are read, and it is told how much is not", () => {
  const form = { stage: "", provider: "", systemEmailId: "" };
  const lines = Array.from({ length: 2400 }, (_, index) => `${index} ${"x".repeat(77)}`.slice(0, 82));
  const pasted = lines.join("\r\n");
  const fits = messageSchema.parse({ ...form, raw: pasted });
  expect(pasted.length, "with both characters of each end of a line it is too long").toBeGreaterThan(190_000);
  expect(fits).toMatchObject({ raw: lines.join("\n"), leftOutCharacters: 0 });

  const long = `${"old line\n".repeat(30_000)}${lines.slice(-100).join("\r\n")}`;
  const cut = messageSchema.parse({ ...form, raw: long });
  expect(cut.raw.length).toBeLessThanOrEqual(200_000);
  expect(cut.raw.startsWith("old line\n"), "a line of which the beginning is gone is left out").toBe(true);
  expect(cut.raw.endsWith(lines.at(-1) ?? "")).toBe(true);
  expect(cut.leftOutCharacters).toBe(long.replaceAll("\r\n", "\n").length - cut.raw.length);
  // The browser may have left out some of it before.
  expect(messageSchema.parse({ ...form, raw: "x", rawCharacters: "1000" }).leftOutCharacters).toBe(999);
  expect(messageSchema.parse({ ...form, raw: "x", rawCharacters: "many" }).leftOutCharacters).toBe(0);
});

const googleChallenge =
  "eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIiwic2NvcGUiOiJodHRwczovL21haWwuZ29vZ2xlLmNvbS8ifQ==";

test("a challenge is decoded, and tells provider and stage", () => {
  const smtp = place(`334 ${googleChallenge}`);
  expect(smtp).toMatchObject({
    stage: "smtp",
    provider: "google",
    kind: "failure",
    challenge: { status: "400", schemes: "Bearer", scope: "https://mail.google.com/" },
    diagnosis: { cause: "xoauth2_token_rejected" },
  });
  expect(smtp.diagnosis.steps.join(" ")).toContain("Scopes has https://mail.google.com/");
  expect(smtp.diagnosis.evidence.join(" ")).not.toContain("[secret]");
  expect(confidenceWords(smtp.diagnosis)).toMatch(/leaves open why/);
  expect(place(`S: 334 ${googleChallenge}`).stage).toBe("smtp");
  expect(place(`+ ${googleChallenge}`)).toMatchObject({ stage: "imap", provider: "google" });
  expect(place(googleChallenge)).toMatchObject({ provider: "google", challenge: { status: "400" } });
});

test("a token in a text is no challenge, and nothing of it is shown", () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const token = `${part({ typ: "JWT", alg: "RS256" })}.${part({ aud: "x", upn: "a@acme.test" })}.c2lnbmF0dXJl`;
  expect(place(`Authorization: Bearer ${token}`).challenge).toBeUndefined();
  const secret = part({ status: "401", hint: `Bearer ${token}` });
  expect(JSON.stringify(place(`334 ${secret}`).challenge)).not.toContain(token.slice(-20));
});

test.each([
  ["my email does not work since tuesday pls help asap", "description"],
  ["my email does not work since tuesday pls help", "description"],
  ["our mail is down since yesterday", "description"],
  ["sending emails stopped working this morning", "description"],
  ["it does not work", "description"],
  ["Hello, we cannot get mails any more. Thanks", "description"],
  ["Unser Postfach geht seit Montag nicht mehr, bitte um Hilfe", "description"],
  ["A1 OK AUTHENTICATE completed.", "success"],
  ["235 2.7.0 Authentication successful", "success"],
  ["+OK logged in", "success"],
  ["250 2.0.0 OK queued as 4bQ", "success"],
  ["A1 OK LOGIN completed\nA2 NO SELECT failed", "failure"],
  ["login failed", "failure"],
  ["Connection refused", "failure"],
  ["A1 NO AUTHENTICATE failed.", "failure"],
  ["535 5.7.3 Authentication unsuccessful", "failure"],
  ["we got: AADSTS50173: The provided grant has expired", "failure"],
  ["xyzzy plugh", "failure"],
  ["Our client secret isn't valid", "failure"],
])("%s is a %s", (raw, kind) => {
  const { kind: told, diagnosis } = place(raw);
  expect(told).toBe(kind);
  // The page has its own words for a text only where the API and the command line tell of no cause, whatever its stage.
  for (const stage of diagnosisStageSchema.options) {
    const { cause, confidence } = diagnose({ stage, provider: "other", raw });
    if (kind === "description") expect({ cause, isLow: confidence < 0.3 }).toEqual({ cause: "unknown", isLow: true });
  }
  if (kind !== "failure") expect(diagnosis.cause).toBe("unknown");
});

test("steps speak of Mailgrant only where the text may be about what is set up in it", () => {
  const raw =
    "AADSTS50011: The redirect URI 'http://helpdesk.contoso.com/api/auth/oauth2' specified in the request does not match the redirect URIs configured for the application '7f3c2e10-1111-4222-8333-444455556666'.";
  const words = ({ diagnosis }: ReturnType<typeof place>) => diagnosis.steps.join(" ");
  const foreign = diagnoseSomewhere(raw, nothingKnown, () => undefined, "foreign");
  expect(foreign.isForeign).toBe(true);
  expect(words(foreign)).toContain("add exactly http://helpdesk.contoso.com/api/auth/oauth2 ");
  expect(words(foreign)).toContain("ID 7f3c2e10-1111-4222-8333-444455556666,");
  expect(words(foreign)).toContain("add https://helpdesk.contoso.com/api/auth/oauth2 in its place");
  expect(words(foreign)).not.toMatch(/Submit|IdP Config|Callback Endpoint/);

  const own = { callbackEndpoint: "https://mail.acme.test/api/oauth2/callback", clientId: "other" };
  const another = diagnoseSomewhere(raw, nothingKnown, () => own, "told");
  expect(another.isForeign).toBe(true);
  expect(words(another)).toBe(words(foreign));

  const same = raw.replace("http://helpdesk.contoso.com/api/auth/oauth2", own.callbackEndpoint);
  const ours = diagnoseSomewhere(same, nothingKnown, () => ({ callbackEndpoint: own.callbackEndpoint }), "told");
  expect(ours.isForeign).toBe(false);
  expect(words(ours)).toContain("Press Submit in IdP Config again.");
});
