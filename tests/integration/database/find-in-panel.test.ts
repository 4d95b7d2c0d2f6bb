import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { disconnect } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { createSystemEmail } from "@/lib/system-email/create-system-email";
import { findInPanel } from "@/lib/system-email/find-in-panel";
import { accountSchema } from "@/lib/system-email/schema";
import type { UserContext } from "@/lib/tenancy/context";
import { expectSuccess } from "./authorized-email";
import { newTenantContext } from "./new-tenant";

let context: UserContext;
let foreign: UserContext;
beforeAll(async () => {
  [context, foreign] = [await newTenantContext(), await newTenantContext()];
  const add = async (tenant: UserContext, address: string, name: string) =>
    expectSuccess(await createSystemEmail(tenant, accountSchema.parse({ address, name, mailboxType: "user" })));
  await add(context, "support@acme.test", "Acme Support");
  await add(context, "a-support@acme.test", "Other support");
  await add(context, "billing@acme.test", "Invoices");
  for (let number = 1; number <= 12; number++) await add(context, `team${number}@acme.test`, `Team ${number}`);
  await add(foreign, "support@globex.test", "Globex Support");
});
afterAll(disconnect);

const addresses = async (search: string, tenant = context) =>
  expectSuccess(await findInPanel(tenant, search)).emails.map(({ address }) => address);

describe("what is typed into the palette", () => {
  test("finds System Emails by address and name, those that begin with it first", async () => {
    expect(await addresses("support")).toEqual(["support@acme.test", "a-support@acme.test"]);
    expect(await addresses("INVOICES")).toEqual(["billing@acme.test"]);
    expect(await addresses("acme invoic")).toEqual(["billing@acme.test"]);
    expect(await addresses("team4")).toEqual(["team4@acme.test"]);
    expect(await addresses("nothing at all")).toEqual([]);
  });

  test("finds eight at most, also where nothing is typed", async () => {
    expect(await addresses("team")).toHaveLength(8);
    expect(await addresses("")).toHaveLength(8);
  });

  test("finds nothing of another tenant", async () => {
    expect(await addresses("globex")).toEqual([]);
    expect(await addresses("support", foreign)).toEqual(["support@globex.test"]);
  });

  test("finds IdP Configs by their names", async () => {
    const { tenantId } = context;
    await inTenant(context, (db) =>
      db.idpConfig.create({
        data: {
          tenantId,
          name: "Acme registration",
          provider: "microsoft",
          clientId: "7f3c2e10-0000-4000-8000-000000000000",
          authorizationEndpoint: "https://idp.acme.test/authorize",
          tokenEndpoint: "https://idp.acme.test/token",
          scopes: [],
          emailAttribute: "email",
          configSignature: "signature",
        },
      }),
    );
    expect(expectSuccess(await findInPanel(context, "regis")).idpConfigs).toMatchObject([
      { name: "Acme registration" },
    ]);
    expect(expectSuccess(await findInPanel(foreign, "regis")).idpConfigs).toEqual([]);
  });

  test("is answered so often and no more, for each person of a tenant by themselves", async () => {
    const busy = await newTenantContext();
    for (let asked = 1; asked <= 180; asked++) await findInPanel(busy, "x");
    expect(await findInPanel(busy, "x")).toMatchObject({ ok: false, failure: { code: "rate_limited" } });
    expect(await findInPanel(context, "x")).toMatchObject({ ok: true });
  });
});
