import type { Slot } from "./share-slots";

/** What all jobs of an endpoint's deliveries have in common: whose they are, in one word. */
export function writeSlotKey({ tenantId, endpointId }: Slot): string {
  return `${tenantId}/${endpointId}`;
}

/** What was written by writeSlotKey; jobs without a key belong to nobody, and share what one endpoint has. */
export function readSlotKey(key: string): Slot {
  const [tenantId = "", endpointId = ""] = key.split("/");
  return { tenantId, endpointId };
}
