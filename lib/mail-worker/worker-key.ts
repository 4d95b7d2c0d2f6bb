import { randomBytes } from "node:crypto";
import { sha256 } from "@/lib/crypto/hash";
import { Secret } from "@/lib/secret";

const shape = /^mgw_([0-9a-f]{12})_([A-Za-z0-9_-]{43})_([A-Za-z0-9_-]{6})$/;

/**
 * A new Worker Key: `mgw_`, twelve digits to tell keys apart by, 32 random bytes, and a checksum by which a key
 * that was cut off is told from one that is wrong. Only the hash is stored; the prefix may be shown.
 */
export function createWorkerKey(): { key: Secret; prefix: string; keyHash: string } {
  const prefix = `mgw_${randomBytes(6).toString("hex")}`;
  const body = `${prefix}_${randomBytes(32).toString("base64url")}`;
  const key = `${body}_${checksum(body)}`;
  return { key: new Secret(key), prefix, keyHash: sha256(key) };
}

/** Whether a text can be a Worker Key at all, so that nothing else costs a look at the database. */
export function isWorkerKey(text: string): boolean {
  const end = text.lastIndexOf("_");
  return shape.test(text) && checksum(text.slice(0, -7)) === text.slice(end < 0 ? 0 : -6);
}

function checksum(body: string): string {
  return sha256(body).slice(0, 6);
}
