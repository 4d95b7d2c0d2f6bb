import { once } from "node:events";
import { disconnect } from "@/lib/db/client";
import { sweepDueGrants } from "@/lib/grant/sweep-due-grants";

// A process of its own that sweeps when it is told to, for as long as it is told, and says what it did.
const [budgetMs = "10000"] = process.argv.slice(2);
process.send?.("ready");
await once(process, "message");
const report = await sweepDueGrants({ budgetMs: Number(budgetMs), signal: new AbortController().signal });
process.send?.(report);
await disconnect();
process.disconnect?.();
