import { once } from "node:events";
import { disconnect } from "@/lib/db/client";
import { fanOutEvents } from "@/lib/webhook/fan-out-events";

// A process of its own that turns events into deliveries until there is nothing to do, and says which it was given.
process.send?.("ready");
await once(process, "message");
const given: string[] = [];
for (let idle = 0; idle < 3; ) {
  const ids = (await fanOutEvents()).map(({ id }) => id);
  idle = ids.length === 0 ? idle + 1 : 0;
  given.push(...ids);
}
process.send?.(given);
await disconnect();
process.disconnect?.();
