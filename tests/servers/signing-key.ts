import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, verify } from "node:crypto";
import { z } from "zod";

/** The key that the provider signs its tokens with. */
export interface SigningKey {
  readonly keyId: string;
  readonly privateJwk: JsonWebKey;
  /** For Dovecot's key dictionary. */
  readonly publicPem: string;
}

/** Makes a fresh RSA key for RS256. */
export function createSigningKey(): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const keyId = createHash("sha256").update(publicDer(publicKey)).digest("base64url").slice(0, 27);
  return {
    keyId,
    privateJwk: privateKey.export({ format: "jwk" }),
    publicPem: publicKey.export({ type: "spki", format: "pem" }).toString(),
  };
}

const claimsSchema = z.object({
  upn: z.string(),
  tid: z.string(),
  scope: z.string().default(""),
  exp: z.number(),
});

export type AccessTokenClaims = z.infer<typeof claimsSchema>;

/** The claims of an access token that this key signed and that has not expired; otherwise `undefined`. */
export function readSignedToken(key: SigningKey, token: string, now: Date): AccessTokenClaims | undefined {
  const [header, payload, signature] = token.split(".");
  if (!header || !payload || !signature) return undefined;
  const signed = Buffer.from(`${header}.${payload}`);
  const isGenuine = verify("RSA-SHA256", signed, createPublicKey(key.publicPem), Buffer.from(signature, "base64url"));
  if (!isGenuine) return undefined;
  const claims = claimsSchema.safeParse(JSON.parse(Buffer.from(payload, "base64url").toString()));
  if (!claims.success || claims.data.exp * 1000 <= now.getTime()) return undefined;
  return claims.data;
}

function publicDer(key: KeyObject): Buffer {
  return key.export({ type: "spki", format: "der" });
}
