import { disconnect } from "@/lib/db/client";
import { sweepDueGrants } from "@/lib/grant/sweep-due-grants";

// A jobs process that sweeps until nothing is due, as often as its time budget makes it, and says how long that took.
process.once("message", async ({ budgetMs }: { budgetMs: number }) => {
  const startedAt = performance.now();
  const counts = { refreshed: 0, failed: 0, sweeps: 0 };
  for (let remaining = 1; remaining > 0; counts.sweeps += 1) {
    const report = await sweepDueGrants({ budgetMs, signal: new AbortController().signal });
    counts.refreshed += report.refreshed;
    counts.failed += report.failed;
    remaining = report.remaining;
  }
  process.send?.({ seconds: (performance.now() - startedAt) / 1000, ...counts });
  await disconnect();
  process.disconnect?.();
});
