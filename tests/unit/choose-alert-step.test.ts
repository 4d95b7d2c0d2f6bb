import { describe, expect, test } from "vitest";
import { chooseAlertStep } from "@/lib/alerts/choose-alert-step";
import { findTrouble } from "@/lib/alerts/find-trouble";
import type { HalfRow } from "@/lib/alerts/read-halves";
import { addSeconds } from "@/lib/clock";
import { describeVerdict } from "@/lib/diagnosis/describe-verdict";
import { explainAuthorizationFailure } from "@/lib/diagnosis/explain-authorization-failure";
import { causeSlugSchema } from "@/lib/diagnosis/schema";
import { chooseNextStep } from "@/lib/health/choose-next-step";
import { placeStep } from "@/lib/health/place-step";
import type { Health, HealthReason } from "@/lib/system-email/health-schema";

const now = new Date("2027-01-10T12:00:00Z");

type Failed = { health: Health; reason: HealthReason; cause: string; failureCode: string; idpConfigId: string | null };

/** Outgoing SMTP that signs in as the Remote Mailbox does. */
function rowOf({ health, idpConfigId, ...failed }: Failed): HalfRow {
  return {
    ...failed,
    systemEmailId: "one",
    half: "outgoing_smtp",
    servingHalf: "remote_mailbox",
    address: "one@acme.test",
    server: "smtp.acme.test:587",
    receivesFrom: "imap.acme.test:993",
    state: health,
    since: addSeconds(now, -3600),
    idpConfigId,
    idpConfigName: idpConfigId === null ? null : "Contoso",
    refusedDetail: null,
    grantId: null,
    tokenEndsAt: null,
  };
}

/** The step in a list and in an e-mail, of the alert that is made of it. */
function tellAlert(failed: Failed) {
  const [condition = expect.fail("Nothing is in trouble")] = findTrouble([rowOf(failed)], [], now).conditions;
  return chooseAlertStep({ ...condition, id: "alert" });
}

/** The step on Health and on the page of the alert. */
function tellHealth(failed: Failed) {
  const cause = causeSlugSchema.parse(failed.cause);
  const context = { mailbox: "one@acme.test", clientId: "7f3c", host: "smtp.acme.test", port: 587 };
  const verdict = { cause, alternatives: [], confidence: 1, evidence: [] };
  const { reason, failureCode, idpConfigId } = failed;
  const ofCode = () =>
    reason === "reauthorization_failed"
      ? explainAuthorizationFailure({ code: failureCode }, { provider: "microsoft" })
      : null;
  const isKnown = cause !== "unknown";
  const remedy = isKnown ? describeVerdict(verdict, { stage: "smtp", provider: "microsoft", context }) : ofCode();
  const first = { systemEmailId: "one", half: "outgoing_smtp", serving: "remote_mailbox" } as const;
  const { next } = chooseNextStep(failed, remedy);
  return {
    next,
    ...placeStep({ next, first, reason, idpConfigId, emailCount: 1, listPath: "/list", commandCount: 0 }),
  };
}

describe("an alert in a list or an e-mail has the next step that Health has", () => {
  test.each<[HealthReason, Health]>([
    ["check_failed", "broken"],
    ["check_failing", "degraded"],
    ["refresh_refused", "broken"],
    ["idp_config_refused", "broken"],
    ["grant_ended", "needs_reauthorization"],
    ["reauthorization_failed", "needs_reauthorization"],
    ["owner_differs", "needs_reauthorization"],
    ["idp_config_disabled", "broken"],
  ])("%s, for every cause", (reason, health) => {
    const isOfCheck = reason.startsWith("check_");
    for (const cause of causeSlugSchema.options)
      for (const idpConfigId of isOfCheck ? ["config", null] : ["config"]) {
        const failed = { health, reason, cause, failureCode: "mechanism_missing", idpConfigId };
        const { next, label, path } = tellHealth(failed);
        const { label: told, path: toldPath } = tellAlert(failed);
        if (next === "retry")
          expect({ told, toldPath }, cause).toEqual({ told: "See and retry", toldPath: "/alerts/alert" });
        else expect({ told, toldPath }, cause).toEqual({ told: label, toldPath: path ?? "/alerts/alert#steps" });
      }
  });

  test("what an alert says is to be done is what its button does", () => {
    const failed = { health: "broken", reason: "check_failed", failureCode: "authentication_failed" } as const;
    expect(tellAlert({ ...failed, cause: "password_wrong", idpConfigId: null })).toEqual({
      label: "Enter password",
      path: "/emails/one/remote-mailbox",
      sentence: "Enter the user name and the password anew.",
    });
    const blocked = { ...failed, cause: "conditional_access_blocked", idpConfigId: "config" };
    expect(tellAlert({ ...blocked, health: "needs_reauthorization", reason: "grant_ended" }).sentence).toBe(
      "The alert has the steps for whoever can mend it, with the values filled in. Sign in as the mailbox once more, or send a link to whoever can.",
    );
  });
});

describe("what ends on a day has the step that comes before that day", () => {
  const subjects = [{ systemEmailId: "one", half: "remote_mailbox", address: "one@acme.test" }] as const;
  const ending = {
    id: "alert",
    cause: null,
    idpConfigId: null,
    systemEmailId: null,
    server: null,
    facts: {},
    subjects,
  };
  test.each([
    [
      "a Client Secret",
      { kind: "credential_expiring", idpConfigId: "c0ff" },
      "Replace secret",
      "/identity-providers/c0ff",
    ],
    ["a certificate", { kind: "certificate_expiring" }, "Open Remote Mailbox", "/emails/one/remote-mailbox"],
    ["a Grant", { kind: "grant_ending" }, "Re-authorize", "/emails/one/remote-mailbox/oauth2"],
    [
      "all Grants of an IdP Config",
      { kind: "grant_ending", idpConfigId: "c0ff" },
      "Open IdP Config",
      "/identity-providers/c0ff",
    ],
  ] as const)("%s", (_what, changes, label, path) => {
    expect(chooseAlertStep({ ...ending, ...changes })).toMatchObject({ label, path });
  });
});
