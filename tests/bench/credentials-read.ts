import { atMost, type Bench, exactly, type Outcome, round } from "./bench";
import { countErrors, percentile, perSecond } from "./load";
import { emptyQuestion, readQuestion, requireCredentials, takeTurns } from "./questions";
import { startWebServer } from "./web-server";

/** One credentials read of a random mailbox, beside the empty route of the same server. */
export async function benchCredentialsRead(bench: Bench): Promise<Outcome> {
  const database = await bench.server.seed({
    slug: "reads",
    mailboxCount: bench.isSmall ? 200 : 10_000,
    tokenEndpoint: "http://127.0.0.1:9/token",
    expiresInSeconds: 12 * 3600,
    isDue: false,
  });
  const web = await startWebServer(database, bench.directory);
  const outcome: Outcome = { rows: [], goals: [] };
  for (const connections of [1, 10, 50]) {
    bench.say(`${connections} at once`);
    const questions = [readQuestion(database, web.origin), emptyQuestion(database, web.origin)];
    const [read, empty] = await takeTurns(bench, questions, connections);
    if (read === undefined || empty === undefined) throw new Error("Nothing was measured");
    requireCredentials(read.sample);
    const ratio = percentile(read, 0.5) / percentile(empty, 0.5);
    outcome.rows.push({
      Connections: connections,
      "Read p50 ms": round(percentile(read, 0.5)),
      "Read p99 ms": round(percentile(read, 0.99)),
      "Reads/s": round(perSecond(read)),
      "Empty p50 ms": round(percentile(empty, 0.5)),
      "Empty p99 ms": round(percentile(empty, 0.99)),
      "Empty/s": round(perSecond(empty)),
      "p50 ratio": round(ratio),
      Errors: countErrors(read) + countErrors(empty),
    });
    outcome.goals.push(
      atMost(`p50 beside the empty route, ${connections} at once`, ratio, 1.5, " times"),
      exactly(`errors, ${connections} at once`, countErrors(read) + countErrors(empty), 0),
    );
  }
  await web.stop();
  return outcome;
}
