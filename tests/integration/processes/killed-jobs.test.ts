import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { TenantVault } from "@/lib/crypto/tenant-vault";
import { parseKeyRing } from "@/lib/env";
import { leaseSeconds } from "@/lib/grant/refresh-lease";
import { refreshTokenPlace } from "@/lib/grant/seal-places";
import { type Stage, setStage } from "./stage";

const grantCount = 1000;
const parallelPerHost = 10;

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ mailboxCount: grantCount, expiresInSeconds: 60, isDue: false }, { delayMs: 100 });
});
afterAll(() => stage.stop());

test("one of two jobs processes is killed in the middle of a sweep: every Grant is refreshed once, no refresh token is lost, and the other is done within the lease time", async () => {
  const { tokens } = stage;
  const variables = { MAILGRANT_PROVIDER_PARALLEL: String(parallelPerHost) };
  const [killed, other] = await Promise.all([stage.startJobs(variables), stage.startJobs(variables)]);
  await stage.query("UPDATE grants SET refresh_due_at = now()");
  await stage.askForSweep();
  await expect.poll(() => [killed, other].map(isSweeping), { timeout: 30_000, interval: 20 }).toEqual([true, true]);
  const before = tokens.total();
  await expect.poll(() => tokens.total(), { timeout: 60_000, interval: 10 }).toBeGreaterThan(before + grantCount / 2);

  process.kill(killed.pid, "SIGKILL");
  const killedAt = performance.now();
  const underWay = await stage.query("SELECT id FROM grants WHERE lease_owner IS NOT NULL");
  expect(tokens.total()).toBeLessThan(grantCount);
  await expect.poll(countRefreshed, { timeout: leaseSeconds * 1000 + 15_000, interval: 250 }).toBe(grantCount);
  const seconds = (performance.now() - killedAt) / 1000;

  // The lease, and what a busy machine takes to notice its end and refresh what was left.
  expect(seconds).toBeLessThan(leaseSeconds + 10);
  const rows = grantSchema.parse(await stage.query("SELECT * FROM grants"));
  expect(new Set(rows.map(({ version }) => version))).toEqual(new Set([2]));
  expect(rows.filter(({ lease_owner }) => lease_owner !== null)).toEqual([]);
  const lost = rows.filter(
    ({ id, refresh_token_sealed }) => generationOf(id, refresh_token_sealed) !== tokens.calls.get(id),
  );
  expect(lost).toEqual([]);
  // What the provider answered the one that was killed, and was not written, is asked for again, and nothing else is.
  expect(tokens.calls.size).toBe(grantCount);
  const again = [...tokens.calls].filter(([, calls]) => calls > 1);
  expect(again.filter(([id, calls]) => calls > 2 || !underWay.some((row) => row.id === id))).toEqual([]);
  expect(tokens.total()).toBe(grantCount + again.length);
});

const grantSchema = z.array(
  z.object({
    id: z.string(),
    version: z.number(),
    lease_owner: z.string().nullable(),
    refresh_token_sealed: z.string(),
  }),
);

/** In this moment: it has started a sweep that has not ended. */
function isSweeping({ log }: { log(): string }): boolean {
  const events = log()
    .split("\n")
    .filter((line) => line.includes('"refresh-sweep"'));
  const count = (word: string) => events.filter((line) => line.includes(word)).length;
  return count("job started") > count("job ended") && stage.tokens.total() > 0;
}

async function countRefreshed(): Promise<unknown> {
  const [row] = await stage.query("SELECT count(*)::int AS count FROM grants WHERE version > 1");
  return row?.count;
}

/** How often the stored refresh token has been replaced, which stands in it. */
function generationOf(grantId: string, sealed: string): number {
  return Number(openVault().open(sealed, refreshTokenPlace(grantId)).reveal().split(".")[1]);
}

let vault: TenantVault | undefined;
let dataKeySealed = "";
beforeAll(async () => {
  const [row] = await stage.query("SELECT data_key_sealed FROM tenants");
  dataKeySealed = String(row?.data_key_sealed);
});

function openVault(): TenantVault {
  vault ??= TenantVault.fromSealedDataKey(
    stage.tenant.tenantId,
    dataKeySealed,
    parseKeyRing(stage.env.MAILGRANT_KEYS ?? ""),
  );
  return vault;
}
