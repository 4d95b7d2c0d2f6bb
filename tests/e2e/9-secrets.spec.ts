import { expect } from "@playwright/test";
import { setUpAuthorizedTenant } from "./authorized-tenant";
import { findLeaks, secretFinder, secretsOf } from "./find-leaks";
import { test } from "./fixtures";

// Everything that a worker's browsers saw and its product printed is searched again at the worker's end, see fixtures.ts.
test("no secret is in a log line, a page, an action's answer, an address or an error, and the search finds what is there", async ({
  page,
  stage,
  traffic,
}) => {
  // So that there is something to find even when this test runs alone.
  const tenant = await setUpAuthorizedTenant(page, stage, "secrets");
  const credentials = await (await tenant.readCredentials()).json();
  await page.goto(tenant.dialogPath);
  await page.goto(`/${tenant.slug}/admin/audit`);

  const secrets = secretsOf(stage);
  expect(secrets.length).toBeGreaterThan(5);
  expect(traffic.length).toBeGreaterThan(20);
  expect(findLeaks(stage, traffic)).toEqual([]);

  const find = secretFinder(secrets);
  const { accessToken } = credentials.incoming.sasl;
  for (const secret of [
    ...secrets,
    accessToken,
    `Bearer ${accessToken}`,
    `a=${encodeURIComponent(tenant.owner.password)}&`,
  ]) {
    expect(find(`before ${secret} after`), "the search finds what is there").not.toBeNull();
  }
  const leaking = [{ url: "/secrets/admin", kind: "text/html", text: `<p>${tenant.key}</p>` }];
  expect(findLeaks(stage, leaking)).toEqual([expect.stringContaining("text/html of /secrets/admin")]);
});
