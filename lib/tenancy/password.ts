import { hash, verify } from "@node-rs/argon2";
import type { Secret } from "@/lib/secret";

// OWASP's Password Storage Cheat Sheet: Argon2id (the library's default) with 19 MiB, two passes, one lane.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hashes a password by Argon2id, salted. */
export function hashPassword(password: Secret): Promise<string> {
  return hash(password.reveal(), cost);
}

/**
 * Whether the password is the one that was hashed. With no hash, because there is no such user, it spends
 * the same time and answers false, so that the answer's time does not tell who has an account.
 */
export async function isPasswordRight(passwordHash: string | undefined, password: Secret): Promise<boolean> {
  unknownUserHash ??= hash("nobody's password", cost);
  const isRight = await verify(passwordHash ?? (await unknownUserHash), password.reveal());
  return passwordHash !== undefined && isRight;
}

let unknownUserHash: Promise<string> | undefined;
