import { atMost, type Bench, exactly, type Outcome, round } from "./bench";
import type { SeededDatabase } from "./database";
import { countErrors, percentile, type Question } from "./load";
import { readQuestion, requireCredentials, takeTurns } from "./questions";
import { signInOwner } from "./sign-in";
import { startWebServer, type WebServer } from "./web-server";

const limit = 1.2;

/**
 * Reads and lists with few and with very many Grants. All of a database's mailboxes belong to the one tenant that is
 * measured, because that is the hardest case for its list. Each size has a database and a web server of its own, all of
 * them there at once, so that the sizes can take turns; those that are not asked are idle.
 */
export async function benchGrowth(bench: Bench): Promise<Outcome> {
  const sizes = chooseSizes(bench);
  const places = [];
  for (const mailboxCount of sizes) {
    bench.say(`seeding ${mailboxCount} Grants`);
    const database = await bench.server.seed({
      slug: `grants-${mailboxCount}`,
      mailboxCount,
      tokenEndpoint: "http://127.0.0.1:9/token",
      expiresInSeconds: 12 * 3600,
      isDue: false,
    });
    const web = await startWebServer(database, bench.directory);
    places.push({ database, web, cookie: await signInOwner(database.tenant, web.origin) });
  }
  const outcome: Outcome = { rows: [], goals: [] };
  for (const { name, ask, check } of routes) {
    bench.say(name);
    const measured = await takeTurns(bench, places.map(ask), 1);
    const smallest = measured[0] === undefined ? Number.NaN : percentile(measured[0], 0.5);
    for (const [index, measurement] of measured.entries()) {
      check(measurement.sample);
      const grants = sizes[index] ?? 0;
      const p50 = percentile(measurement, 0.5);
      outcome.rows.push({
        Route: name,
        Grants: grants,
        "p50 ms": round(p50),
        "p99 ms": round(percentile(measurement, 0.99)),
        "p50 ratio": round(p50 / smallest),
        Errors: countErrors(measurement),
      });
      outcome.goals.push(exactly(`errors, ${name}, ${grants} Grants`, countErrors(measurement), 0));
      if (index > 0) outcome.goals.push(atMost(`p50 of ${name}, ${grants} Grants`, p50 / smallest, limit, " times"));
    }
  }
  await Promise.all(places.map(({ web }) => web.stop()));
  return outcome;
}

function chooseSizes({ isSmall, kind }: Bench): number[] {
  if (isSmall) return [100, 1000, 5000];
  return [100, 10_000, kind === "postgres" ? 1_000_000 : 100_000];
}

type Place = { database: SeededDatabase; web: WebServer; cookie: string };

const routes: { name: string; ask: (place: Place) => Question; check: (sample: string) => void }[] = [
  {
    name: "credentials read",
    ask: ({ database, web }) => readQuestion(database, web.origin),
    check: requireCredentials,
  },
  {
    name: "Emails page",
    ask: ({ database, web, cookie }) => ({
      ...readQuestion(database, web.origin),
      path: `/${database.tenant.slug}/admin/emails`,
      headers: { cookie },
    }),
    check: (sample) => requireText(sample, "desk-0000000@"),
  },
  {
    name: "GET /mailboxes",
    ask: ({ database, web }) => ({ ...readQuestion(database, web.origin), path: "/api/v1/mailboxes?limit=100" }),
    check: (sample) => requireText(sample, '"data":[{'),
  },
];

function requireText(sample: string, text: string): void {
  if (!sample.includes(text)) throw new Error(`The answer lacks ${text}: ${sample.slice(0, 500)}`);
}
