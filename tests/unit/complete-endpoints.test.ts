import { describe, expect, test } from "vitest";
import { completeEndpoints } from "@/lib/idp-config/complete-endpoints";
import { type IdpConfigInput, idpConfigSchema } from "@/lib/idp-config/schema";
import { fillEndpoints } from "@/lib/providers/entra-endpoints";
import { presets } from "@/lib/providers/presets";

const contoso = "11111111-1111-4111-8111-111111111111";
const fabrikam = "22222222-2222-4222-8222-222222222222";

function typed(changes: Record<string, string>): IdpConfigInput {
  const { authorizationEndpoint, tokenEndpoint, emailAttribute } = presets.microsoft;
  const fields = { provider: "microsoft", name: "Practice", clientId: "x", scopes: "openid" };
  return idpConfigSchema.parse({ ...fields, authorizationEndpoint, tokenEndpoint, emailAttribute, ...changes });
}

describe("without scripts, what follows from the rest is filled in", () => {
  test("both endpoints from the Directory (tenant) ID", () => {
    expect(completeEndpoints(typed({ directoryId: contoso }), null)).toMatchObject(fillEndpoints(contoso));
  });

  test("the ID and the other endpoint from a pasted one, of the same national cloud", () => {
    const pasted = fillEndpoints(contoso, "https://login.microsoftonline.us/x");
    const completed = completeEndpoints(typed({ tokenEndpoint: pasted.tokenEndpoint }), null);
    expect(completed).toMatchObject({ ...pasted, directoryId: contoso });
  });

  test("the endpoints anew, when only the ID of a saved one was changed", () => {
    const stored = { directoryId: contoso, ...fillEndpoints(contoso) };
    const input = typed({ ...fillEndpoints(contoso), directoryId: fabrikam });
    expect(completeEndpoints(input, stored)).toMatchObject({ directoryId: fabrikam, ...fillEndpoints(fabrikam) });
  });

  test("the ID anew, when only the endpoints of a saved one were changed", () => {
    const stored = { directoryId: contoso, ...fillEndpoints(contoso) };
    const input = typed({ ...fillEndpoints(fabrikam), directoryId: contoso });
    expect(completeEndpoints(input, stored)).toMatchObject({ directoryId: fabrikam });
  });

  test("Google's revocation endpoint, which its form does not ask for", () => {
    const input = typed({ provider: "google" });
    expect(completeEndpoints(input, null).revocationEndpoint).toBe(presets.google.revocationEndpoint);
  });
});

test("two endpoints that were typed are left as they are, even where they disagree", () => {
  const input = typed({
    authorizationEndpoint: fillEndpoints(contoso).authorizationEndpoint,
    tokenEndpoint: fillEndpoints(fabrikam).tokenEndpoint,
  });
  const { authorizationEndpoint, tokenEndpoint } = input;
  expect(completeEndpoints(input, null)).toMatchObject({ authorizationEndpoint, tokenEndpoint, directoryId: contoso });
});
