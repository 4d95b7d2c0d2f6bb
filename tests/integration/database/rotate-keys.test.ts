import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TenantVault } from "@/lib/crypto/tenant-vault";
import { asSystem } from "@/lib/db/as-system";
import { inTenant } from "@/lib/db/in-tenant";
import { parseKeyRing } from "@/lib/env";
import { Secret } from "@/lib/secret";
import type { UserContext } from "@/lib/tenancy/context";
import { openVault } from "@/lib/tenancy/open-vault";
import { useEmptyDatabase } from "./empty-database";
import { newTenantContext } from "./new-tenant";

const [older, newer, strange] = ["older", "newer", "strange"].map(
  (id) => `${id}:${randomBytes(32).toString("base64")}`,
);
const place = { table: "client_credentials", rowId: "1", column: "secret_sealed" };

let stop: () => Promise<void>;
beforeAll(async () => {
  // A running server that knows the new key, and still seals by the old one.
  process.env.MAILGRANT_KEYS = `${older},${newer}`;
  stop = await useEmptyDatabase();
});
afterAll(() => stop());

test("secrets open before, while and after the keys are rotated beside a running server; then the old key can go", async () => {
  const contexts = [await newTenantContext(), await newTenantContext(), await newTenantContext()];
  const sealed = await Promise.all(contexts.map(sealSecret));
  const opened = () => Promise.all(contexts.map((context, index) => openSecret(context, sealed[index] ?? "")));
  expect(await opened()).toEqual(contexts.map(({ slug }) => slug));

  let isOver = false;
  const rotating = rotate(`${newer},${older}`).finally(() => {
    isOver = true;
  });
  while (!isOver) expect(await opened()).toEqual(contexts.map(({ slug }) => slug));
  expect(await rotating).toEqual({ resealed: 3, stillNeeded: [] });

  expect(await opened()).toEqual(contexts.map(({ slug }) => slug));
  const rows = await asSystem("look up membership", (db) => db.tenant.findMany());
  for (const { id, dataKeySealed } of rows) {
    const vault = TenantVault.fromSealedDataKey(id, dataKeySealed, parseKeyRing(newer ?? ""));
    const index = contexts.findIndex(({ tenantId }) => tenantId === id);
    expect(vault.open(sealed[index] ?? "", place).reveal()).toBe(contexts[index]?.slug);
    expect(() => TenantVault.fromSealedDataKey(id, dataKeySealed, parseKeyRing(older ?? ""))).toThrow("newer");
  }
  expect(await rotate(newer ?? "")).toEqual({ resealed: 0, stillNeeded: [] });
});

test("says which key is missing, and changes nothing", async () => {
  const before = await asSystem("look up membership", (db) => db.tenant.findMany({ orderBy: { id: "asc" } }));
  await expect(rotate(strange ?? "")).rejects.toMatchObject({
    code: 1,
    stdout: expect.stringContaining("MAILGRANT_KEYS: it lacks newer"),
  });
  expect(await asSystem("look up membership", (db) => db.tenant.findMany({ orderBy: { id: "asc" } }))).toEqual(before);
});

function sealSecret(context: UserContext): Promise<string> {
  return inTenant(context, async (db) => (await openVault(db, context)).seal(new Secret(context.slug), place));
}

function openSecret(context: UserContext, sealed: string): Promise<string> {
  return inTenant(context, async (db) => (await openVault(db, context)).open(sealed, place).reveal());
}

/** As an operator does, in a process with keys of its own. */
async function rotate(keys: string): Promise<unknown> {
  const env = { ...process.env, MAILGRANT_KEYS: keys };
  const args = ["scripts/mailgrant.mjs", "keys", "rotate", "--json"];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  return JSON.parse(stdout);
}
