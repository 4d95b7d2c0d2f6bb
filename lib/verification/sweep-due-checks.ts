import { setMaxListeners } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import type { Clock } from "@/lib/clock";
import { systemClock } from "@/lib/clock";
import { environment } from "@/lib/env";
import { log } from "@/lib/log";
import { metrics } from "@/lib/metrics/metrics";
import { type CheckedByItself, checkClaimed } from "./check-claimed";
import { type CheckLimits, type ClaimedCheck, claimDueChecks, countDueChecks } from "./claim-due-checks";
import { type WakePlace, wakeSetAside } from "./wake-set-aside";

/** Checks that one process runs at once, at all servers together. */
const parallelChecks = 16;
/** Of these, what a tenant may have while others wait; what nobody else waits for it may have, too, step by step. */
const sharesOfTenant = [4, 8, parallelChecks];
/** A step at which nobody waited is left out for so long, in milliseconds: whoever is alone is not asked for over and over. */
const unwantedMs = 1000;

/** How often there is looked whether a server has room again, in milliseconds. */
const pollMs = 500;

export type CheckSweepReport = {
  /** Verifications that were kept. */
  checked: number;
  /** What could not be checked, for want of a token or unexpectedly. */
  failed: number;
  /** What is not due any more until somebody acts. */
  setAside: number;
  /** How many were still due at the end, leased to others or not. */
  remaining: number;
  /** The longest that one had been due when its check began, in seconds. */
  lagSeconds: number;
};

export type CheckSweepLimits = {
  budgetMs: number;
  signal: AbortSignal;
  /** Left out, the database's clock says what is due. */
  clock?: Clock;
};

/**
 * Checks the mailboxes that are due, of all tenants, each half on its own: the longest due first, until nothing is due,
 * `budgetMs` is over or `signal` aborts; what was begun is finished then. Any number of processes sweep at once and share
 * the work, within what each mail server may be asked, and tenants share a process: one whose servers never answer does
 * not keep the others from theirs, and one that is alone has all of it. A half that somebody has to authorize first is
 * never checked.
 */
export async function sweepDueChecks(limits: CheckSweepLimits): Promise<CheckSweepReport> {
  const sweep = new Sweep(limits);
  await sweep.run();
  const remaining = await countDueChecks(limits.clock?.() ?? null);
  if (remaining === 0) metrics().checkLagSeconds.set(0);
  return { ...sweep.counts, remaining };
}

/** Where this process goes on to look for halves that were forgotten; each sweep looks at some of them. */
let wakePlace: WakePlace = null;

class Sweep {
  readonly counts = { checked: 0, failed: 0, setAside: 0, lagSeconds: 0 };
  readonly #endsAt: number;
  readonly #signal: AbortSignal;
  readonly #clock: Clock | undefined;
  readonly #underWay = new Set<Promise<void>>();
  /** How many of them each tenant has. */
  readonly #held = new Map<string, number>();
  /** Up to which share nobody waited who has less of it, and for how long that counts. */
  #unwanted = { share: 0, until: Number.NEGATIVE_INFINITY };

  constructor({ budgetMs, signal, clock }: CheckSweepLimits) {
    this.#endsAt = performance.now() + budgetMs;
    this.#signal = signal;
    this.#clock = clock;
    setMaxListeners(0, signal);
  }

  async run(): Promise<void> {
    wakePlace = await wakeSetAside(wakePlace, this.#at());
    try {
      while (!this.#isOver()) {
        const found = await this.#claimSome();
        if (found === 0 && !(await this.#waitForMore())) break;
      }
    } finally {
      await Promise.all(this.#underWay);
    }
  }

  #at(): Date | null {
    return this.#clock?.() ?? null;
  }

  #isOver(): boolean {
    return this.#signal.aborted || performance.now() >= this.#endsAt;
  }

  /** Claims what there is room for, from those with the smallest share first, and answers how much was found. */
  async #claimSome(): Promise<number> {
    const limit = parallelChecks - this.#underWay.size;
    if (limit === 0) return 0;
    const most = Math.max(0, ...this.#held.values());
    const { share, until } = this.#unwanted;
    const unwanted = performance.now() < until ? share : 0;
    for (const perTenant of sharesOfTenant.filter((one) => one > unwanted)) {
      const found = await this.#claim({ limit, perTenant });
      if (found > 0) return found;
      // Nobody was passed over, so that there is no more to be found either.
      if (most < perTenant) break;
      this.#unwanted = { share: perTenant, until: performance.now() + unwantedMs };
    }
    return 0;
  }

  async #claim({ limit, perTenant }: { limit: number; perTenant: number }): Promise<number> {
    const { parallelPerServer } = environment().checks;
    const limits: CheckLimits = { parallelPerServer, at: this.#at() };
    const { claimed, setAsideCount, lagSeconds } = await claimDueChecks({
      ...{ limit, perTenant, held: this.#held },
      ...limits,
    });
    if (claimed.length > 0) metrics().checkLagSeconds.set(lagSeconds);
    this.counts.lagSeconds = Math.max(this.counts.lagSeconds, lagSeconds);
    this.counts.setAside += setAsideCount;
    for (const one of claimed) this.#start(one);
    return claimed.length + setAsideCount;
  }

  /** Waits until there may be more to claim; false when nothing that is due is left. */
  async #waitForMore(): Promise<boolean> {
    if (this.#underWay.size > 0) {
      await this.#pause(Promise.race(this.#underWay));
      return true;
    }
    if ((await countDueChecks(this.#at())) === 0) return false;
    // Others check it, or its server has had as many checks as it may have in this minute.
    await this.#pause(null);
    return true;
  }

  async #pause(sooner: Promise<unknown> | null): Promise<void> {
    const over = new AbortController();
    const remainingMs = Math.max(0, Math.min(pollMs, this.#endsAt - performance.now()));
    const timer = wait(remainingMs, undefined, { signal: AbortSignal.any([this.#signal, over.signal]) }).catch(
      () => undefined,
    );
    await Promise.race(sooner === null ? [timer] : [timer, sooner]);
    over.abort();
  }

  #start(claimed: ClaimedCheck): void {
    const { tenantId } = claimed.context;
    const work = this.#check(claimed).finally(() => {
      this.#underWay.delete(work);
      this.#count(tenantId, -1);
    });
    this.#underWay.add(work);
    this.#count(tenantId, 1);
  }

  #count(tenantId: string, change: 1 | -1): void {
    const count = (this.#held.get(tenantId) ?? 0) + change;
    if (count === 0) this.#held.delete(tenantId);
    else this.#held.set(tenantId, count);
  }

  async #check(claimed: ClaimedCheck): Promise<void> {
    try {
      const ended: CheckedByItself = await checkClaimed(claimed, this.#clock ?? systemClock);
      if (ended === "checked") this.counts.checked += 1;
      else if (ended === "set_aside") this.counts.setAside += 1;
      else this.counts.failed += 1;
    } catch (error) {
      // One mailbox whose check cannot be finished must not keep the others from theirs; its lease ends by itself.
      this.counts.failed += 1;
      const { context, systemEmailId, half } = claimed;
      log.error({ err: error, tenantId: context.tenantId, systemEmailId, half }, "a check failed unexpectedly");
    }
  }
}
