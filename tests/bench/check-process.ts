import { setTimeout as wait } from "node:timers/promises";
import { disconnect } from "@/lib/db/client";
import { sweepDueChecks } from "@/lib/verification/sweep-due-checks";

export type CheckOrder = {
  /** The moment at which the simulated time is the real one, in milliseconds since 1970. */
  startsAt: number;
  /** How many simulated seconds a real one lasts. */
  speed: number;
  simulatedMinutes: number;
};

// A jobs process that runs the scheduled checks as the clock of the jobs does, once a simulated minute, and says what
// each run came to.
process.once("message", async ({ startsAt, speed, simulatedMinutes }: CheckOrder) => {
  const clock = () => new Date(startsAt + (Date.now() - startsAt) * speed);
  const minuteMs = 60_000 / speed;
  const runs = [];
  for (let minute = 0; minute < simulatedMinutes; minute += 1) {
    const endsAt = startsAt + (minute + 1) * minuteMs;
    const budgetMs = (endsAt - Date.now()) * (50 / 60);
    runs.push(await sweepDueChecks({ budgetMs, signal: new AbortController().signal, clock }));
    await wait(Math.max(0, endsAt - Date.now()));
  }
  process.send?.(runs);
  await disconnect();
  process.disconnect?.();
});
