import type { DatabaseKind, DatabaseServer } from "./database";
import type { LoadGenerator } from "./load";

/** What one benchmark is given: a database server of one kind, empty, and a generator of load. */
export type Bench = {
  kind: DatabaseKind;
  server: DatabaseServer;
  generator: LoadGenerator;
  /** For files that are worth nothing afterwards. */
  directory: string;
  /** A few seconds to see that it runs, instead of figures to publish. */
  isSmall: boolean;
  /** Tells how far it is. */
  say(text: string): void;
};

/** One row of a benchmark's table; the keys are the columns' titles. */
export type Row = Record<string, string | number>;

/** A promise that the benchmark checks. */
export type Goal = { what: string; measured: string; wanted: string; isMet: boolean };

export type Outcome = { rows: Row[]; goals: Goal[] };

export function atMost(what: string, measured: number, limit: number, unit = ""): Goal {
  return { what, measured: `${round(measured)}${unit}`, wanted: `at most ${limit}${unit}`, isMet: measured <= limit };
}

export function atLeast(what: string, measured: number, limit: number, unit = ""): Goal {
  return { what, measured: `${round(measured)}${unit}`, wanted: `at least ${limit}${unit}`, isMet: measured >= limit };
}

export function exactly(what: string, measured: number, wanted: number): Goal {
  return { what, measured: String(measured), wanted: `exactly ${wanted}`, isMet: measured === wanted };
}

/** A measured number as it is shown: two decimals below 100, none above. */
export function round(value: number): number {
  return Math.abs(value) < 100 ? Math.round(value * 100) / 100 : Math.round(value);
}
