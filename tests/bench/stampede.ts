import { startCountingTokenServer } from "@/tests/servers/counting-token-server";
import { atMost, type Bench, exactly, type Outcome, round } from "./bench";
import { countErrors, type Measurement, percentile, pool } from "./load";
import { readQuestion, requireCredentials } from "./questions";
import { countRefreshedRows } from "./rows";
import { seededId } from "./seeded-id";
import { startWebServer } from "./web-server";

const processCount = 4;
const providerMs = 300;
const wantedExtraMs = 250;

/** The first mailboxes are those that the servers refresh and read before it begins. */
const warmUpCount = 40;
const warmUpRounds = 10;

/**
 * Readers who all come at the same moment for tokens that have expired, over four web server processes on one database:
 * first for one token, then for a hundred. The provider's own time is what one call takes there.
 */
export async function benchStampede(bench: Bench): Promise<Outcome> {
  const readerCount = bench.isSmall ? 100 : 1000;
  const rounds = bench.isSmall ? 2 : 5;
  const provider = await startCountingTokenServer({ delayMs: providerMs });
  const cases = [1, bench.isSmall ? 10 : 100];
  const mailboxCount = warmUpCount + rounds * cases.reduce((sum, tokenCount) => sum + tokenCount, 0);
  const { tokenEndpoint } = provider;
  const database = await bench.server.seed({
    slug: "stampede",
    mailboxCount,
    tokenEndpoint,
    expiresInSeconds: -60,
    isDue: false,
  });
  const servers = await Promise.all(
    Array.from({ length: processCount }, () => startWebServer(database, bench.directory)),
  );
  const stampede = (firstMailbox: number, tokenCount: number) => {
    const questions = Array.from({ length: readerCount }, (_, reader) => {
      const id = seededId("stampede", "mailbox", firstMailbox + (Math.floor(reader / processCount) % tokenCount));
      const origin = servers[reader % processCount]?.origin ?? "";
      return { ...readQuestion(database, origin), path: `/api/v1/mailboxes/${id}/credentials` };
    });
    return bench.generator.burst({ questions });
  };
  // The servers have been at work for a while, as those have been that a stampede comes to.
  for (let round = 0; round < warmUpRounds; round += 1) await stampede(0, warmUpCount);

  const outcome: Outcome = { rows: [], goals: [] };
  let used = warmUpCount;
  let reused = 0;
  for (const tokenCount of cases) {
    bench.say(`${readerCount} readers of ${tokenCount} expired ${tokenCount === 1 ? "token" : "tokens"}`);
    const measurements: Measurement[] = [];
    let callCount = 0;
    for (let round = 0; round < rounds; round += 1) {
      provider.reset();
      measurements.push(await stampede(used, tokenCount));
      used += tokenCount;
      callCount += provider.total();
      reused += provider.reused();
    }
    report(outcome, { tokenCount, readerCount, rounds, callCount, all: pool(measurements) });
  }
  const { once, other, leased } = await countRefreshedRows(database);
  outcome.goals.push(
    exactly("rows refreshed exactly once", once, used),
    exactly("rows refreshed otherwise, or still leased", other + leased, 0),
    exactly("calls with a refresh token that had been replaced", reused, 0),
  );
  await Promise.all(servers.map((server) => server.stop()));
  await provider.stop();
  return outcome;
}

type Round = { tokenCount: number; readerCount: number; rounds: number; callCount: number; all: Measurement };

function report(outcome: Outcome, { tokenCount, readerCount, rounds, callCount, all }: Round): void {
  requireCredentials(all.sample);
  const extraMs = percentile(all, 0.99) - providerMs;
  const name = `${readerCount} readers of ${tokenCount} expired ${tokenCount === 1 ? "token" : "tokens"}`;
  outcome.rows.push({
    Readers: readerCount,
    "Expired tokens": tokenCount,
    Processes: processCount,
    Rounds: rounds,
    "Provider calls": callCount,
    "Provider ms": providerMs,
    "p50 ms": round(percentile(all, 0.5)),
    "p99 ms": round(percentile(all, 0.99)),
    "Slowest ms": round(percentile(all, 1)),
    Errors: countErrors(all),
  });
  outcome.goals.push(
    exactly(`provider calls in ${rounds} rounds, ${name}`, callCount, rounds * tokenCount),
    exactly(`not answered, ${name}`, countErrors(all), 0),
    atMost(`p99 beyond the provider's own time, ${name}`, extraMs, wantedExtraMs, " ms"),
  );
}
