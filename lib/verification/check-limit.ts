import type { Limit } from "@/lib/tenancy/rate-limit";

/** How many checks the people of one tenant may ask for. */
export const askedChecks: Limit = { name: "verify", points: 120, perSeconds: 300 };
