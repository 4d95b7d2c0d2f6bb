import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { connections, disconnect } from "@/lib/db/client";
import { judgeStanding } from "@/lib/grant/standing";

afterAll(disconnect);

const ids = [randomUUID(), randomUUID()] as const;
const anAddress = fc.constantFrom("support@acme.test", "billing@acme.test");
const anId = fc.constantFrom(...ids);
const aSignature = fc.constantFrom("one", "other");

const aGrant = fc.record({
  status: fc.constantFrom("active" as const, "active" as const, "needs_reauthorization" as const),
  idpConfigId: anId,
  configSignature: aSignature,
  authorizedAddress: anAddress,
  resourceOwner: fc.constantFrom("support@acme.test", "Support@Acme.test", "delegate@acme.test"),
  strictMatching: fc.boolean(),
});
const aConfig = fc.record({ id: anId, enabled: fc.boolean(), configSignature: aSignature });
const aCase = fc.record({
  grant: fc.option(aGrant, { freq: 20 }),
  config: fc.option(aConfig, { freq: 20 }),
  address: anAddress,
  strictMatching: fc.boolean(),
});

test("the database judges a Grant's standing as the domain does, in 3,000 cases", async () => {
  const cases = fc.sample(aCase, 3000);
  const judged = cases.map(({ grant, config, address, strictMatching }) => {
    const idpConfig = config && { ...config, name: "Practice" };
    const now = { address, strictMatching, idpConfigId: config?.id ?? null, idpConfig };
    return judgeStanding(grant && { ...grant, failureDetail: null }, now).ok;
  });
  const facts = cases.map(({ grant, config, address, strictMatching }) => ({
    address,
    strict_matching: strictMatching,
    g:
      grant === null
        ? undefined
        : {
            id: randomUUID(),
            status: grant.status,
            idp_config_id: grant.idpConfigId,
            config_signature: grant.configSignature,
            authorized_address: grant.authorizedAddress,
            resource_owner: grant.resourceOwner,
            strict_matching: grant.strictMatching,
          },
    c:
      config === null
        ? undefined
        : { id: config.id, enabled: config.enabled, config_signature: config.configSignature },
  }));
  const { rows } = await connections().pool.query({
    text: `SELECT grant_stands(json_populate_record(NULL::grants, fact->'g'), fact->>'address',
        (fact->>'strict_matching')::boolean, json_populate_record(NULL::idp_configs, fact->'c')) AS stands
      FROM json_array_elements('${JSON.stringify(facts)}'::json) WITH ORDINALITY AS list(fact, place) ORDER BY place`,
  });
  expect(judged.filter((stands) => stands).length).toBeGreaterThan(50);
  expect(rows.map(({ stands }) => stands)).toEqual(judged);
});
