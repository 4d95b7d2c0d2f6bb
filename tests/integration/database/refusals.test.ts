import { afterAll, beforeAll, expect, test } from "vitest";
import { disconnect } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { listRefusals } from "@/lib/idp-config/list-refusals";
import { type EntraProvider, startEntraProvider } from "@/tests/servers/entra-provider";
import { callbackUrl, newAuthorizedPlace, newPlace } from "./authorized-email";
import { newTenantContext } from "./new-tenant";

let provider: EntraProvider;
beforeAll(async () => {
  provider = await startEntraProvider({ redirectUris: [callbackUrl] });
});
afterAll(async () => {
  await provider.stop();
  await disconnect();
});

test("an IdP Config that the provider refuses is told with how many System Emails it stops, to its tenant alone", async () => {
  const context = await newTenantContext();
  const { idpConfigId } = await newAuthorizedPlace(context, provider);
  const unused = await newPlace(context, provider, { address: "billing@acme.test" });
  expect(await listRefusals(context)).toEqual([]);
  const refuse = (id: string, refusedAt: Date) =>
    inTenant(context, (db) =>
      db.idpConfig.update({
        where: { id },
        data: { refusedAt, refusedCode: "client_secret_expired", refusedDetail: "The Client Secret has expired." },
      }),
    );
  await refuse(unused.idpConfigId, new Date("2026-01-02T00:00:00Z"));
  await refuse(idpConfigId, new Date("2026-01-01T00:00:00Z"));
  const refusals = await listRefusals(context);
  expect(refusals).toMatchObject([
    { id: idpConfigId, stoppedEmails: 1, since: new Date("2026-01-01T00:00:00Z"), code: "client_secret_expired" },
    { id: unused.idpConfigId, stoppedEmails: 0, provider: "microsoft", detail: "The Client Secret has expired." },
  ]);
  expect(await listRefusals(context, { idpConfigId })).toEqual([refusals[0]]);
  const other = await newTenantContext();
  expect(await listRefusals(other)).toEqual([]);
  expect(await listRefusals(other, { idpConfigId })).toEqual([]);
});
