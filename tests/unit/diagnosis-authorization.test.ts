import { describe, expect, test } from "vitest";
import { explainAuthorizationFailure } from "@/lib/diagnosis/explain-authorization-failure";
import { presets } from "@/lib/providers/presets";

const context = {
  provider: "microsoft",
  systemEmailAddress: "support@acme.test",
  callbackEndpoint: "https://mail.example/api/oauth2/callback",
  clientId: "33333333-3333-4333-8333-333333333333",
  directoryId: "11111111-1111-4111-8111-111111111111",
} as const;

const codes = [
  "wrong_account",
  "consent_declined",
  "admin_approval_needed",
  "redirect_uri_mismatch",
  "client_secret_wrong",
  "client_secret_expired",
  "state_unknown",
  "state_used",
  "state_expired",
  "session_gone",
  "session_other",
  "config_changed",
  "address_changed",
  "issuer_mismatch",
  "resource_owner_unknown",
  "scopes_missing",
  "wrong_audience",
  "no_refresh_token",
  "provider_unavailable",
  "idp_configuration",
  "idp_config_disabled",
  "egress_refused",
  "needs_reauthorization",
  "provider_refused",
];

describe("every failure of an authorization", () => {
  const titles = codes.map((code) => explainAuthorizationFailure({ code }, context).title);

  test("has a text of its own", () => {
    expect(new Set(titles).size).toBe(codes.length);
  });

  test.each(codes)("has a cause and a next step at each provider, with or without facts: %s", (code) => {
    for (const provider of Object.keys(presets)) {
      if (provider !== "microsoft" && provider !== "google" && provider !== "other") throw new Error(provider);
      for (const facts of [undefined, { error: "e", description: "d" }]) {
        const { explanation, steps } = explainAuthorizationFailure({ code, facts }, { provider });
        expect(explanation.length).toBeGreaterThan(0);
        expect(steps.length).toBeGreaterThan(0);
        expect(`${explanation}${steps.join()}`).not.toMatch(/undefined|\[object/);
      }
    }
  });
});

describe("an explanation", () => {
  test("names both addresses when another account signed in", () => {
    const facts = { expected: "support@acme.test", actual: "admin@acme.test" };
    const { explanation } = explainAuthorizationFailure({ code: "wrong_account", facts }, context);
    expect(explanation).toContain("support@acme.test");
    expect(explanation).toContain("admin@acme.test");
  });

  test("gives the Callback Endpoint to register, character for character", () => {
    const { steps } = explainAuthorizationFailure({ code: "redirect_uri_mismatch" }, context);
    expect(steps[0]).toContain(context.callbackEndpoint);
  });

  test("gives a link for the administrator who has to approve", () => {
    const { steps } = explainAuthorizationFailure({ code: "admin_approval_needed" }, context);
    expect(steps.join("\n")).toContain(
      `https://login.microsoftonline.com/${context.directoryId}/adminconsent?client_id=${context.clientId}`,
    );
  });

  test.each([
    ["idp_configuration", "700016", "The app is not in that directory"],
    ["idp_configuration", "50194", "A single-tenant app is used with the common endpoints"],
    ["idp_configuration", "28000", "The scopes are of two resources"],
    ["idp_configuration", "9002327", "The Callback Endpoint is registered as a single-page application"],
    ["provider_refused", "50105", "The user is not assigned to the app"],
    ["needs_reauthorization", "53003", "A Conditional Access policy refuses"],
    ["needs_reauthorization", "50173", "The password was changed or sessions were revoked"],
    ["client_secret_wrong", "7000215", "The Client Secret is wrong"],
  ])("of %s with AADSTS%s says: %s", (code, aadstsCode, title) => {
    expect(explainAuthorizationFailure({ code, facts: { aadstsCode } }, context).title).toBe(title);
  });

  test("of Google's withdrawn Grant is not given for a stale code", () => {
    const facts = { error: "invalid_grant" };
    const google = { provider: "google" } as const;
    const cause = (code: string) => explainAuthorizationFailure({ code, facts }, google).cause;
    expect(cause("needs_reauthorization")).toBe("grant_expired_or_revoked");
    expect(cause("provider_refused")).toBe("auth_code_reused_or_expired");
  });

  test("of what Mailgrant itself found has the failure's code for a cause, and no doubt", () => {
    expect(explainAuthorizationFailure({ code: "wrong_account" }, context)).toMatchObject({
      cause: "wrong_account",
      owner: "mailbox_owner",
      confidence: 1,
    });
  });

  test("of something unheard of shows what the provider's support will ask for", () => {
    const facts = {
      error: "strange",
      description: "AADSTS123456: Strange.",
      aadstsCode: "123456",
      correlationId: "c",
      timestamp: "2026-11-22 09:00:00Z",
    };
    const { explanation, reference } = explainAuthorizationFailure({ code: "unheard_of", facts }, context);
    expect(explanation).toContain("AADSTS123456: Strange.");
    expect(reference.map(({ value }) => value)).toEqual(["strange", "123456", facts.description, "c", facts.timestamp]);
  });
});
