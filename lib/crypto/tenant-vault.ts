import { createHmac, hkdfSync, randomBytes } from "node:crypto";
import { Secret } from "@/lib/secret";
import { keyIdOf, open, type SealPlace, seal } from "./envelope";

type RingKey = { id: string; key: Buffer };
type Place = Omit<SealPlace, "tenantId">;

const dataKeyId = "data";

/**
 * Seals and opens the secrets of one tenant under its data key, which itself is only ever stored sealed by
 * the installation's key ring. Deleting the stored data key shreds every secret of the tenant.
 */
export class TenantVault {
  readonly #tenantId: string;
  readonly #dataKey: Buffer;

  private constructor(tenantId: string, dataKey: Buffer) {
    this.#tenantId = tenantId;
    this.#dataKey = dataKey;
  }

  /** A new random data key for a tenant, sealed by the first key of the ring. */
  static createDataKey(tenantId: string, keyRing: readonly [RingKey, ...RingKey[]]): string {
    return seal(randomBytes(32), keyRing[0], dataKeyPlace(tenantId));
  }

  /** The same data key, sealed by the first key of the ring instead. Throws when the ring lacks the key that sealed it. */
  static resealDataKey(tenantId: string, dataKeySealed: string, keyRing: readonly [RingKey, ...RingKey[]]): string {
    const place = dataKeyPlace(tenantId);
    return seal(open(dataKeySealed, keyRing, place), keyRing[0], place);
  }

  /** The id of the key of the ring that sealed a data key. */
  static keyIdOf(dataKeySealed: string): string {
    return keyIdOf(dataKeySealed);
  }

  /** Opens the tenant's data key. Throws when the ring lacks the key that sealed it. */
  static fromSealedDataKey(tenantId: string, dataKeySealed: string, keyRing: readonly RingKey[]): TenantVault {
    return new TenantVault(tenantId, open(dataKeySealed, keyRing, dataKeyPlace(tenantId)));
  }

  /** Seals a secret for exactly one table, row and column. */
  seal(secret: Secret, place: Place): string {
    return seal(Buffer.from(secret.reveal(), "utf8"), this.#key(), { tenantId: this.#tenantId, ...place });
  }

  /** Opens what `seal` made for the same place; throws otherwise. */
  open(envelope: string, place: Place): Secret {
    return new Secret(open(envelope, [this.#key()], { tenantId: this.#tenantId, ...place }).toString("utf8"));
  }

  /** A keyed SHA-256 of `text` for one purpose, base64url: equal texts compare equal, and nobody without the key can make one. */
  sign(purpose: string, text: string): string {
    const key = Buffer.from(hkdfSync("sha256", this.#dataKey, "", `mailgrant ${purpose}`, 32));
    return createHmac("sha256", key).update(text).digest("base64url");
  }

  #key(): RingKey {
    return { id: dataKeyId, key: this.#dataKey };
  }
}

function dataKeyPlace(tenantId: string): SealPlace {
  return { tenantId, table: "tenants", rowId: tenantId, column: "data_key_sealed" };
}
