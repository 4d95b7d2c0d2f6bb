import { z } from "zod";
import { startChild } from "./child";

/** What to ask a server. Each request has a mailbox of its own by chance; `{mailbox}` in the path is its id. */
export type Question = {
  origin: string;
  method: "GET" | "POST";
  path: string;
  headers: Record<string, string>;
  /** Whose mailboxes. */
  mailboxes: { slug: string; count: number };
  /** How many ids a body of the form `{"mailboxIds": […]}` has; 0 for no body. */
  batchSize: number;
  /** What such a body asks for besides. */
  wish?: Record<string, string>;
};

/** Each of `connections` keeps one request under way, for `durationMs` or until all together have made `requests`. */
export type Load = { question: Question; connections: number; durationMs: number; requests: number };

/** All of these at the same moment, over connections that are open already. */
export type Burst = { questions: Question[] };

const measurementSchema = z.object({
  /** Of each request, in milliseconds, from its first byte sent to its last byte received. */
  latenciesMs: z.array(z.number()),
  seconds: z.number(),
  /** Answers by status other than 200, and requests without an answer. */
  errors: z.record(z.string(), z.number()),
  /** The first answer, to look at. */
  sample: z.string(),
});
export type Measurement = z.infer<typeof measurementSchema>;

export type LoadGenerator = {
  run(load: Load): Promise<Measurement>;
  burst(burst: Burst): Promise<Measurement>;
  stop(): Promise<void>;
};

/** Starts the load generator, a process of its own that makes requests by undici. It shares the machine with what it asks. */
export function startLoadGenerator(logFile: string): LoadGenerator {
  const child = startChild("tests/bench/load-process.ts", [], { env: process.env, logFile });
  return {
    run: async (load) => measurementSchema.parse(await child.ask(load)),
    burst: async (burst) => measurementSchema.parse(await child.ask(burst)),
    stop: () => child.stop(),
  };
}

/** Several measurements of the same thing as one. */
export function pool(measurements: Measurement[]): Measurement {
  const errors: Record<string, number> = {};
  for (const { errors: some } of measurements)
    for (const [kind, count] of Object.entries(some)) errors[kind] = (errors[kind] ?? 0) + count;
  return {
    latenciesMs: measurements.flatMap(({ latenciesMs }) => latenciesMs),
    seconds: measurements.reduce((sum, { seconds }) => sum + seconds, 0),
    errors,
    sample: measurements[0]?.sample ?? "",
  };
}

/** The latency that `share` of the requests do not exceed, in milliseconds. */
export function percentile({ latenciesMs }: Measurement, share: number): number {
  const sorted = Float64Array.from(latenciesMs).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export function perSecond({ latenciesMs, seconds }: Measurement): number {
  return latenciesMs.length / seconds;
}

export function countErrors({ errors }: Measurement): number {
  return Object.values(errors).reduce((sum, count) => sum + count, 0);
}
