import path from "node:path";
import { Client } from "pg";
import { z } from "zod";
import { createCertificates } from "@/tests/servers/certificates";
import { startCountingTokenServer } from "@/tests/servers/counting-token-server";
import { atMost, type Bench, exactly, type Goal, type Outcome, type Row, round } from "./bench";
import type { CheckOrder } from "./check-process";
import { startChild } from "./child";
import type { SeededDatabase } from "./database";

const simulatedMinutes = 10;
/** The product's default of MAILGRANT_CHECKS_PER_SERVER. */
const parallelChecks = 4;
const processCount = 2;

const portsSchema = z.object({ imap: z.number(), smtp: z.number() });
const figureSchema = z.object({ total: z.number(), mostAtOnce: z.number() });
const figuresSchema = z.object({ imap: figureSchema, smtp: figureSchema });
const runsSchema = z.array(
  z.object({ checked: z.number(), failed: z.number(), remaining: z.number(), lagSeconds: z.number() }),
);
const countsSchema = z.object({
  once: z.coerce.number(),
  again: z.coerce.number(),
  unhealthy: z.coerce.number(),
  due: z.coerce.number(),
  bytes: z.coerce.number(),
});

type Scenario = { name: string; slug: string; checksWithinSeconds: number; speed: number };

/**
 * Ten simulated minutes of scheduled checks by two jobs processes, against an IMAP and an SMTP server of their own:
 * mailboxes that are due evenly over an hour, as they are day by day, and the same mailboxes all due at once, as after
 * an outage. Time passes faster than it does, for the plan alone: every check is a real one.
 */
export async function benchScheduledChecks(bench: Bench): Promise<Outcome> {
  const scenarios: Scenario[] = [
    { name: "due over an hour", slug: "steady", checksWithinSeconds: 3600, speed: bench.isSmall ? 20 : 4 },
    { name: "all due at once", slug: "outage", checksWithinSeconds: 0, speed: bench.isSmall ? 10 : 4 },
  ];
  const rows: Row[] = [];
  const goals: Goal[] = [];
  for (const scenario of scenarios) {
    const outcome = await runScenario(bench, scenario);
    rows.push(outcome.row);
    goals.push(...outcome.goals);
  }
  return { rows, goals };
}

async function runScenario(bench: Bench, { name, slug, checksWithinSeconds, speed }: Scenario) {
  const mailboxCount = bench.isSmall ? 100 : 1000;
  const certificatesFolder = path.join(bench.directory, "certificates");
  const { certificateAuthorityPath } = createCertificates(certificatesFolder);
  const provider = await startCountingTokenServer();
  const mail = startChild("tests/bench/mail-server-process.ts", [certificatesFolder], {
    env: process.env,
    logFile: path.join(bench.directory, `${slug}-mail.log`),
  });
  const ports = portsSchema.parse(await mail.listen());
  const place = (port: number) => ({ host: "127.0.0.1", port });
  const database = await bench.server.seed({
    slug,
    mailboxCount,
    tokenEndpoint: provider.tokenEndpoint,
    expiresInSeconds: 86_400,
    isDue: false,
    mailServers: { incoming: place(ports.imap), outgoing: place(ports.smtp) },
    checksWithinSeconds,
  });
  bench.say(`${mailboxCount} System Emails, ${name}: ${simulatedMinutes} minutes at ${speed} times the speed`);
  const env = { ...database.env, MAILGRANT_CHECK_EVERY_MINUTES: "60", NODE_EXTRA_CA_CERTS: certificateAuthorityPath };
  const checkers = Array.from({ length: processCount }, (_, index) =>
    startChild("tests/bench/check-process.ts", [], {
      env,
      logFile: path.join(bench.directory, `${slug}-checker-${index}.log`),
    }),
  );
  const order: CheckOrder = { startsAt: Date.now() + 4000, speed, simulatedMinutes };
  const runs = (await Promise.all(checkers.map((checker) => checker.ask(order)))).flatMap((told) =>
    runsSchema.parse(told),
  );
  const figures = figuresSchema.parse(await mail.ask({}));
  await Promise.all([...checkers, mail].map((child) => child.stop()));
  await provider.stop();
  const endedAt = new Date(order.startsAt + simulatedMinutes * 60_000);
  const { once, again, unhealthy, due, bytes } = await countChecks(database, endedAt);
  const checked = runs.reduce((sum, run) => sum + run.checked, 0);
  const lag = Math.max(...runs.map(({ lagSeconds }) => lagSeconds));
  const mostAtOnce = Math.max(figures.imap.mostAtOnce, figures.smtp.mostAtOnce);
  const row: Row = {
    Scenario: name,
    "System Emails": mailboxCount,
    Processes: processCount,
    Checks: checked,
    "Connections IMAP": figures.imap.total,
    "Connections SMTP": figures.smtp.total,
    "Most at once": mostAtOnce,
    "Longest lag s": round(lag),
    "Left due": due,
    "Bytes a check": round(bytes / Math.max(1, checked)),
  };
  const goals: Goal[] = [
    atMost(`${name}: most connections at once at a server`, mostAtOnce, parallelChecks),
    exactly(`${name}: halves checked once`, once, checked),
    exactly(`${name}: halves checked again, or found broken`, again + unhealthy, 0),
    exactly(`${name}: connections beside checks`, figures.imap.total + figures.smtp.total - checked, 0),
    // What fell due since the last run of the ten minutes began to end is the next one's.
    atMost(`${name}: halves left due at the end`, due, Math.ceil(mailboxCount / 20)),
    atMost(`${name}: calls at the provider`, provider.total(), 0),
  ];
  if (checksWithinSeconds > 0) goals.push(atMost(`${name}: longest lag`, lag, 120, " s"));
  return { row, goals };
}

/** How often halves were checked, and what is due at a moment; the bytes of Verifications, their indexes included. */
async function countChecks({ superuserUrl }: SeededDatabase, at: Date): Promise<z.infer<typeof countsSchema>> {
  const client = new Client({ connectionString: superuserUrl });
  await client.connect();
  const { rows } = await client
    .query(
      `SELECT count(*) FILTER (WHERE n = 1) AS once, count(*) FILTER (WHERE n > 1) AS again,
       (SELECT count(*) FROM half_checks WHERE NOT is_healthy) AS unhealthy,
       (SELECT count(*) FROM half_checks WHERE due_at <= $1::timestamptz - interval '1 minute') AS due,
       pg_total_relation_size('verifications') AS bytes
     FROM (SELECT count(*) AS n FROM verifications GROUP BY system_email_id, half) counted`,
      [at],
    )
    .finally(() => client.end());
  return countsSchema.parse(rows[0]);
}
