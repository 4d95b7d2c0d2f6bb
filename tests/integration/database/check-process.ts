import { once } from "node:events";
import { disconnect } from "@/lib/db/client";
import { sweepDueChecks } from "@/lib/verification/sweep-due-checks";

// A process of its own that runs the scheduled checks when it is told to, for as long as it is told, and says what it did.
const [budgetMs = "10000"] = process.argv.slice(2);
process.send?.("ready");
await once(process, "message");
const report = await sweepDueChecks({ budgetMs: Number(budgetMs), signal: new AbortController().signal });
process.send?.(report);
await disconnect();
process.disconnect?.();
