import { randomInt } from "node:crypto";
import { Client } from "undici";
import type { Burst, Load, Measurement, Question } from "./load";
import { seededId } from "./seeded-id";

// The load generator: a closed loop of keep-alive connections, or a burst. Answers one message a load.

process.on("message", async (message: Load | Burst) => {
  process.send?.("questions" in message ? await burst(message) : await run(message));
});

async function run({ question, connections, durationMs, requests }: Load): Promise<Measurement> {
  const record = newRecord();
  const bodies = makeBodies(question);
  const clients = Array.from({ length: connections }, () => new Client(question.origin, { pipelining: 1 }));
  const startedAt = performance.now();
  const endAt = startedAt + durationMs;
  let left = requests;
  await Promise.all(
    clients.map(async (client) => {
      while (performance.now() < endAt && left > 0) {
        left -= 1;
        await askOnce(client, question, bodies, record);
      }
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  await Promise.all(clients.map((client) => client.close()));
  return { ...record, seconds };
}

async function burst({ questions }: Burst): Promise<Measurement> {
  const clients = questions.map((question) => ({ question, client: new Client(question.origin) }));
  const warmUp = newRecord();
  // A few at a time, so that a server's queue of new connections does not overflow.
  for (let from = 0; from < clients.length; from += 50) {
    await Promise.all(
      clients
        .slice(from, from + 50)
        .map(({ client, question }) => askOnce(client, { ...question, path: "/api/health/live" }, [], warmUp)),
    );
  }
  const record = newRecord();
  const startedAt = performance.now();
  await Promise.all(clients.map(({ client, question }) => askOnce(client, question, [], record)));
  const seconds = (performance.now() - startedAt) / 1000;
  await Promise.all(clients.map(({ client }) => client.close()));
  return { ...record, seconds };
}

type Answers = Omit<Measurement, "seconds">;

function newRecord(): Answers {
  return { latenciesMs: [], errors: {}, sample: "" };
}

async function askOnce(client: Client, question: Question, bodies: string[], record: Answers): Promise<void> {
  const { method, headers, mailboxes } = question;
  const path = question.path.replace("{mailbox}", () => randomMailbox(mailboxes));
  const body = bodies.length === 0 ? null : (bodies[randomInt(bodies.length)] ?? null);
  const startedAt = performance.now();
  const status = await client.request({ method, path, headers, body }).then(
    async (response) => {
      if (record.sample !== "" && response.statusCode === 200)
        await response.body.dump({ limit: Number.MAX_SAFE_INTEGER });
      else record.sample = await response.body.text();
      return String(response.statusCode);
    },
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  record.latenciesMs.push(performance.now() - startedAt);
  if (status !== "200") record.errors[status] = (record.errors[status] ?? 0) + 1;
}

/** Made before the clock runs: a thousand ids take longer to make than to send. */
function makeBodies({ batchSize, mailboxes, wish }: Question): string[] {
  if (batchSize === 0) return [];
  return Array.from({ length: 20 }, () => {
    const first = randomInt(mailboxes.count);
    const ids = Array.from({ length: batchSize }, (_, offset) =>
      seededId(mailboxes.slug, "mailbox", (first + offset * 7919) % mailboxes.count),
    );
    return JSON.stringify({ mailboxIds: ids, ...wish });
  });
}

function randomMailbox({ slug, count }: Question["mailboxes"]): string {
  return seededId(slug, "mailbox", randomInt(count));
}
