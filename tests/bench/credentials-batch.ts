import path from "node:path";
import { atLeast, type Bench, exactly, type Outcome, round } from "./bench";
import { startChild } from "./child";
import { countErrors, type Measurement, percentile, perSecond } from "./load";
import { readQuestion, requireCredentials, takeTurns } from "./questions";
import { startWebServer } from "./web-server";

const batchSize = 1000;

/** Tokens in batches of a thousand, beside a bare server that reads and opens the same rows and does nothing else. */
export async function benchCredentialsBatch(bench: Bench): Promise<Outcome> {
  const database = await bench.server.seed({
    slug: "batches",
    mailboxCount: bench.isSmall ? 2000 : 10_000,
    tokenEndpoint: "http://127.0.0.1:9/token",
    expiresInSeconds: 12 * 3600,
    isDue: false,
  });
  const web = await startWebServer(database, bench.directory);
  const bare = startChild("tests/bench/bare-server.ts", [database.superuserUrl, database.tenant.tenantId], {
    env: database.env,
    logFile: path.join(bench.directory, "bare.log"),
  });
  const outcome: Outcome = { rows: [], goals: [] };
  const headers = { ...readQuestion(database, web.origin).headers, "content-type": "application/json" };
  const batch = { ...readQuestion(database, web.origin), method: "POST" as const, headers, batchSize };
  // A worker that fetches asks for the half that it fetches by, and gets the token once, as the bare server gives it.
  const questions = [
    { ...batch, path: "/api/v1/credentials:batch" },
    { ...batch, path: "/api/v1/credentials:batch", wish: { protocol: "imap" } },
    { ...batch, path: "/", origin: String(await bare.listen()) },
  ];
  for (const connections of [1, 4]) {
    bench.say(`${connections} at once`);
    const [both, incoming, theirs] = await takeTurns(bench, questions, connections);
    if (both === undefined || incoming === undefined || theirs === undefined) throw new Error("Nothing was measured");
    for (const [asked, ours] of [["both halves", both] as const, ["imap alone", incoming] as const]) {
      for (const { sample } of [ours, theirs]) requireBatch(sample);
      const share = tokensPerSecond(ours) / tokensPerSecond(theirs);
      outcome.rows.push({
        Connections: connections,
        Asked: asked,
        "Tokens/s": round(tokensPerSecond(ours)),
        "Batch p50 ms": round(percentile(ours, 0.5)),
        "Batch p99 ms": round(percentile(ours, 0.99)),
        "Bare tokens/s": round(tokensPerSecond(theirs)),
        "Bare p50 ms": round(percentile(theirs, 0.5)),
        Share: round(share),
        Errors: countErrors(ours) + countErrors(theirs),
      });
      outcome.goals.push(
        atLeast(`tokens/s beside the bare server, ${asked}, ${connections} at once`, share, 0.5, " times"),
        exactly(`errors, ${asked}, ${connections} at once`, countErrors(ours) + countErrors(theirs), 0),
      );
    }
  }
  await bare.stop();
  await web.stop();
  return outcome;
}

function tokensPerSecond(measurement: Measurement): number {
  return perSecond(measurement) * batchSize;
}

/** Throws unless every entry of the answer holds a token. */
function requireBatch(sample: string): void {
  requireCredentials(sample);
  const { data }: { data: object[] } = JSON.parse(sample);
  const without = data.filter((entry) => !JSON.stringify(entry).includes('"accessToken":"ey'));
  if (data.length !== batchSize || without.length > 0) {
    throw new Error(`${data.length} entries, ${without.length} of them without a token: ${JSON.stringify(without[0])}`);
  }
}
