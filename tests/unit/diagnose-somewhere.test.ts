import { expect, test } from "vitest";
import { exampleMessages } from "@/components/health/message-words";
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

test("the form leaves open what is not chosen, and refuses nothing and too much", () => {
  const form = { raw: "x", stage: "", provider: "", systemEmailId: "" };
  expect(messageSchema.parse(form)).toEqual({ raw: "x", stage: null, provider: null, systemEmailId: null });
  for (const wrong of [{ raw: "  " }, { raw: "x".repeat(200_001) }, { stage: "elsewhere" }, { systemEmailId: "1" }]) {
    expect(messageSchema.safeParse({ ...form, ...wrong }).success, JSON.stringify(wrong).slice(0, 40)).toBe(false);
  }
});
