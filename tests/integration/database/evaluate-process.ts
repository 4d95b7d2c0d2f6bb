import { once } from "node:events";
import { evaluateDueTenants } from "@/lib/alerts/evaluate-due-tenants";
import { sendDueNotices } from "@/lib/alerts/send-due-notices";
import { disconnect } from "@/lib/db/client";

// A process of its own that looks after alerts as the jobs process does, some times over, and says how many it opened.
process.send?.("ready");
await once(process, "message");
const never = new AbortController().signal;
let opened = 0;
for (let round = 0; round < 5; round++) {
  opened += (await evaluateDueTenants(never)).opened;
  await sendDueNotices(never);
}
process.send?.(opened);
await disconnect();
process.disconnect?.();
