import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/** Where a sealed value stands. It is authenticated with it, so that an envelope moved to another place does not open. */
export type SealPlace = { tenantId: string; table: string; rowId: string; column: string };

const version = "v1";
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Seals `plain` by AES-256-GCM (NIST SP 800-38D) under a 32-byte key, with a random nonce, into
 * `v1.<key id>.<base64url of nonce, tag and ciphertext>`. The place is the associated data.
 */
export function seal(plain: Buffer, key: { id: string; key: Buffer }, place: SealPlace): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", key.key, nonce);
  cipher.setAAD(associatedData(place));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return `${version}.${key.id}.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url")}`;
}

/**
 * Opens what `seal` made. Throws when no key of the ring has the envelope's id, when the place is another,
 * or when a bit was changed: a sealed value is never read around its seal.
 */
export function open(envelope: string, keyRing: readonly { id: string; key: Buffer }[], place: SealPlace): Buffer {
  const [envelopeVersion, keyId, body] = envelope.split(".");
  if (envelopeVersion !== version || keyId === undefined || body === undefined) {
    throw new Error(`${place.table}.${place.column} holds something that is not an envelope`);
  }
  const key = keyRing.find(({ id }) => id === keyId);
  if (key === undefined)
    throw new Error(`The key "${keyId}" that sealed ${place.table}.${place.column} is not in the key ring`);
  const bytes = Buffer.from(body, "base64url");
  const decipher = createDecipheriv("aes-256-gcm", key.key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes });
  decipher.setAAD(associatedData(place));
  decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
  return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]);
}

/** The id of the key that an envelope is sealed by; empty for what is no envelope. */
export function keyIdOf(envelope: string): string {
  return envelope.split(".")[1] ?? "";
}

function associatedData({ tenantId, table, rowId, column }: SealPlace): Buffer {
  return Buffer.from(JSON.stringify([version, tenantId, table, rowId, column]), "utf8");
}
