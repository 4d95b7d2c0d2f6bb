import { hkdfSync } from "node:crypto";
import { isEqualInConstantTime } from "@/lib/crypto/hash";
import { asSystem } from "@/lib/db/as-system";
import { environment } from "@/lib/env";
import { placeOf } from "./place-of";
import { type Limit, takePoints } from "./rate-limit";

/** Whether there is no tenant yet, so that the first visit may create one. */
export async function isFirstRun(): Promise<boolean> {
  return asSystem("first run", async (db) => (await db.tenant.count()) === 0);
}

/**
 * The code that the console prints at the first start. It follows from the oldest key of the installation, so that
 * every instance prints the same one and nothing has to be stored; it opens nothing once a tenant exists.
 */
export function firstRunCode(): string {
  const { keyRing } = environment();
  const oldest = keyRing[keyRing.length - 1] ?? keyRing[0];
  const bytes = Buffer.from(hkdfSync("sha256", oldest.key, "", "mailgrant first run code", 10));
  return bytes
    .toString("hex")
    .toUpperCase()
    .replace(/(.{5})(?=.)/g, "$1-");
}

/** Whether `code` is the console's; false as well for a caller who has tried too often in the last quarter of an hour. */
export async function isFirstRunCode(code: string, clientAddress: string): Promise<boolean> {
  const waitSeconds = await takePoints([{ limit: tries, subject: placeOf(clientAddress) }]);
  return waitSeconds === 0 && isEqualInConstantTime(code.trim().toUpperCase(), firstRunCode());
}

const tries: Limit = { name: "first-run", points: 10, perSeconds: 15 * 60 };
