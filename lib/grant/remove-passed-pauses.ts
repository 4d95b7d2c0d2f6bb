import { asSystem } from "@/lib/db/as-system";

/** Removes the pauses of provider hosts that have passed; there is one a host at most. Answers how many there were. */
export function removePassedPauses(): Promise<number> {
  return asSystem("remove leftovers", (db) => db.$executeRaw`DELETE FROM provider_hosts WHERE paused_until < now()`);
}
