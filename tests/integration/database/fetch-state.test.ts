import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { disconnect } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { getFetchState } from "@/lib/mail-worker/get-fetch-state";
import { issueWorkerKey } from "@/lib/mail-worker/issue-worker-key";
import { createSystemEmail } from "@/lib/system-email/create-system-email";
import { expectSuccess } from "./authorized-email";
import { newTenantContext } from "./new-tenant";

afterAll(disconnect);

test("how the fetching of a System Email stands tells who holds it while they do, and nothing of another tenant's", async () => {
  const context = await newTenantContext();
  const account = { address: "support@fetch.test", name: "Support", mailboxType: "user" as const, notes: "" };
  const { id: systemEmailId } = expectSuccess(await createSystemEmail(context, account));
  const input = { name: "fetcher", scopes: ["leases:write"], expiresAt: null, systemEmailIds: "all" as const };
  const { id: workerKeyId } = expectSuccess(await issueWorkerKey(context, input));
  expect(await getFetchState(context, systemEmailId)).toMatchObject({ isLeased: false, heldBy: null });

  const lease = async (leaseUntil: Date) =>
    inTenant(context, (db) =>
      db.fetchState.updateMany({ where: { systemEmailId }, data: { workerKeyId, leaseUntil, fence: 1 } }),
    );
  const until = new Date(Date.now() + 300_000);
  await lease(until);
  const held = await getFetchState(context, systemEmailId);
  expect(held).toMatchObject({ isLeased: true, heldBy: { workerKeyId, name: "fetcher", until } });
  await lease(new Date(Date.now() - 1000));
  expect(await getFetchState(context, systemEmailId)).toMatchObject({ isLeased: true, heldBy: null });

  const other = await newTenantContext();
  expect(await getFetchState(other, systemEmailId)).toBeNull();
  expect(await getFetchState(other, randomUUID())).toBeNull();
});
