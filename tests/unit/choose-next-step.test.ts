import { describe, expect, test } from "vitest";
import { describeVerdict } from "@/lib/diagnosis/describe-verdict";
import { causeSlugSchema } from "@/lib/diagnosis/schema";
import type { CauseGroup } from "@/lib/health/cause-group";
import { chooseNextStep } from "@/lib/health/choose-next-step";

function group(changes: Partial<CauseGroup>): CauseGroup {
  const half = {
    systemEmailId: "one",
    address: "one@acme.test",
    half: "remote_mailbox",
    serving: "remote_mailbox",
  } as const;
  return {
    key: "key",
    health: "broken",
    reason: "check_failed",
    cause: "imap_disabled",
    failureCode: "authentication_failed",
    idpConfigId: "config",
    idpConfigName: "Contoso",
    server: "imap.acme.test:993",
    since: new Date("2027-01-10T12:00:00Z"),
    emailCount: 1,
    receivingCount: 1,
    sendingCount: 0,
    hasWorked: true,
    halves: [half],
    ...changes,
  };
}

/** The steps of a group whose cause the diagnosis knows, at Microsoft. */
function choose(changes: Partial<CauseGroup>) {
  const of = group(changes);
  const cause = causeSlugSchema.safeParse(of.cause).data;
  if (cause === undefined) return chooseNextStep(of, null);
  const verdict = { cause, alternatives: [], confidence: 1, evidence: [] };
  const context = { mailbox: "one@acme.test", clientId: "7f3c" };
  return chooseNextStep(of, describeVerdict(verdict, { stage: "imap", provider: "microsoft", context }));
}

describe("the button of a cause is what mends it, and trying again comes after that", () => {
  test.each<[string, Partial<CauseGroup>, string, string | null]>([
    ["a mailbox that an administrator switches on", {}, "show_command", "retry"],
    ["a token for another service", { cause: "wrong_audience_scopes" }, "open_idp_config", "retry"],
    ["a token whose claims our own check found wrong", { cause: "wrong_audience" }, "open_idp_config", "retry"],
    ["a port that has no STARTTLS", { cause: "starttls_missing" }, "open_settings", "retry"],
    ["a host that is not known, by its code alone", { cause: "host_unknown" }, "open_settings", "retry"],
    ["a password", { cause: "password_wrong", idpConfigId: null }, "enter_password", "retry"],
    ["a policy without a command", { cause: "conditional_access_blocked" }, "show_steps", "retry"],
    ["what nobody knows the cause of", { cause: null }, "see_check", "retry"],
    [
      "a secret that has ended",
      { reason: "idp_config_refused", cause: "client_secret_expired" },
      "replace_secret",
      "retry",
    ],
    [
      "a registration that is refused",
      { reason: "idp_config_refused", cause: "app_disabled" },
      "open_idp_config",
      "retry",
    ],
  ])("%s", (_what, changes, next, afterwards) => {
    expect(choose(changes)).toEqual({ next, afterwards });
  });

  test.each<[string, Partial<CauseGroup>, string, string | null]>([
    ["a Grant that was revoked", { cause: "grant_expired_or_revoked" }, "reauthorize", null],
    [
      "an account that an administrator has to unblock first",
      { cause: "user_disabled" },
      "show_command",
      "reauthorize",
    ],
    ["scopes that are changed first", { cause: "scope_invalid" }, "open_idp_config", "reauthorize"],
  ])("%s ends with somebody signing in", (_what, changes, next, afterwards) => {
    const ended = { health: "needs_reauthorization", reason: "grant_ended" } as const;
    expect(choose({ ...ended, ...changes })).toEqual({ next, afterwards });
  });

  test.each(["too_many_connections", "timeout", null])(
    "%s may pass, so that there is nothing but to try again",
    (cause) => {
      for (const reason of ["check_failing", "refresh_failing"] as const)
        expect(choose({ health: "degraded", reason, cause })).toEqual({ next: "retry", afterwards: null });
    },
  );

  test("no cause that is broken for good is merely tried again", () => {
    for (const cause of causeSlugSchema.options) expect(choose({ cause }).next, cause).not.toBe("retry");
  });
});
