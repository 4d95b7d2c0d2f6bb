import { setTimeout as wait } from "node:timers/promises";
import { callArray } from "@/lib/db/call-function";

/** How often the leases that somebody waits for are looked at: soon at first, since most refreshes take no second. */
const pollMs = 25;
const patientPollMs = 250;
const patientAfterMs = 3000;

/** `moved`: the Grant has another version now. `free`: its lease has ended, or it is gone. `timeout`: neither, in time. */
export type LeaseEnd = "moved" | "free" | "timeout";

type Watch = {
  grantId: string;
  seenVersion: number;
  endsAt: number;
  settle: (end: LeaseEnd) => void;
  reject: (error: unknown) => void;
};

/**
 * Waits until whoever holds the lease of a Grant is done with it, for at most `patienceMs`. All that wait in this
 * process for Grants of one tenant share one look at the database.
 */
export function awaitLease(
  { tenantId }: { tenantId: string },
  { grantId, seenVersion, patienceMs }: { grantId: string; seenVersion: number; patienceMs: number },
): Promise<LeaseEnd> {
  return new Promise((settle, reject) => {
    const watch = { grantId, seenVersion, endsAt: performance.now() + patienceMs, settle, reject };
    const watches = watchesOf.get(tenantId);
    if (watches !== undefined) {
      watches.add(watch);
      return;
    }
    const first = new Set([watch]);
    watchesOf.set(tenantId, first);
    void look(tenantId, first);
  });
}

const watchesOf = new Map<string, Set<Watch>>();

async function look(tenantId: string, watches: Set<Watch>): Promise<void> {
  const beganAt = performance.now();
  while (watches.size > 0) {
    await wait(performance.now() - beganAt < patientAfterMs ? pollMs : patientPollMs);
    const looked = [...watches];
    try {
      const states = await readStates(tenantId, looked);
      for (const watch of looked) {
        const end = judge(watch, states.get(watch.grantId));
        if (end !== null && watches.delete(watch)) watch.settle(end);
      }
    } catch (error) {
      for (const watch of looked) if (watches.delete(watch)) watch.reject(error);
    }
  }
  watchesOf.delete(tenantId);
}

/** As the database's `read_leases` tells it. */
type State = { id: string; version: number; isLeased: boolean };

function judge({ seenVersion, endsAt }: Watch, state: State | undefined): LeaseEnd | null {
  if (state === undefined) return "free";
  if (state.version !== seenVersion) return "moved";
  if (!state.isLeased) return "free";
  return performance.now() > endsAt ? "timeout" : null;
}

async function readStates(tenantId: string, watches: readonly Watch[]): Promise<Map<string, State>> {
  const ids = [...new Set(watches.map(({ grantId }) => grantId))];
  const states = await callArray<State>("read_leases", [tenantId, ids]);
  return new Map(states.map((state) => [state.id, state]));
}
