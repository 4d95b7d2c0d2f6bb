import path from "node:path";
import { z } from "zod";
import { startCountingTokenServer } from "@/tests/servers/counting-token-server";
import { atMost, type Bench, exactly, type Outcome, round } from "./bench";
import { startChild } from "./child";
import { countRefreshedRows } from "./rows";

const providerMs = 100;
/** The product's default of MAILGRANT_PROVIDER_PARALLEL. */
const parallelCalls = 10;
/** As long as a sweep of the jobs process may last before the next one. */
const budgetMs = 55_000;

const sweptSchema = z.object({ seconds: z.number(), refreshed: z.number(), failed: z.number(), sweeps: z.number() });

/**
 * Grants that are all due, refreshed by one jobs process at a provider that takes a while and that may be called by ten
 * at once. The floor is what the calls alone take at that.
 */
export async function benchSweep(bench: Bench): Promise<Outcome> {
  const mailboxCount = bench.isSmall ? 300 : 10_000;
  const provider = await startCountingTokenServer({ delayMs: providerMs });
  const { tokenEndpoint } = provider;
  const database = await bench.server.seed({
    slug: "sweep",
    mailboxCount,
    tokenEndpoint,
    expiresInSeconds: 300,
    isDue: true,
  });
  const floorSeconds = (mailboxCount * providerMs) / 1000 / parallelCalls;
  bench.say(`${mailboxCount} Grants are due; the floor is ${floorSeconds} s`);
  const sweeper = startChild("tests/bench/sweep-process.ts", [], {
    env: { ...database.env, MAILGRANT_ROLE: "jobs", MAILGRANT_PROVIDER_PARALLEL: String(parallelCalls) },
    logFile: path.join(bench.directory, "sweep.log"),
  });
  const swept = sweptSchema.parse(await sweeper.ask({ budgetMs }));
  await sweeper.stop();
  const { once, other, leased } = await countRefreshedRows(database);
  const outcome: Outcome = {
    rows: [
      {
        Grants: mailboxCount,
        "Provider ms": providerMs,
        "Allowed at once": parallelCalls,
        "Most at once": provider.mostAtOnce(),
        Seconds: round(swept.seconds),
        "Floor s": floorSeconds,
        Ratio: round(swept.seconds / floorSeconds),
        "Refreshes/s": round(mailboxCount / swept.seconds),
        Sweeps: swept.sweeps,
        Failed: swept.failed,
      },
    ],
    goals: [
      atMost("time beside the floor", swept.seconds / floorSeconds, 1.3, " times"),
      exactly("calls at the provider", provider.total(), mailboxCount),
      atMost("most calls at once", provider.mostAtOnce(), parallelCalls),
      exactly("rows refreshed exactly once", once, mailboxCount),
      exactly("rows refreshed otherwise, or still leased", other + leased, 0),
    ],
  };
  await provider.stop();
  return outcome;
}
