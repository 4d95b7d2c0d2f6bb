import { systemClock } from "@/lib/clock";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import { normalizeNetwork } from "./key-networks";
import { explainWrongNetwork } from "./schema";

/** From where a Worker Key may be used, empty for everywhere, and until when, null for always. */
export type KeyLimits = { networks: string[]; expiresAt: Date | null };

/** The limits of a Worker Key, with each network in CIDR form and once; a mistake names the field of the form that it is in. */
export function checkLimits({ networks: typed, expiresAt }: KeyLimits): Result<KeyLimits, Failure<"invalid_request">> {
  if (expiresAt !== null && expiresAt <= systemClock()) return refuse("expiresOn", "The expiry is in the past.");
  const networks = new Set<string>();
  for (const text of typed) {
    const network = normalizeNetwork(text);
    if (network === null) return refuse("networks", `${explainWrongNetwork(text)}.`);
    networks.add(network);
  }
  return succeed({ networks: [...networks], expiresAt });
}

function refuse(field: "expiresOn" | "networks", message: string) {
  return fail({ code: "invalid_request" as const, message, facts: { field } });
}
