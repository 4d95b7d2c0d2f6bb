import type { Bench } from "./bench";
import type { SeededDatabase } from "./database";
import { type Measurement, pool, type Question } from "./load";

/** GET /api/v1/mailboxes/{id}/credentials of a random mailbox. */
export function readQuestion({ tenant }: SeededDatabase, origin: string): Question {
  return {
    origin,
    method: "GET",
    path: "/api/v1/mailboxes/{mailbox}/credentials",
    headers: { authorization: `Bearer ${tenant.workerKey}` },
    mailboxes: { slug: tenant.slug, count: tenant.mailboxCount },
    batchSize: 0,
  };
}

/** GET /api/health/live, which does nothing: what HTTP, Next and this machine cost by themselves. */
export function emptyQuestion(database: SeededDatabase, origin: string): Question {
  return { ...readQuestion(database, origin), path: "/api/health/live", headers: {} };
}

/** Throws unless the answer is what a worker could sign in with. */
export function requireCredentials(sample: string): void {
  if (!/"accessToken":"ey[^"]{1500,}"/.test(sample))
    throw new Error(`The answer holds no token: ${sample.slice(0, 500)}`);
}

/**
 * Measures each question in turn, several times over, so that what changes on the machine meanwhile meets all of them;
 * gives one measurement a question, in their order. What was not compiled, planned or connected yet is before that.
 */
export async function takeTurns(
  { generator, isSmall }: Bench,
  questions: Question[],
  connections: number,
): Promise<Measurement[]> {
  const [rounds, durationMs] = isSmall ? [2, 300] : [6, 2000];
  const load = { connections, durationMs, requests: Number.POSITIVE_INFINITY };
  for (const question of questions) await generator.run({ ...load, question });
  const measured = questions.map((): Measurement[] => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, question] of questions.entries())
      measured[index]?.push(await generator.run({ ...load, question }));
  }
  return measured.map(pool);
}
