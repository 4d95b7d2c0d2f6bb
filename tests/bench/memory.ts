import { atMost, type Bench, exactly, type Outcome, round } from "./bench";
import { countErrors } from "./load";
import { readQuestion, requireCredentials } from "./questions";
import { startWebServer } from "./web-server";

const connections = 10;
const limitMebibytes = 400;
/** What the collector of garbage may make of the second half by chance. */
const flatMebibytes = 20;

/** The resident memory of the web server while it answers a hundred thousand credentials reads. */
export async function benchMemory(bench: Bench): Promise<Outcome> {
  const readCount = bench.isSmall ? 2000 : 100_000;
  const sampleEvery = readCount / 20;
  const database = await bench.server.seed({
    slug: "memory",
    mailboxCount: bench.isSmall ? 200 : 10_000,
    tokenEndpoint: "http://127.0.0.1:9/token",
    expiresInSeconds: 12 * 3600,
    isDue: false,
  });
  const web = await startWebServer(database, bench.directory);
  const question = readQuestion(database, web.origin);
  const samples = [{ reads: 0, mebibytes: web.residentBytes() / 2 ** 20 }];
  let errors = 0;
  for (let reads = sampleEvery; reads <= readCount; reads += sampleEvery) {
    const load = { question, connections, durationMs: Number.POSITIVE_INFINITY, requests: sampleEvery };
    const measurement = await bench.generator.run(load);
    requireCredentials(measurement.sample);
    errors += countErrors(measurement);
    samples.push({ reads, mebibytes: web.residentBytes() / 2 ** 20 });
    if (reads % (sampleEvery * 5) === 0) bench.say(`${reads} reads`);
  }
  await web.stop();
  const most = Math.max(...samples.map(({ mebibytes }) => mebibytes));
  const secondHalf = samples.filter(({ reads }) => reads >= readCount / 2);
  const growth = slopeOf(secondHalf) * (readCount / 2);
  return {
    rows: samples.map(({ reads, mebibytes }) => ({ Reads: reads, "Resident MiB": round(mebibytes) })),
    goals: [
      atMost(`most resident memory in ${readCount} reads`, most, limitMebibytes, " MiB"),
      atMost("growth over the second half, by its slope", growth, flatMebibytes, " MiB"),
      exactly("errors", errors, 0),
    ],
  };
}

/** The slope of the straight line that fits best (least squares), in mebibytes a read. */
function slopeOf(samples: { reads: number; mebibytes: number }[]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanReads = mean(samples.map(({ reads }) => reads));
  const meanMebibytes = mean(samples.map(({ mebibytes }) => mebibytes));
  const covariance = mean(samples.map(({ reads, mebibytes }) => (reads - meanReads) * (mebibytes - meanMebibytes)));
  return covariance / mean(samples.map(({ reads }) => (reads - meanReads) ** 2));
}
