import { expect } from "@playwright/test";
import { basicMailbox, practiceRegistrations } from "@/tests/servers/practice-data";
import { setUpAuthorizedTenant } from "./authorized-tenant";
import { test } from "./fixtures";

test("no secret was in a log line, a page, an action's answer, an address or an error of this whole run", async ({
  page,
  stage,
  traffic,
}) => {
  // So that there is something to find even when this test runs alone.
  const tenant = await setUpAuthorizedTenant(page, stage, "secrets");
  const credentials = await (await tenant.readCredentials()).json();
  await page.goto(tenant.dialogPath);
  await page.goto(`/${tenant.slug}/admin/audit`);

  const secrets = new Set([
    ...stage.practice.provider.issuedSecrets(),
    ...practiceRegistrations.flatMap(({ clientSecret }) => clientSecret ?? []),
    basicMailbox.password,
    tenant.owner.password,
    credentials.incoming.sasl.accessToken,
  ]);
  expect(secrets.size).toBeGreaterThan(5);
  // Anything in the shape of a JWT, of an XOAUTH2 blob, and of a sealed value, whoever it belongs to.
  const shapes = [
    /eyJ[\w-]{10,}\.[\w-]{10,}\./,
    /dXNlcj[\w+/=]{40,}/,
    /Bearer (?!mgw_)[\w.~-]{20,}/,
    /v1\.[\w-]{1,32}\.[\w-]{40,}/,
  ];
  const findIn = (text: string) => [
    ...[...secrets].filter((secret) => text.includes(secret) || text.includes(encodeURIComponent(secret))),
    ...shapes.flatMap((shape) => shape.exec(text)?.[0] ?? []),
  ];

  expect(findIn(stage.log()), "in the log").toEqual([]);
  expect(traffic.length).toBeGreaterThan(20);
  for (const { url, kind, text } of traffic) {
    expect(findIn(url), `in the address ${url}`).toEqual([]);
    expect(findIn(text), `in ${kind} of ${url}`).toEqual([]);
    // A Worker Key and a webhook's signing secret are shown once, by the page that makes them.
    const isIssuing = /\/mail-workers\/(issue|webhooks\/)/.test(new URL(url, stage.url).pathname);
    const shownOnce = /mgw_[0-9a-f]{12}_[\w-]{43}|whsec_[\w+/=]{20,}/.exec(text)?.[0];
    if (!isIssuing) expect(shownOnce, `in ${kind} of ${url}`).toBeUndefined();
  }
  expect(findIn(`Bearer ${credentials.incoming.sasl.accessToken}`), "the search finds what is there").not.toEqual([]);
});
