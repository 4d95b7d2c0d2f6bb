import { type Limit, takePoints } from "@/lib/tenancy/rate-limit";

/** Characters a minute that the people and the Mail Workers of one tenant may have diagnosed: some seconds of work. */
const characters: Limit = { name: "diagnose", points: 2_000_000, perSeconds: 60 };

/** As long as a reply of a mail server is. What is no longer takes next to no time, and is not counted. */
const shortCharacters = 2000;

/**
 * Counts a text that is to be diagnosed, by its length: to take a long one apart keeps the process from everything else
 * meanwhile. Answers how long to wait, in seconds, or 0.
 */
export async function takeDiagnosisTurn({ tenantId }: { tenantId: string }, raw: string): Promise<number> {
  if (raw.length <= shortCharacters) return 0;
  return takePoints([{ limit: characters, subject: tenantId, points: raw.length }]);
}
