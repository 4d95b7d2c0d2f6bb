import { setMaxListeners } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { environment } from "@/lib/env";
import { log } from "@/lib/log";
import { metrics } from "@/lib/metrics/metrics";
import { type ClaimedGrant, claimDueGrants, claimProbes, lookAtDueGrants, putOff } from "./claim-due-grants";
import { countProviderCalls } from "./provider-slots";
import { refreshLeased } from "./refresh-grant";

/** Grants that wait for their turn in this process, as a multiple of those that are being refreshed. */
const waitingShare = 1;

/** How often colleagues are looked after that hold the last leases, in milliseconds. */
const patiencePollMs = 500;

/** How often there is looked past what is due at hosts that are busy, which may be much, in milliseconds. */
const pastBusyPollMs = 1000;

/** How often refused IdP Configs are looked at, in milliseconds. */
const probePollMs = 5000;

export type SweepReport = {
  refreshed: number;
  failed: number;
  /** How many were still due at the end, leased to others or not. */
  remaining: number;
};

/**
 * Refreshes what is due, of all tenants, in the same way as a read does: the longest due first, in small pages, until
 * nothing is due or `budgetMs` is over or `signal` aborts; what was begun is finished then. Any number of processes sweep
 * at once and share the work. What is due but leased by others is waited for while the budget lasts, so that the Grants
 * of a process that was killed are refreshed as soon as its leases end.
 */
export async function sweepDueGrants(limits: { budgetMs: number; signal: AbortSignal }): Promise<SweepReport> {
  const sweep = new Sweep(limits);
  await sweep.run();
  const { dueCount } = await lookAtDueGrants();
  if (dueCount === 0) metrics().sweepLagSeconds.set(0);
  return { ...sweep.counts, remaining: dueCount };
}

class Sweep {
  readonly counts = { refreshed: 0, failed: 0 };
  readonly #endsAt: number;
  readonly #signal: AbortSignal;
  readonly #underWay = new Set<Promise<void>>();
  #probesAt = 0;
  #pastBusyAt = 0;

  constructor({ budgetMs, signal }: { budgetMs: number; signal: AbortSignal }) {
    this.#endsAt = performance.now() + budgetMs;
    this.#signal = signal;
    // Everything that waits for its turn listens for the end.
    setMaxListeners(0, signal);
  }

  async run(): Promise<void> {
    try {
      while (!this.#isOver()) {
        await this.#probe();
        const found = await this.#claimPage();
        if (found === 0 && !(await this.#waitForMore())) break;
      }
    } finally {
      await Promise.all(this.#underWay);
    }
  }

  #isOver(): boolean {
    return this.#signal.aborted || performance.now() >= this.#endsAt;
  }

  async #probe(): Promise<void> {
    if (performance.now() < this.#probesAt) return;
    this.#probesAt = performance.now() + probePollMs;
    for (const claimed of await claimProbes()) this.#start(claimed);
  }

  /** Claims what there are slots for, and gives how much was found. */
  async #claimPage(): Promise<number> {
    const { parallelPerHost } = environment().refresh;
    const busiest = parallelPerHost * (1 + waitingShare);
    const busyHosts = [...countProviderCalls()].filter(([, calls]) => calls >= busiest).map(([host]) => host);
    if (busyHosts.length > 0) {
      if (performance.now() < this.#pastBusyAt) return 0;
      this.#pastBusyAt = performance.now() + pastBusyPollMs;
    }
    const { claimed, deferredCount, lagSeconds } = await claimDueGrants({ limit: parallelPerHost, busyHosts });
    if (claimed.length > 0) metrics().sweepLagSeconds.set(lagSeconds);
    for (const one of claimed) this.#start(one);
    return claimed.length + deferredCount;
  }

  /** Waits until there may be more to claim; false when nothing that is due is left. */
  async #waitForMore(): Promise<boolean> {
    if (this.#underWay.size > 0) {
      await this.#pause(Promise.race(this.#underWay), patiencePollMs);
      return true;
    }
    const { dueCount, firstLeaseEndsInSeconds } = await lookAtDueGrants();
    if (dueCount === 0) return false;
    // Where no lease is seen, a colleague is taking them at this moment.
    await this.#pause(null, Math.min(patiencePollMs, Math.max(20, (firstLeaseEndsInSeconds ?? 0) * 1000)));
    return true;
  }

  /** For at most `milliseconds`, and no longer than the sweep may last. */
  async #pause(sooner: Promise<unknown> | null, milliseconds: number): Promise<void> {
    const over = new AbortController();
    const remainingMs = Math.max(0, Math.min(milliseconds, this.#endsAt - performance.now()));
    const timer = wait(remainingMs, undefined, { signal: AbortSignal.any([this.#signal, over.signal]) }).catch(
      () => undefined,
    );
    await Promise.race(sooner === null ? [timer] : [timer, sooner]);
    over.abort();
  }

  #start(claimed: ClaimedGrant): void {
    const work = this.#refresh(claimed).finally(() => this.#underWay.delete(work));
    this.#underWay.add(work);
  }

  async #refresh(claimed: ClaimedGrant): Promise<void> {
    const { context, grantId, open } = claimed;
    try {
      const result = await refreshLeased(context, open(), this.#signal);
      if (result !== "no_turn") this.counts[result.ok ? "refreshed" : "failed"] += 1;
    } catch (error) {
      // One Grant that cannot be opened or written must not keep the others from being refreshed.
      this.counts.failed += 1;
      log.error({ err: error, tenantId: context.tenantId, grantId }, "a refresh failed unexpectedly");
      await putOff(claimed).catch(() => undefined);
    }
  }
}
