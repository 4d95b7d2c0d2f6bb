import { Client } from "pg";
import { atMost, type Bench, exactly, type Outcome, round } from "./bench";
import { countErrors, percentile, type Question } from "./load";
import { readQuestion, takeTurns } from "./questions";
import { signInOwner } from "./sign-in";
import { startWebServer } from "./web-server";

const limitMs = 300;

/**
 * The Health page and what it leads to, of a tenant with 1,000 System Emails that have been checked for a month, some of
 * which fail. The slowest answers are those for which everything was worked out anew.
 */
export async function benchHealthPage(bench: Bench): Promise<Outcome> {
  const mailboxCount = bench.isSmall ? 100 : 1000;
  bench.say(`seeding ${mailboxCount} System Emails and their history`);
  const database = await bench.server.seed({
    slug: "health",
    mailboxCount,
    tokenEndpoint: "http://127.0.0.1:9/token",
    expiresInSeconds: 12 * 3600,
    isDue: false,
    history: { checkDays: bench.isSmall ? 1 : 30, countDays: 30 },
  });
  await addHours(database.superuserUrl);
  const web = await startWebServer(database, bench.directory);
  const cookie = await signInOwner(database.tenant, web.origin);
  const ask = (path: string): Question => ({
    ...readQuestion(database, web.origin),
    path: `/${database.tenant.slug}/admin${path}`,
    headers: { cookie },
  });
  const pages = [
    { name: "Health", path: "", text: "Needs a hand" },
    { name: "Emails", path: "/emails", text: "Filter by state" },
    { name: "Emails, those that are broken", path: "/emails?state=broken", text: "Filter by state" },
  ];
  const outcome: Outcome = { rows: [], goals: [] };
  const measured = await takeTurns(
    bench,
    pages.map(({ path }) => ask(path)),
    1,
  );
  for (const [index, measurement] of measured.entries()) {
    const { name = "", text = "" } = pages[index] ?? {};
    if (!measurement.sample.includes(text)) throw new Error(`The ${name} page lacks ${text}`);
    const p99 = percentile(measurement, 0.99);
    outcome.rows.push({
      Page: name,
      "System Emails": mailboxCount,
      "p50 ms": round(percentile(measurement, 0.5)),
      "p99 ms": round(p99),
      Errors: countErrors(measurement),
    });
    outcome.goals.push(
      atMost(`p99 of ${name}`, p99, limitMs, " ms"),
      exactly(`errors, ${name}`, countErrors(measurement), 0),
    );
  }
  await web.stop();
  return outcome;
}

/** A month of hours in which refreshes and checks were counted, as two busy processes leave them. */
async function addHours(superuserUrl: string): Promise<void> {
  const client = new Client(superuserUrl);
  await client.connect();
  await client.query("BEGIN");
  for (const table of ["refresh_hours", "check_hours"]) {
    await client.query(`
      INSERT INTO ${table} SELECT t.id, date_trunc('hour', now(), 'UTC') - make_interval(hours => back), shard, 125, 1, 0
      FROM tenants t, generate_series(1, 719) AS back, generate_series(0, 15) AS shard`);
  }
  await client.query("COMMIT");
  await client.end();
}
